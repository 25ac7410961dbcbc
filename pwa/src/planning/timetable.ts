/** Changing a timetable: from which day, what meets what, and how it is taken back. Pure. */
import type { NewOperation } from "../data/outbox.ts";
import type { SlotDoc, SlotLine, SubstitutionDoc } from "../data/docs-planning.ts";
import type { ClassDoc, EnrolmentDoc, JournalDoc } from "../data/docs.ts";
import { addDays, within } from "./flow.ts";

/** Lines that one lesson may have. */
export const MOST_LINES = 6;

/** What an editor says of a lesson of the week; who is not named here stays as it was. */
export interface SlotDraft {
  readonly weekday: number;
  readonly bell: number;
  readonly lines: readonly SlotLine[];
  readonly teachers: readonly string[];
  readonly room: string;
  /** The last day that it holds; null: until further notice. */
  readonly ends_on: string | null;
}

/** The draft as it is now with one line changed; as it is where that line has gone. */
export function withLine(draft: SlotDraft, n: number, changes: Partial<SlotLine>): SlotDraft {
  return { ...draft, lines: draft.lines.map((line) => (line.n === n ? { ...line, ...changes } : line)) };
}

/** Operations that change something, and those that bring back what was. */
export interface Change {
  readonly makes: readonly NewOperation[];
  /** What names the records of `makes`, each with what takes it back; `made` are those records, in their order. */
  readonly follows?: (made: readonly string[]) => readonly Followed[];
  /** `made` are the records of `makes`, in their order. */
  readonly undoes: (made: readonly string[]) => readonly NewOperation[];
}

export type Followed = readonly [makes: NewOperation, undoes: NewOperation];

export type ClashKind = "teacher" | "class" | "room";

/** Another lesson at the same time that cannot be held beside this one. */
export interface Clash {
  readonly kind: ClashKind;
  readonly with: SlotDoc;
  /** Who, or what, would be in two places. */
  readonly what: string;
}

/** The lessons of the week as they stand on a day. */
export function standingOn(slots: readonly SlotDoc[], day: string): SlotDoc[] {
  return slots.filter((slot) => within(day, [slot.starts_on, slot.ends_on])).sort((a, b) => a.weekday - b.weekday || a.bell - b.bell || (a.id < b.id ? -1 : 1));
}

/** Whether two stretches of days have a day in common; null is open. */
function meet(a: Pick<SlotDoc, "starts_on" | "ends_on">, b: Pick<SlotDoc, "starts_on" | "ends_on">): boolean {
  return (a.ends_on === null || b.starts_on === null || b.starts_on <= a.ends_on) && (b.ends_on === null || a.starts_on === null || a.starts_on <= b.ends_on);
}

/** Whether somebody of one line sits in the other as well: two groups of a class may part, so may two grades. */
function shareLearners(a: SlotLine, b: SlotLine): boolean {
  if (a.class !== b.class) return Boolean(a.group) && a.group === b.group;
  if (a.grade !== null && b.grade !== null && a.grade !== b.grade) return false;
  return !a.group || !b.group || a.group === b.group;
}

/** What stands in the way of a lesson: its teachers, its learners or its room are taken then. */
export function clashesOf(slot: SlotDoc, all: readonly SlotDoc[]): Clash[] {
  const found: Clash[] = [];
  for (const other of all) {
    if (other.id === slot.id || other.weekday !== slot.weekday || other.bell !== slot.bell || !meet(slot, other)) continue;
    const teacher = slot.teachers.find((one) => other.teachers.includes(one));
    if (teacher !== undefined) found.push({ kind: "teacher", with: other, what: teacher });
    const line = slot.lines.find((mine) => other.lines.some((theirs) => shareLearners(mine, theirs)));
    if (line) found.push({ kind: "class", with: other, what: line.class });
    const room = slot.room.trim().toLowerCase();
    if (room !== "" && room === other.room.trim().toLowerCase()) found.push({ kind: "room", with: other, what: slot.room.trim() });
  }
  return found;
}

/** Every lesson of these that meets another: the ids, for marking them in a grid. */
export function clashing(slots: readonly SlotDoc[]): ReadonlySet<string> {
  const byTime = new Map<string, SlotDoc[]>();
  for (const slot of slots) {
    const time = `${slot.weekday}.${slot.bell}`;
    byTime.set(time, [...(byTime.get(time) ?? []), slot]);
  }
  return new Set([...byTime.values()].flatMap((same) => same.filter((slot) => clashesOf(slot, same).length > 0).map((slot) => slot.id)));
}

function fieldsOf(draft: SlotDraft): Record<string, unknown> {
  const { weekday, bell, lines, teachers, room, ends_on } = draft;
  return { weekday, bell, lines, teachers, room: room.trim(), ends_on };
}

