/** What the school's documents say, in the terms of `flow.ts`. Pure. */
import type { CalendarDoc, ClassDoc, SlotDoc, SlotLine } from "../data/docs.ts";
import type { Calendar, Slot, Span, Taught } from "./flow.ts";

/** The calendar of a class: its school's own before everybody's, one for its grades before one for all. */
export function calendarFor(one: Pick<ClassDoc, "school" | "grades">, day: string, calendars: readonly CalendarDoc[]): CalendarDoc | null {
  const fitting = calendars.filter(
    (calendar) =>
      (calendar.school === null || calendar.school === one.school) &&
      (calendar.grades.length === 0 || one.grades.some((grade) => calendar.grades.includes(grade))) &&
      spanOf(calendar).every((bound, at) => bound === null || (at === 0 ? bound <= day : day <= bound)),
  );
  const rank = (calendar: CalendarDoc): number => (calendar.school === null ? 0 : 2) + (calendar.grades.length === 0 ? 0 : 1);
  return fitting.sort((a, b) => rank(b) - rank(a) || (a.id < b.id ? -1 : 1))[0] ?? null;
}

/** A school year with the summer before it: lessons are looked for from its first term's start. */
function spanOf(calendar: CalendarDoc): Span {
  const starts = calendar.terms.map((term) => term.starts_on).sort();
  const ends = calendar.terms.map((term) => term.ends_on).sort();
  return [starts[0] ?? null, ends[ends.length - 1] ?? null];
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
