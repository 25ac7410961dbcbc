/** A plan beside its lessons: on which days its rows stand, whether it is behind, and how it is changed. Pure. */
import type { PlanRowDoc } from "../data/docs-planning.ts";
import type { NewOperation } from "../data/outbox.ts";
import { flow, type Occasion, recordOf, type Settled, type Taught } from "./flow.ts";
import type { Change } from "./timetable.ts";

/** Places between two rows, so that others can be put between them. */
export const STEP = 1024;
export const MOST_HOURS = 40;
const TOPIC_CHARACTERS = 1000;
const MOST_OF_ROW = 12;
/** Files of one row; the server's limit. */
export const FILES_PER_ROW = 6;

/** What an editor says of a row. */
export type RowDraft = Pick<PlanRowDoc, "hours" | "section" | "topic" | "objectives" | "homework" | "resources" | "summative" | "on" | "outline" | "files">;

/** A lesson of a row: held already, or as it stands now. */
export interface RowDay {
  readonly day: string;
  readonly held: boolean;
}

/** A lesson that was held with a row. */
export interface Held {
  readonly record: string;
  readonly row: string;
  readonly day: string;
}

export function inOrder(rows: readonly PlanRowDoc[]): PlanRowDoc[] {
  return [...rows].sort((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1));
}

/** The days of every row, the earliest first; a row that no lesson is left for has fewer than its hours. */
export function daysOf(rows: readonly PlanRowDoc[], lessons: readonly Occasion[], settled: ReadonlyMap<string, Settled>, held: readonly Held[]): ReadonlyMap<string, readonly RowDay[]> {
  const found = new Map<string, RowDay[]>(rows.map((row) => [row.id, []]));
  for (const one of held) found.get(one.row)?.push({ day: one.day, held: true });
  const planned = flow(rows, lessons, settled);
  for (const lesson of lessons) {
    const row = planned.get(recordOf(lesson));
    if (row) found.get(row)?.push({ day: lesson.day, held: false });
  }
  for (const days of found.values()) days.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
  return found;
}

/** How a plan stands: counted in lessons. */
export interface Standing {
  /** Fewer have been held than would have been by now, had none been called off; negative: ahead. */
  readonly behind: number;
  /** Planned, and no lesson is left for them this year. */
  readonly lacking: number;
  /** Lessons of this year for which nothing is planned. */
  readonly free: number;
  readonly hours: number;
  readonly done: number;
}

/** `undisturbed` are the year's lessons had there been no closures; `lessons` those that there are. */
export function standingOf(
  rows: readonly PlanRowDoc[],
  lessons: readonly Occasion[],
  undisturbed: readonly Occasion[],
  settled: ReadonlyMap<string, Settled>,
  held: readonly Held[],
  today: string,
): Standing {
  const hours = rows.reduce((sum, row) => sum + row.hours, 0);
  const own = new Set(rows.map((row) => row.id));
  const done = held.filter((one) => own.has(one.row)).length;
  const planned = flow(rows, lessons, settled);
  const values = lessons.map((lesson) => [lesson.day, planned.get(recordOf(lesson))] as const);
  // A lesson that is over and not written up yet will be: it is not late.
  const unwritten = values.filter(([day, row]) => day < today && row).length;
  const expected = Math.min(hours, undisturbed.filter((one) => one.day < today).length);
  const placed = values.filter(([, row]) => row).length;
  return {
    behind: expected - done - unwritten,
    lacking: Math.max(0, hours - Math.min(done, hours) - placed),
    free: values.filter(([day, row]) => day >= today && row === null).length,
    hours,
    done,
  };
}

/** A row that a closure moves: the day of its first lesson without it, and with it. */
export interface Shift {
  readonly row: PlanRowDoc;
  readonly from: string;
  /** null: no lesson is left for it. */
  readonly to: string | null;
}

