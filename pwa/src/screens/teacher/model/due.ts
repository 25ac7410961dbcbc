/** Due times a teacher picks in one tap. Work is due at the end of a day in the phone's own time. */

export type DueChoice = "tomorrow" | "three-days" | "week";
export const DUE_CHOICES: readonly DueChoice[] = ["tomorrow", "three-days", "week"];

const DAYS: Record<DueChoice, number> = { tomorrow: 1, "three-days": 3, week: 7 };

/** RFC 3339 UTC of the last minute of the chosen day. */
export function dueAt(choice: DueChoice, now: Date): string {
  return endOfDay(new Date(now.getFullYear(), now.getMonth(), now.getDate() + DAYS[choice]));
}

/** `day` is `YYYY-MM-DD` from a date field; null when it is no real day. */
export function dueOn(day: string): string | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!parts) return null;
  const [year, month, date] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const start = new Date(year, month - 1, date);
  if (start.getMonth() !== month - 1 || start.getDate() !== date) return null;
  return endOfDay(start);
}

/** The `YYYY-MM-DD` of a moment in the phone's own time, for a date field. */
export function localDay(moment: string | Date): string {
  const at = typeof moment === "string" ? new Date(moment) : moment;
  const two = (value: number) => String(value).padStart(2, "0");
  return `${String(at.getFullYear()).padStart(4, "0")}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** Which quick choice a due time is, or null for another day. */
export function choiceOf(due: string | null, now: Date): DueChoice | null {
  return DUE_CHOICES.find((choice) => dueAt(choice, now) === due) ?? null;
}

function endOfDay(day: Date): string {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate(), 23, 59).toISOString();
}

/** Calendar days of the phone from a moment to now: 0 is today, 1 yesterday. */
export function daysBetween(moment: string, now: Date): number {
  const at = new Date(moment);
  const from = Date.UTC(at.getFullYear(), at.getMonth(), at.getDate());
  return Math.round((Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) - from) / 86_400_000);
}
