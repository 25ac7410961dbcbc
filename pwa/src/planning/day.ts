/** The lessons of one day: which there are, when, and what became of them. Pure. */
import type { CalendarDoc, JournalDoc, SlotDoc, SlotLine, SubstitutionDoc } from "../data/docs.ts";
import { asCalendar } from "./calendar.ts";
import { closes, type Closure, recordOf, weekdayOn, within } from "./flow.ts";

export type Progress = "held" | "cancelled" | "now" | "later" | "missing";

/** One line of a lesson with its record in the journal. */
export interface DayLine {
  readonly line: SlotLine;
  readonly record: string;
  readonly entry: JournalDoc | null;
}

export interface DayLesson {
  readonly slot: SlotDoc;
  readonly day: string;
  readonly starts: string | null;
  readonly ends: string | null;
  /** Lines that are not closed by order. */
  readonly lines: readonly DayLine[];
  /** Who takes it today, if that is not who stands in the timetable. */
  readonly substitute: SubstitutionDoc | null;
  readonly progress: Progress;
}

export interface Known {
  readonly slots: readonly SlotDoc[];
  readonly substitutions: readonly SubstitutionDoc[];
  readonly journal: ReadonlyMap<string, JournalDoc>;
  /** The orders of a school that stand. */
  closures(school: string): readonly Closure[];
  /** The calendar that holds for a class on the day, null where none is known. */
  calendar(classId: string): CalendarDoc | null;
}

/** «08:30» as minutes since midnight. */
export function minutes(time: string): number {
  const [hours = "0", rest = "0"] = time.split(":");
  return Number(hours) * 60 + Number(rest);
}

export function substitutionOf(slot: string, day: string, substitutions: readonly SubstitutionDoc[]): SubstitutionDoc | null {
  const id = `${slot}~${day.split("-").join("")}`;
  return substitutions.find((one) => one.id === id && !one.withdrawn) ?? null;
}

/**
 * The lessons of `day` in the order of bells. `at` is the school's own day and minute of it now: lessons of
 * earlier days that nobody has written up are missing, a bell's time says which one is now.
 */
export function lessonsOn(day: string, at: { day: string; minute: number }, known: Known): DayLesson[] {
  const found: DayLesson[] = [];
  for (const slot of known.slots) {
    if (!within(day, [slot.starts_on, slot.ends_on])) continue;
    const closures = known.closures(slot.school);
    const lines: DayLine[] = [];
    let bell: CalendarDoc["bells"][number] | undefined;
    for (const line of slot.lines) {
      const calendar = known.calendar(line.class);
      if (!calendar || weekdayOn(asCalendar(calendar), day) !== slot.weekday) continue;
      if (closures.some((closure) => closes(closure, line.class, day))) continue;
      bell ??= calendar.bells.find((one) => one.n === slot.bell);
      const record = recordOf({ day, bell: slot.bell, slot: slot.id, line: line.n });
      lines.push({ line, record, entry: known.journal.get(record) ?? null });
    }
    if (lines.length === 0) continue;
    const starts = bell?.starts ?? null;
    const ends = bell?.ends ?? null;
    const substitute = substitutionOf(slot.id, day, known.substitutions);
    found.push({ slot, day, starts, ends, lines, substitute, progress: progressOf(lines, day, at, starts, ends) });
  }
  return found.sort((a, b) => a.slot.bell - b.slot.bell || (a.slot.id < b.slot.id ? -1 : 1));
}

function progressOf(lines: readonly DayLine[], day: string, at: { day: string; minute: number }, starts: string | null, ends: string | null): Progress {
  if (lines.every((line) => line.entry)) return lines.every((line) => line.entry?.state === "cancelled") ? "cancelled" : "held";
  if (day !== at.day || starts === null || ends === null) return day < at.day ? "missing" : "later";
  if (at.minute < minutes(starts)) return "later";
  return at.minute <= minutes(ends) ? "now" : "missing";
}

/** The lesson to open by itself: the one that runs, else the last one not written up, else the next. */
export function current(lessons: readonly DayLesson[]): DayLesson | null {
  const missing = lessons.filter((one) => one.progress === "missing");
  return lessons.find((one) => one.progress === "now") ?? missing[missing.length - 1] ?? lessons.find((one) => one.progress === "later") ?? null;
}

/** When a teacher last touched the lesson that was open by itself. */
export interface Touched {
  readonly slot: string;
  readonly day: string;
  readonly minute: number;
}

/** Minutes without a touch after which another lesson may open by itself: nobody is writing in this one any more. */
export const STAYS_OPEN = 5;

/**
 * The lesson that stands open now. The one in the teacher's hands stays, also once it is written: a bell, a
 * timetable that arrives or a second tap on «held» must not meet another lesson in its place.
 */
export function open(lessons: readonly DayLesson[], at: { day: string; minute: number }, touched: Touched | null): DayLesson | null {
  const fresh = touched !== null && touched.day === at.day && at.minute - touched.minute <= STAYS_OPEN;
  return (fresh ? lessons.find((one) => one.slot.id === touched.slot) : undefined) ?? current(lessons);
}