export function shiftsBy(
  rows: readonly PlanRowDoc[],
  without: readonly Occasion[],
  lessons: readonly Occasion[],
  settled: ReadonlyMap<string, Settled>,
): Shift[] {
  const before = daysOf(rows, without, settled, []);
  const after = daysOf(rows, lessons, settled, []);
  return inOrder(rows).flatMap((row) => {
    const from = before.get(row.id)?.[0]?.day;
    const to = after.get(row.id)?.[0]?.day ?? null;
    return from === undefined || from === to ? [] : [{ row, from, to }];
  });
}

export function draftOf(row: PlanRowDoc): RowDraft {
  const { hours, section, topic, objectives, homework, resources, summative, on, outline } = row;
  // A row that an older server told has none; where it lies there is of no interest to an operation.
  const files = ((row.files as PlanRowDoc["files"] | undefined) ?? []).map(({ sha256, name, type, size }) => ({ sha256, name, type, size }));
  return { hours, section, topic, objectives, homework, resources, summative, on, outline, files };
}

export const EMPTY: RowDraft = { hours: 1, section: "", topic: "", objectives: [], homework: "", resources: [], summative: "none", on: null, outline: "", files: [] };

const NOTHING: Change = { makes: [], undoes: () => [] };

function setting(row: PlanRowDoc, fields: Record<string, unknown>): NewOperation {
  return { kind: "plan.set", record: row.id, base: row.op ?? null, fields };
}

function creation(school: string, taught: Taught, position: number, draft: RowDraft, year: number | null): NewOperation {
  return { kind: "plan.set", fields: { school, class: taught.class, grade: taught.grade, subject: taught.subject, position, year, ...draft } };
}

function removals(records: readonly string[]): NewOperation[] {
  return records.map((record) => ({ kind: "plan.remove", record, fields: {} }));
}

function taughtOf(row: PlanRowDoc): Taught {
  return { class: row.class, grade: row.grade, subject: row.subject };
}

/** Only what it changes, so that two people's edits do not undo each other. */
export function edited(row: PlanRowDoc, draft: RowDraft): Change {
  const was: Record<string, unknown> = { ...draftOf(row) };
  const changed = Object.fromEntries(Object.entries(draft).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(was[name])));
  if (Object.keys(changed).length === 0) return NOTHING;
  const back = Object.fromEntries(Object.keys(changed).map((name) => [name, was[name]]));
  return { makes: [setting(row, changed)], undoes: () => [{ kind: "plan.set", record: row.id, fields: back }] };
}

/** New rows behind the others, for the school year that begins in `year`. */
export function appended(school: string, taught: Taught, rows: readonly PlanRowDoc[], drafts: readonly RowDraft[], year: number): Change {
  const last = rows.reduce((most, row) => Math.max(most, row.position), 0);
  return { makes: drafts.map((draft, at) => creation(school, taught, last + (at + 1) * STEP, draft, year)), undoes: removals };
}

/** What becomes of the rows that a plan has: `replaces` are those that were there when it was said. */
export type Way = "append" | { readonly replaces: ReadonlySet<string> };

/** Whether that is still to be said: rows may have come while the new ones were looked at. */
export function mustSay(rows: readonly PlanRowDoc[], way: Way | null): boolean {
  return rows.length > 0 && way === null;
}

/** Rows from elsewhere, behind those that are there or in place of them: what has been held stays, what is of another year, and what came after it was said. */
export function takenIn(school: string, taught: Taught, rows: readonly PlanRowDoc[], held: ReadonlySet<string>, drafts: readonly RowDraft[], way: Way | null, year: number): Change {
  if (way === null || way === "append") return appended(school, taught, rows, drafts, year);
  const other = rows.filter((row) => !way.replaces.has(row.id) || (row.year ?? year) !== year).map((row) => row.id);
  return replaced(school, taught, rows, new Set([...held, ...other]), drafts, year);
}

