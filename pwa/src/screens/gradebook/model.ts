/** The book of a class in a subject and a term: who has what, and what it comes to. Pure. */
import { type Cell, isAsked, reckon, type Reckoned } from "../../assessment/book.ts";
import type { Policy, Scale } from "../../assessment/engine.ts";
import { fraction } from "../../assessment/fraction.ts";
import { decimal, decimalText } from "../../assessment/policies.ts";
import type { AssessmentDoc, AssignmentDoc, MarkDoc, ScoreDoc, ScoreOutcome, TermMarkDoc } from "../../data/docs.ts";

export interface BookPupil {
  readonly id: string;
  readonly name: string;
  readonly grade: number;
  /** The first day in the class, where it is known. */
  readonly since?: string | null;
}

export interface BookCell {
  readonly outcome: ScoreOutcome;
  /** A decimal text. */
  readonly points: string | null;
  readonly max: number;
  readonly byTask: readonly (string | null)[];
  /** The operation that a correction stands on. */
  readonly op: string | null;
  /** Given as the mark of a task, not here. */
  readonly ofTask: boolean;
  readonly disputed: boolean;
  readonly unsent: boolean;
}

export interface BookRow {
  readonly pupil: BookPupil;
  readonly cells: readonly BookCell[];
  /** What counts from a class that the learner was in before. */
  readonly brought: readonly { readonly column: AssessmentDoc; readonly cell: BookCell }[];
  readonly reckoned: Reckoned;
  readonly signed: TermMarkDoc | null;
  /** Signed on older points than those that are here now. */
  readonly outdated: boolean;
  /** Equal keys: nothing to draw anew. */
  readonly key: string;
}

export interface BookRules {
  readonly policy: Policy;
  readonly scale: Scale;
}

export const NOTHING = "none";

/** Assessments of a class, grade and subject in some terms, as a journal's page has them: by day. */
export function columnsOf(all: readonly AssessmentDoc[], classId: string, grade: number | null, subject: string, terms: readonly string[]): AssessmentDoc[] {
  return all
    .filter((one) => one.class === classId && one.subject === subject && terms.includes(one.term) && (one.grade === null || grade === null || one.grade === grade))
    .sort((a, b) => (a.date === b.date ? (a.id < b.id ? -1 : 1) : a.date < b.date ? -1 : 1));
}

/** What a learner has an entry for from another class, which they were in before. */
export function broughtOf(all: readonly AssessmentDoc[], classId: string, subject: string, terms: readonly string[], learner: string, given: Given): AssessmentDoc[] {
  return all.filter((one) => one.class !== classId && one.subject === subject && terms.includes(one.term) && given.cell(one, learner).outcome !== NOTHING);
}

/** Points by assessment and learner: those given in the book, else the mark of the task. */
export class Given {
  private readonly scores = new Map<string, ScoreDoc>();
  private readonly marks = new Map<string, MarkDoc>();

  constructor(
    scores: readonly ScoreDoc[],
    marks: readonly MarkDoc[],
    private readonly assignments: ReadonlyMap<string, AssignmentDoc>,
  ) {
    for (const one of scores) this.scores.set(`${one.assessment}~${one.learner}`, one);
    for (const one of marks) this.marks.set(`${one.assignment}~${one.learner}`, one);
  }

  cell(column: AssessmentDoc, learner: string): BookCell {
    const score = this.scores.get(`${column.id}~${learner}`);
    if (score && score.outcome !== NOTHING) return ofScore(column, score);
    const mark = column.assignment === null ? undefined : this.marks.get(`${column.assignment}~${learner}`);
    const points = decimal(mark?.mark.replace(",", "."));
    if (!mark || !points) return { ...emptyCell(column), op: score?.op ?? null };
    const max = mark.max ?? this.assignments.get(mark.assignment)?.max_mark ?? column.max;
    return {
      outcome: "points",
      points: mark.mark.replace(",", "."),
      max,
      byTask: [],
      op: score?.op ?? null,
      ofTask: true,
      disputed: mark.others.length > 0,
      unsent: mark.local === "phone",
    };
  }
}

function ofScore(column: AssessmentDoc, score: ScoreDoc): BookCell {
  return {
    outcome: score.outcome,
    points: score.points,
    max: column.max,
    byTask: score.by_task,
    op: score.op,
    ofTask: false,
    disputed: score.others.length > 0,
    unsent: score.local === "phone",
  };
}

/** A cell in which nothing stands. */
export function emptyCell(column: AssessmentDoc): BookCell {
  return { outcome: NOTHING, points: null, max: column.max, byTask: [], op: null, ofTask: false, disputed: false, unsent: false };
}

