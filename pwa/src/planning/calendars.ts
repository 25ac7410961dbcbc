/** A calendar while it is edited: what is wrong with it, and what is saved. Pure. */
import type { CalendarDoc } from "../data/docs-planning.ts";

export type CalendarDraft = Pick<CalendarDoc, "name" | "grades" | "weekdays" | "terms" | "holidays" | "moved" | "bells">;
export type CalendarFault = "nameWrong" | "weekdaysWrong" | "termsWrong" | "yearNotWhole" | "holidaysWrong" | "movedWrong" | "bellsWrong";

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const BELL_MINUTES = 45;
const BREAK_MINUTES = 10;

/** A year as most schools have it, to begin from: four terms, five days, six bells. `year` is that of September. */
export function usualYear(year: number): CalendarDraft {
  const next = year + 1;
  const term = (starts_on: string, ends_on: string) => ({ starts_on, ends_on });
  const bells: CalendarDraft["bells"][number][] = [];
  for (let n = 1; n <= 6; n += 1) bells.push(bellAfter(bells));
  return {
    name: `${year}/${next}`,
    grades: [],
    weekdays: [1, 2, 3, 4, 5],
    terms: [term(`${year}-09-01`, `${year}-10-25`), term(`${year}-11-02`, `${year}-12-30`), term(`${next}-01-10`, `${next}-03-20`), term(`${next}-03-31`, `${next}-05-25`)],
    holidays: [],
    moved: [],
    bells,
  };
}

/** The coming year of a school that has had one: its working days and bells stay, for the grades that have none of that year. */
export function comingYear(year: number, known: readonly CalendarDoc[]): CalendarDraft {
  const earlier = known.filter((one) => firstYear(one) < String(year)).sort((a, b) => Number(firstYear(b)) - Number(firstYear(a)) || a.grades.length - b.grades.length);
  const there = new Set(known.filter((one) => firstYear(one) === String(year)).map((one) => one.grades.join()));
  const last = earlier.find((one) => firstYear(one) === firstYear(earlier[0]) && !there.has(one.grades.join()));
  return last ? { ...usualYear(year), weekdays: last.weekdays, bells: last.bells, grades: last.grades } : usualYear(year);
}

/** Whether a calendar has been made that of another year: last year's is not to be lost for that. */
export function isAnotherYear(before: CalendarDraft, draft: CalendarDraft): boolean {
  return firstYear(before) !== firstYear(draft);
}

function firstYear(one: Pick<CalendarDraft, "terms"> | undefined): string {
  return one?.terms[0]?.starts_on.slice(0, 4) ?? "";
}

/** The bell after the last one, with a short break between. */
export function bellAfter(bells: CalendarDraft["bells"]): CalendarDraft["bells"][number] {
  const last = bells[bells.length - 1];
  const starts = last ? minutesOf(last.ends) + BREAK_MINUTES : minutesOf("08:30");
  return { n: (last?.n ?? 0) + 1, starts: timeOf(starts), ends: timeOf(starts + BELL_MINUTES) };
}

function minutesOf(time: string): number {
  const [hours = "0", minutes = "0"] = time.split(":");
  return Number(hours) * 60 + Number(minutes);
}

function timeOf(minutes: number): string {
  const within = Math.min(minutes, 23 * 60 + 59);
  return `${String(Math.floor(within / 60)).padStart(2, "0")}:${String(within % 60).padStart(2, "0")}`;
}

/** The first fault, in the order of the form; null: it may be saved. */
export function calendarFault(draft: CalendarDraft): CalendarFault | null {
  if (draft.name.trim() === "") return "nameWrong";
  if (draft.weekdays.length === 0) return "weekdaysWrong";
  if (draft.terms.length === 0 || !draft.terms.every(whole) || !draft.terms.every((term, at) => at === 0 || (draft.terms[at - 1]?.ends_on ?? "") < term.starts_on)) return "termsWrong";
  // Terms are counted from the first, and called after its year: a half entered as a calendar would be called like the next year's.
  if (!/-(07|08|09|10)-/.test(draft.terms[0]?.starts_on ?? "")) return "yearNotWhole";
  if (!draft.holidays.every(whole)) return "holidaysWrong";
  if (!draft.moved.every((one) => one.on !== "")) return "movedWrong";
  // Shifts overlap: a second one may begin while the first still has lessons. A bell by itself must be right.
  const times = draft.bells.every((bell) => TIME.test(bell.starts) && TIME.test(bell.ends) && bell.starts < bell.ends);
  return draft.bells.length > 0 && times ? null : "bellsWrong";
}

function whole(one: { readonly starts_on: string; readonly ends_on: string }): boolean {
  return one.starts_on !== "" && one.ends_on !== "" && one.starts_on <= one.ends_on;
}

/** What is saved: the whole calendar, for it has one author at a time. */
export function calendarFields(school: string, draft: CalendarDraft): Record<string, unknown> {
  const { name, grades, weekdays, terms, holidays, moved, bells } = draft;
  return { school, name: name.trim(), grades, weekdays: [...weekdays].sort((a, b) => a - b), terms, holidays, moved, bells };
}