/** A lesson that is new from `from` on. */
export function addition(school: string, draft: SlotDraft, from: string): Change {
  return {
    makes: [{ kind: "timetable.set", fields: { school, ...fieldsOf(draft), starts_on: from } }],
    undoes: (made) => made.map((record) => ({ kind: "timetable.remove", record, fields: {} })),
  };
}

/**
 * A lesson that is otherwise from `from` on. One that has been held before keeps its days until then, and its
 * journal with them: what follows is a lesson of its own, for which those stand in who stood in for the former.
 */
export function alteration(before: SlotDoc, draft: SlotDraft, from: string, covered: readonly SubstitutionDoc[] = []): Change {
  const after = fieldsOf(draft);
  const was = fieldsOf(before);
  const changed = Object.fromEntries(Object.entries(after).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(was[name])));
  if (Object.keys(changed).length === 0) return { makes: [], undoes: () => [] };
  const onlyEnds = Object.keys(changed).length === 1 && "ends_on" in changed;
  if (onlyEnds || !begunBefore(before, from)) {
    const back = Object.fromEntries(Object.keys(changed).map((name) => [name, was[name]]));
    return {
      makes: [{ kind: "timetable.set", record: before.id, base: before.op ?? null, fields: changed }],
      undoes: () => [{ kind: "timetable.set", record: before.id, fields: back }],
    };
  }
  return {
    makes: [ending(before, from), { kind: "timetable.set", fields: { school: before.school, ...after, starts_on: from } }],
    follows: ([, made]) => (made !== undefined && isHeir(before, draft) ? handedOn(covered, before, from, made) : []),
    undoes: ([, made]) => [reopening(before), ...(made === undefined ? [] : [{ kind: "timetable.remove", record: made, fields: {} }])],
  };
}

/** A lesson that is no more from `from` on. */
export function ended(before: SlotDoc, from: string): Change {
  if (begunBefore(before, from)) return { makes: [ending(before, from)], undoes: () => [reopening(before)] };
  return {
    makes: [{ kind: "timetable.remove", record: before.id, fields: {} }],
    // What is removed stays removed: it comes back as a lesson of its own.
    undoes: () => [{ kind: "timetable.set", fields: { school: before.school, ...fieldsOf(before), starts_on: before.starts_on } }],
  };
}

/** Whether whoever is away from the one lesson is away from the other: it is on the same day, and theirs. */
function isHeir(before: SlotDoc, next: SlotDraft): boolean {
  return next.weekday === before.weekday && next.teachers.some((one) => before.teachers.includes(one)) && next.lines.some((line) => before.lines.some((one) => one.class === line.class && one.subject === line.subject));
}

/** The substitutions of a lesson from a day on, said of the one that takes its place. */
function handedOn(covered: readonly SubstitutionDoc[], { id, school }: SlotDoc, from: string, next: string): Followed[] {
  const kind = "substitution.set";
  return covered
    .filter((one) => one.slot === id && one.date >= from && !one.withdrawn)
    .flatMap(({ id: former, op, date, substitute, reason, confirmed }): Followed[] => {
      const record = `${next}~${date.split("-").join("")}`;
      const fields = { school, slot: next, date, substitute, reason, confirmed, withdrawn: false };
      return [
        [{ kind, record, fields }, { kind, record, fields: { withdrawn: true } }],
        [{ kind, record: former, base: op ?? null, fields: { withdrawn: true } }, { kind, record: former, fields: { withdrawn: false } }],
      ];
    });
}

/** The first day from `from` on that may be otherwise: one of which the journal holds a lesson stays as it was taught. */
export function unwritten(slots: readonly SlotDoc[], from: string, journal: readonly Pick<JournalDoc, "id">[]): string {
  const lessons = new Set(slots.map((slot) => `${slot.id}~${from.split("-").join("")}`));
  return journal.some(({ id }) => lessons.has(id.slice(0, id.lastIndexOf("~")))) ? addDays(from, 1) : from;
}

/** Months, counted from 1: the school year turns here, as in server/people/years.py. */
const YEAR_TURNS_IN = 6;

/**
 * Classes with learners that stand in an earlier school year than the one of `day`. A class keeps its record when it
 * moves up, and its lessons and plans with it: what is written before goes to the grade above.
 */
export function notMovedUp(classes: readonly ClassDoc[], enrolments: readonly EnrolmentDoc[], day: string): ClassDoc[] {
  const year = Number(day.slice(0, 4)) - (Number(day.slice(5, 7)) < YEAR_TURNS_IN ? 1 : 0);
  const attended = new Set(enrolments.filter((one) => one.ends_on === null || one.ends_on >= day).map((one) => one.class));
  return classes.filter((one) => one.year && Number(one.year.slice(0, 4)) < year && attended.has(one.id));
}