/**
 * One learner's row, the one of `before` where nothing is new; an assessment of another grade of a joined class is not
 * theirs. Points `brought` from another class are reckoned, and have no cells here.
 */
export function rowOf(pupil: BookPupil, columns: readonly AssessmentDoc[], given: Given, rules: BookRules, signed: TermMarkDoc | null, before?: BookRow, brought: readonly AssessmentDoc[] = []): BookRow {
  const all = [...columns, ...brought];
  const found = all.map((column) => given.cell(column, pupil.id));
  const key = keyOf(pupil, all, found, rules, signed);
  if (before?.key === key) return before;
  const parts = brought.map((column) => column.part);
  const own: AssessmentDoc[] = [];
  const came: { column: AssessmentDoc; cell: BookCell }[] = [];
  const ofRow = new Map<string, Cell>();
  all.forEach((column, at) => {
    const cell = found[at];
    if (!cell) return;
    ofRow.set(column.id, { outcome: cell.outcome, points: decimal(cell.points), most: fraction(cell.max) });
    if (at >= columns.length) came.push({ column, cell });
    else if ((column.grade !== null && column.grade !== pupil.grade) || !isAsked(column.part, column.date, cell.outcome === NOTHING, pupil.since ?? null, parts)) return;
    own.push(column);
  });
  const reckoned = reckon(rules.policy, pupil.grade, own.map(asColumn), ofRow, rules.scale);
  return { pupil, cells: found.slice(0, columns.length), brought: came, reckoned, signed, outdated: signed !== null && !restsOn(signed, reckoned), key };
}

/** All that a row is made of: reckoning thirty of them anew takes a slow phone longer than a tap may. */
function keyOf(pupil: BookPupil, columns: readonly AssessmentDoc[], cells: readonly BookCell[], rules: BookRules, signed: TermMarkDoc | null): string {
  return [
    pupil.name,
    pupil.grade,
    pupil.since,
    ...cells.map((cell) => `${cell.outcome}${cell.points ?? ""}/${cell.max}${cell.disputed ? "!" : ""}${cell.unsent ? "?" : ""}${cell.op ?? ""}${cell.byTask.join()}`),
    signed?.op ?? "",
    columns.map((column) => `${column.id}${column.part}${column.max}${column.grade ?? ""}`).join(),
    rules.policy.id,
    rules.scale,
  ].join(" ");
}

export function asColumn(column: AssessmentDoc): { id: string; part: AssessmentDoc["part"]; most: ReturnType<typeof fraction> } {
  return { id: column.id, part: column.part, most: fraction(column.max) };
}

/** Whether a signed mark rests on the points that are here now. */
export function restsOn(signed: TermMarkDoc, reckoned: Reckoned): boolean {
  if (signed.outcome !== "mark") return true;
  const told = (rows: readonly { assessment: string; points: string; max: number }[]): string =>
    rows.map((one) => `${one.assessment} ${decimal(one.points)?.top ?? ""}/${decimal(one.points)?.bottom ?? ""} ${one.max}`).sort().join();
  return told(signed.inputs) === told(inputsOf(reckoned));
}

const POINT_PLACES = 9;

/** What a signed mark says of the points it rests on. */
export function inputsOf(reckoned: Reckoned): TermMarkDoc["inputs"] {
  return reckoned.inputs.map((one) => ({ assessment: one.column, part: one.part, points: decimalText(one.points, POINT_PLACES), max: Number(one.most.top) }));
}

/** The percentage as a signed mark has it; null where there is none. */
export function percentOf({ result, blank }: Reckoned, places: number): string | null {
  return result?.percent && blank.length === 0 ? decimalText(result.percent, places) : null;
}

/** Points per task as an assessment is written down: «4, 6, 5» or «4 6 5»; null for anything else. */
export function tasksFrom(text: string): number[] | null {
  const parts = text.split(/[\s,;+]+/).filter(Boolean);
  const points = parts.map(Number);
  return points.every((one) => Number.isInteger(one) && one > 0) ? points : null;
}

/** The sum of points by task, null while one is missing. */
export function sumOf(byTask: readonly (string | null)[], tasks: number): string | null {
  let sum = fraction(0);
  for (let at = 0; at < tasks; at += 1) {
    const points = decimal(byTask[at]);
    if (!points) return null;
    sum = fraction(sum.top * points.bottom + points.top * sum.bottom, sum.bottom * points.bottom);
  }
  return decimalText(sum, POINT_PLACES);
}

/** What somebody typed as points, or null when it cannot be: «13,5» of 20. */
export function pointsFrom(text: string, max: number): string | null {
  const clean = text.replace(",", ".").replace(/\.$/, "");
  const points = decimal(clean);
  if (!points || points.top > points.bottom * BigInt(max)) return null;
  return decimalText(points, POINT_PLACES);
}
