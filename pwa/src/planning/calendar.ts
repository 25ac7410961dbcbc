/** What the school's documents say, in the terms of `flow.ts`. Pure. */
import type { CalendarDoc, ClassDoc, SlotDoc, SlotLine } from "../data/docs.ts";
import type { Calendar, Slot, Taught } from "./flow.ts";
import { firstDay, isFor } from "./year.ts";

type Learning = Pick<ClassDoc, "school" | "grades">;

/** The calendar of a class's lessons on a day: its school's own before everybody's, one for its grades before one for all. */
export function calendarFor(one: Learning, day: string, calendars: readonly CalendarDoc[]): CalendarDoc | null {
  return first(calendars.filter((calendar) => isFor(one, calendar) && firstDay(calendar) <= day && day <= lastDay(calendar)));
}

/** The calendar by which a class's lessons are planned: the one that holds, or the first to come. */
export function calendarAhead(one: Learning, day: string, calendars: readonly CalendarDoc[]): CalendarDoc | null {
  const coming = calendars.filter((calendar) => isFor(one, calendar) && day < firstDay(calendar));
  return calendarFor(one, day, calendars) ?? first(coming, (a, b) => yearOf(a) - yearOf(b));
}

/**
 * The calendar whose terms are marked and reported on a day. Lessons end in May; exams, resits and reports of their year go on
 * until the last of August. From September on a school without a new calendar has no terms: nothing new goes into old ones.
 */
export function calendarOfTerms(one: Learning, day: string, calendars: readonly CalendarDoc[]): CalendarDoc | null {
  const over = calendars.filter((calendar) => isFor(one, calendar) && lastDay(calendar) < day && day <= lastOfSummer(calendar));
  return calendarFor(one, day, calendars) ?? first(over, newest) ?? calendarAhead(one, day, calendars);
}

/** The calendar of the year that ended before the one whose terms stand on a day. */
export function calendarBefore(one: Learning, day: string, calendars: readonly CalendarDoc[]): CalendarDoc | null {
  const now = calendarOfTerms(one, day, calendars);
  const begun = now ? firstDay(now) : day;
  return first(calendars.filter((calendar) => isFor(one, calendar) && lastDay(calendar) < begun), newest);
}

type Order = (a: CalendarDoc, b: CalendarDoc) => number;

function first(found: readonly CalendarDoc[], order: Order = () => 0): CalendarDoc | null {
  const rank = (calendar: CalendarDoc): number => (calendar.school === null ? 0 : 2) + (calendar.grades.length === 0 ? 0 : 1);
  return [...found].sort((a, b) => order(a, b) || rank(b) - rank(a) || (a.id < b.id ? -1 : 1))[0] ?? null;
}

const newest: Order = (a, b) => yearOf(b) - yearOf(a);

function lastDay({ terms }: CalendarDoc): string {
  return terms.map((term) => term.ends_on).sort()[terms.length - 1] ?? "";
}

/** The year in which a school year begins, as keys of its terms have it. */
function yearOf(calendar: CalendarDoc): number {
  return Number(firstDay(calendar).slice(0, 4));
}

function lastOfSummer(calendar: CalendarDoc): string {
  const last = lastDay(calendar);
  const year = Number(last.slice(0, 4));
  return `${last.slice(5) > "08-31" ? year + 1 : year}-08-31`;
}

export function asCalendar(doc: CalendarDoc): Calendar {
  return {
    terms: doc.terms.map((term) => [term.starts_on, term.ends_on] as const),
    holidays: doc.holidays.map((one) => [one.starts_on, one.ends_on] as const),
    weekdays: doc.weekdays,
    moved: doc.moved.map((one) => [one.on, one.weekday] as const),
  };
}

export function taughtOf(line: SlotLine): Taught {
  return { class: line.class, grade: line.grade, subject: line.subject };
}

export function asSlot(doc: SlotDoc): Slot {
  return {
    id: doc.id,
    weekday: doc.weekday,
    bell: doc.bell,
    span: [doc.starts_on, doc.ends_on],
    lines: doc.lines.map((line) => [line.n, taughtOf(line)] as const),
  };
}
