/**
 * Which lesson stands on which day: the phone's twin of `server/planning/flow.py`. Pure.
 * Both are judged by `tests/server/planning/flow_vectors.json`. Days are `YYYY-MM-DD`.
 */

/** Days from the first to the last, both included; null is open. */
export type Span = readonly [first: string | null, last: string | null];

export interface Calendar {
  readonly terms: readonly Span[];
  readonly holidays: readonly Span[];
  /** ISO numbers: 1 is Monday. */
  readonly weekdays: readonly number[];
  /** Days that follow the timetable of another weekday. */
  readonly moved: readonly (readonly [day: string, weekday: number])[];
}

export interface Closure {
  readonly span: Span;
  /** Empty: the whole school. */
  readonly classes: readonly string[];
}

/** A subject in a class, or in one grade of it (null: in all of it): what has a plan. */
export interface Taught {
  readonly class: string;
  readonly grade: number | null;
  readonly subject: string;
}

export interface Slot {
  readonly id: string;
  readonly weekday: number;
  readonly bell: number;
  readonly span: Span;
  readonly lines: readonly (readonly [n: number, taught: Taught])[];
}

/** One lesson on one day for one line of its slot. */
export interface Occasion {
  readonly day: string;
  readonly bell: number;
  readonly slot: string;
  readonly line: number;
}

export interface Row {
  readonly id: string;
  readonly position: number;
  readonly hours: number;
  /** The day to which its first lesson is bound. */
  readonly on: string | null;
}

/** What the journal says of an occasion: held with this row (or none), or not held at all. */
export interface Settled {
  readonly held: boolean;
  readonly row: string | null;
}

const DAY_MS = 86_400_000;

/** The day `days` after another. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00.000Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** 1 is Monday, 7 is Sunday. */
export function isoWeekday(day: string): number {
  return ((new Date(`${day}T00:00:00.000Z`).getUTCDay() + 6) % 7) + 1;
}

export function within(day: string, [first, last]: Span): boolean {
  return (first === null || first <= day) && (last === null || day <= last);
}

/** Which weekday's timetable is followed on `day`; null: no lessons. */
export function weekdayOn(calendar: Calendar, day: string): number | null {
  if (!calendar.terms.some((term) => within(day, term))) return null;
  const moved = calendar.moved.find(([on]) => on === day);
  if (moved) return moved[1];
  if (calendar.holidays.some((holiday) => within(day, holiday))) return null;
  const weekday = isoWeekday(day);
  return calendar.weekdays.includes(weekday) ? weekday : null;
}

export function closes(closure: Closure, classId: string, day: string): boolean {
  return within(day, closure.span) && (closure.classes.length === 0 || closure.classes.includes(classId));
}

/** The id of the journal's record of an occasion: two teachers' devices meet in one record. */
export function recordOf(one: Occasion): string {
  return `${one.slot}~${one.day.split("-").join("")}~${one.line}`;
}

function same(a: Taught, b: Taught): boolean {
  return a.class === b.class && a.subject === b.subject && a.grade === b.grade;
}

/** The year's lessons of what is taught, in their order. */
export function occasions(calendar: Calendar, slots: readonly Slot[], closures: readonly Closure[], taught: Taught): Occasion[] {
  const wanted: Record<number, Omit<Occasion, "day">[]> = {};
  const spans: Record<string, Span> = {};
  for (const slot of slots) {
    spans[slot.id] = slot.span;
    for (const [n, what] of slot.lines) {
      if (same(what, taught)) (wanted[slot.weekday] ??= []).push({ bell: slot.bell, slot: slot.id, line: n });
    }
  }
  const firsts = calendar.terms.flatMap(([first]) => first ?? []).sort();
  const lasts = calendar.terms.flatMap(([, last]) => last ?? []).sort();
  const end = lasts[lasts.length - 1];
  const found: Occasion[] = [];
  for (let day = firsts[0]; day !== undefined && end !== undefined && day <= end; day = addDays(day, 1)) {
    const on = day;
    if (closures.some((closure) => closes(closure, taught.class, on))) continue;
    for (const one of wanted[weekdayOn(calendar, on) ?? 0] ?? []) {
      if (within(on, spans[one.slot] ?? [null, null])) found.push({ day: on, ...one });
    }
  }
  return found.sort(inOrder);
}

function inOrder(a: Occasion, b: Occasion): number {
  if (a.day !== b.day) return a.day < b.day ? -1 : 1;
  if (a.bell !== b.bell) return a.bell - b.bell;
  if (a.slot !== b.slot) return a.slot < b.slot ? -1 : 1;
  return a.line - b.line;
}

/** The day on which a calendar's first term begins; empty where it has none. */
export function firstDay(calendar: Calendar): string {
  return calendar.terms.flatMap(([first]) => first ?? []).sort()[0] ?? "";
}

/**
 * What of a plan is of the year that begins on a day. A class keeps its plan when it moves up: a row says of which year it
 * is, or goes by its lessons. One that was taught before and not again since is of an earlier year, and so are the hours
 * that were left of it; what is taught again is of this one, too.
 */
export function ofYear<R extends { readonly id: string; readonly year?: number | null }, H extends { readonly row: string | null; readonly day: string }>(rows: readonly R[], held: readonly H[], first: string): { readonly rows: readonly R[]; readonly held: readonly H[] } {
  const since = held.filter((one) => one.day >= first);
  const again = new Set(since.map((one) => one.row));
  const over = new Set(held.flatMap((one) => (one.row === null || again.has(one.row) ? [] : one.row)));
  return { rows: rows.filter((row) => again.has(row.id) || (row.year && first ? row.year === Number(first.slice(0, 4)) : !over.has(row.id))), held: since };
}

/** Record of each unsettled occasion → the id of its row, null when the plan has run out. */
export function flow(rows: readonly Row[], lessons: readonly Occasion[], settled: ReadonlyMap<string, Settled>): Map<string, string | null> {
  const sorted = [...rows].sort((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1));
  const left = new Map(sorted.map((row) => [row.id, row.hours]));
  for (const { held, row } of settled.values()) {
    if (held && row !== null && left.has(row)) left.set(row, (left.get(row) ?? 0) - 1);
  }
  const free = lessons.filter((one) => !settled.has(recordOf(one)));
  const kept = new Map<string, string>();
  for (const lesson of free) {
    const bound = sorted.find((row) => row.on === lesson.day && (left.get(row.id) ?? 0) > 0);
    if (!bound) continue;
    kept.set(recordOf(lesson), bound.id);
    left.set(bound.id, (left.get(bound.id) ?? 0) - 1);
  }
  const order = sorted.flatMap((row) => Array.from({ length: Math.max(left.get(row.id) ?? 0, 0) }, () => row.id));
  let next = 0;
  return new Map(free.map((one) => [recordOf(one), kept.get(recordOf(one)) ?? order[next++] ?? null]));
}