function begunBefore(slot: SlotDoc, from: string): boolean {
  return slot.starts_on === null || slot.starts_on < from;
}

function ending(before: SlotDoc, from: string): NewOperation {
  return { kind: "timetable.set", record: before.id, base: before.op ?? null, fields: { ends_on: addDays(from, -1) } };
}

function reopening(before: SlotDoc): NewOperation {
  return { kind: "timetable.set", record: before.id, fields: { ends_on: before.ends_on } };
}

/** The lowest number that no line of the lesson has: a line's number stays its own for ever. */
export function freeNumber(lines: readonly SlotLine[]): number {
  let n = 1;
  while (lines.some((line) => line.n === n)) n += 1;
  return n;
}

/** Weekdays that a calendar works, and those on which there are lessons all the same. */
export function weekdaysOf(worked: readonly number[], slots: readonly SlotDoc[]): number[] {
  return [...new Set([...worked, ...slots.map((slot) => slot.weekday)])].sort((a, b) => a - b);
}

/** A lesson of the week as a file has it. */
export interface FileLesson {
  readonly class: string;
  readonly weekday: number;
  readonly bell: number;
  readonly subject: string;
  readonly teachers: readonly string[];
  readonly room: string;
}

/**
 * The timetable of a file from `from` on, in place of what its classes had. Lessons that are the same stay as
 * they are; a lesson that one teacher has in several classes at once becomes one, and a joined class has a line
 * for each of its grades.
 */
export function taken(school: string, lessons: readonly FileLesson[], known: readonly SlotDoc[], gradesOf: (classId: string) => readonly number[], from: string, covered: readonly SubstitutionDoc[] = []): Change {
  const drafts = draftsFrom(lessons, gradesOf);
  const old = replaced(lessons, known, from);
  const kept = new Set<SlotDoc>();
  const fresh = drafts.filter((draft) => {
    const same = old.find((slot) => !kept.has(slot) && begunBefore(slot, from) && slot.ends_on === null && keyOf(slot) === keyOf(draft));
    if (same) kept.add(same);
    return !same;
  });
  const gone = old.filter((slot) => !kept.has(slot));
  const changes = [...gone.map((slot) => ended(slot, from)), ...fresh.map((draft) => addition(school, draft, from))];
  return {
    makes: changes.flatMap((one) => one.makes),
    follows: (made) =>
      gone.flatMap((slot) => {
        // Each change is one operation: the new lessons come after those that end.
        const heir = fresh.findIndex((draft) => draft.bell === slot.bell && isHeir(slot, draft));
        const next = heir < 0 ? undefined : made[gone.length + heir];
        return next === undefined ? [] : handedOn(covered, slot, from, next);
      }),
    undoes: (made) => {
      let at = 0;
      return changes.flatMap((one) => {
        const own = made.slice(at, at + one.makes.length);
        at += one.makes.length;
        return one.undoes(own);
      });
    },
  };
}

/** The lessons that the timetable of a file stands in place of. */
export function replaced(lessons: readonly FileLesson[], known: readonly SlotDoc[], from: string): SlotDoc[] {
  const classes = new Set(lessons.map((one) => one.class));
  return known.filter((slot) => (slot.ends_on === null || slot.ends_on >= from) && slot.lines.some((line) => classes.has(line.class)));
}

function keyOf(slot: SlotDraft): string {
  const lines = slot.lines.map((line) => `${line.class}~${line.grade ?? ""}~${line.subject}~${line.group ?? ""}`).sort();
  return JSON.stringify([slot.weekday, slot.bell, lines, [...slot.teachers].sort(), slot.room.trim()]);
}

function draftsFrom(lessons: readonly FileLesson[], gradesOf: (classId: string) => readonly number[]): SlotDraft[] {
  const together = new Map<string, FileLesson[]>();
  for (const [at, one] of lessons.entries()) {
    const who = one.teachers.length > 0 ? [...one.teachers].sort().join() : String(at);
    const key = JSON.stringify([one.weekday, one.bell, one.subject, who]);
    together.set(key, [...(together.get(key) ?? []), one]);
  }
  return [...together.values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const lines: SlotLine[] = [];
    for (const one of same) {
      const grades = gradesOf(one.class);
      for (const grade of grades.length > 1 ? grades : [null]) lines.push({ n: lines.length + 1, class: one.class, grade, subject: one.subject, group: null });
    }
    const parts: SlotLine[][] = [];
    for (let from = 0; from < lines.length; from += MOST_LINES) parts.push(lines.slice(from, from + MOST_LINES));
    return parts.map((part) => ({ weekday: first.weekday, bell: first.bell, lines: part, teachers: first.teachers, room: first.room, ends_on: null }));
  });
}