/** The rows as these drafts have them; those of `staying` are left where they are. */
function replaced(school: string, taught: Taught, rows: readonly PlanRowDoc[], staying: ReadonlySet<string>, drafts: readonly RowDraft[], year: number): Change {
  const gone = rows.filter((row) => !staying.has(row.id));
  const added = appended(school, taught, rows, drafts, year);
  return {
    makes: [...added.makes, ...removals(gone.map((row) => row.id))],
    undoes: (made) => [...removals(made.slice(0, drafts.length)), ...gone.map((row) => creation(row.school, taught, row.position, draftOf(row), row.year ?? null))],
  };
}

export function removed(row: PlanRowDoc): Change {
  return { makes: removals([row.id]), undoes: () => [creation(row.school, taughtOf(row), row.position, draftOf(row), row.year ?? null)] };
}

/** One place earlier (-1) or later (1). */
export function moved(rows: readonly PlanRowDoc[], row: PlanRowDoc, by: -1 | 1): Change {
  const sorted = inOrder(rows);
  const at = sorted.findIndex((one) => one.id === row.id);
  const other = sorted[at + by];
  if (at < 0 || !other) return NOTHING;
  const beyond = sorted[at + 2 * by];
  const place = beyond ? Math.floor((other.position + beyond.position) / 2) : other.position + by * STEP;
  if (place >= 0 && place !== other.position && (!beyond || place !== beyond.position)) {
    return { makes: [setting(row, { position: place })], undoes: () => [{ kind: "plan.set", record: row.id, fields: { position: row.position } }] };
  }
  // No room is left between the two: all get new places.
  const next = [...sorted];
  next[at] = other;
  next[at + by] = row;
  return {
    makes: next.map((one, n) => setting(one, { position: (n + 1) * STEP })),
    undoes: () => sorted.map((one) => ({ kind: "plan.set", record: one.id, fields: { position: one.position } })),
  };
}

/** One row becomes two: what has been held stays in the first. */
export function split(rows: readonly PlanRowDoc[], row: PlanRowDoc, held: number): Change {
  const first = Math.max(Math.ceil(row.hours / 2), held);
  if (row.hours < 2 || first >= row.hours) return NOTHING;
  const sorted = inOrder(rows);
  const after = sorted[sorted.findIndex((one) => one.id === row.id) + 1];
  const place = after ? Math.floor((row.position + after.position) / 2) : row.position + STEP;
  const second: RowDraft = { ...draftOf(row), hours: row.hours - first, homework: "", summative: "none", on: null };
  return {
    makes: [setting(row, { hours: first }), creation(row.school, taughtOf(row), place, second, row.year ?? null)],
    undoes: ([, made]) => [{ kind: "plan.set", record: row.id, fields: { hours: row.hours } }, ...(made === undefined ? [] : removals([made]))],
  };
}

/** A row takes in the next one, with its hours or (`tight`) without them: that is how lost lessons are made good. */
export function joined(row: PlanRowDoc, next: PlanRowDoc, tight: boolean): Change {
  const topics = row.topic === next.topic ? [row.topic] : [row.topic, next.topic];
  const once = <T,>(all: readonly T[]): T[] => [...new Map(all.map((one) => [JSON.stringify(one), one])).values()].slice(0, MOST_OF_ROW);
  const draft: RowDraft = {
    ...draftOf(row),
    topic: topics.join("; ").slice(0, TOPIC_CHARACTERS),
    hours: Math.min(MOST_HOURS, tight ? Math.max(row.hours, next.hours) : row.hours + next.hours),
    objectives: once([...row.objectives, ...next.objectives]),
    homework: [row.homework, next.homework].filter(Boolean).join("; ").slice(0, TOPIC_CHARACTERS),
    resources: once([...row.resources, ...next.resources]),
    summative: next.summative === "none" ? row.summative : next.summative,
    outline: [row.outline, next.outline].filter(Boolean).join("\n\n"),
    files: once([...draftOf(row).files, ...draftOf(next).files]).slice(0, FILES_PER_ROW),
  };
  const one = edited(row, draft);
  const other = removed(next);
  return { makes: [...one.makes, ...other.makes], undoes: (made) => [...one.undoes(made), ...other.undoes(made)] };
}
