/** Due times a teacher picks in one tap. Work is due at the end of a day as the school's clock has it. */
import { schoolOffset, wall } from "../../../i18n/time.ts";

export type DueChoice = "tomorrow" | "three-days" | "week";
export const DUE_CHOICES: readonly DueChoice[] = ["tomorrow", "three-days", "week"];

const DAYS: Record<DueChoice, number> = { tomorrow: 1, "three-days": 3, week: 7 };

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** RFC 3339 UTC of the last minute of the chosen day. */
export function dueAt(choice: DueChoice, now: number): string {
  return endOf(wall(now).day + DAYS[choice]);
}

/** `day` is `YYYY-MM-DD` from a date field; null when it is no real day. */
export function dueOn(day: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return null;
  const start = Date.parse(`${day}T00:00:00.000Z`);
  if (Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== day) return null;
  return endOf(start / DAY_MS);
}

/** Which quick choice a due time is, or null for another day. */
export function choiceOf(due: string | null, now: number): DueChoice | null {
  return DUE_CHOICES.find((choice) => dueAt(choice, now) === due) ?? null;
}

/** The school's calendar days from a moment to now: 0 is today, 1 yesterday. */
export function daysBetween(moment: string, now: number): number {
  return wall(now).day - wall(moment).day;
}

/** 23:59 of a day counted from 1970. */
function endOf(day: number): string {
  return onWall((day + 1) * DAY_MS - MINUTE_MS);
}

/**
 * RFC 3339 UTC of the moment when the school's clock shows this, given in ms as if it were UTC. Old phones put
 * Kazakhstan an hour too far east; the school's offset wins.
 */
export function onWall(shown: number): string {
  const east = schoolOffset.peek();
  // Without a zone of its own, a time as written is the phone's.
  return (east === null ? new Date(new Date(shown).toISOString().slice(0, -1)) : new Date(shown - east * MINUTE_MS)).toISOString();
}
