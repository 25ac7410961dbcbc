/** Points as operations: one cell, or many at once with the assessments that are made for them. */
import { type Following, type NewOperation, submit, submitAll } from "../../data/outbox.ts";
import { type AssessmentDoc, records, type ScoreOutcome } from "../../data/records.ts";
import { type BookCell, NOTHING } from "./model.ts";

export interface Entered {
  readonly outcome: ScoreOutcome;
  readonly points: string | null;
  readonly byTask: readonly (string | null)[];
}

/** What was entered in a cell; a task's mark comes through again once nothing is said here. */
export function stoodIn({ outcome, points, byTask, ofTask }: BookCell): Entered {
  return ofTask ? { outcome: "none", points: null, byTask: [] } : { outcome, points, byTask };
}

export function scoreOf(assessment: string, learner: string, base: string | null, { outcome, points, byTask }: Entered): NewOperation & { record: string } {
  return { kind: "score.give", record: `${assessment}~${learner}`, base, fields: { assessment, learner, outcome, points, by_task: byTask, comment: "" } };
}

/** All that a new assessment says. */
export function fieldsOf(draft: AssessmentDoc): Record<string, unknown> {
  return Object.fromEntries(Object.entries(draft).filter(([name]) => name !== "id"));
}

/** Takes an assessment out of the book; the answer puts it back with its points. */
export async function removeAssessment(column: AssessmentDoc): Promise<() => Promise<void>> {
  const removal = await submit({ kind: "assessment.remove", record: column.id, base: column.op ?? null, fields: {} });
  return async () => {
    // What is put back begins empty, so all of it is said again.
    const { school, class: class_, grade, subject, term, part, title, date, max, tasks, objectives, assignment } = column;
    await submit({ kind: "assessment.set", record: column.id, base: removal, fields: { school, class: class_, grade, subject, term, part, title, date, max, tasks, objectives, assignment } });
  };
}

/** Points that an assessment would take out of sight. */
export function pointsIn(column: AssessmentDoc): number {
  return records.list("score").value.filter((one) => one.assessment === column.id && one.outcome !== "none").length;
}

/** A cell that is entered together with others; `column` may be the id of one of the new assessments. */
export interface Filled extends Entered {
  readonly column: string;
  readonly learner: string;
  readonly before: BookCell;
}

export interface Written {
  /** The ids of the new assessments, by those that they had as drafts. */
  readonly ids: ReadonlyMap<string, string>;
  /** Everything as it was; answers the new assessments that stay, since others have put points in them. */
  readonly back: () => Promise<readonly string[]>;
}

/** Cells that nobody disputes, and before them the assessments they are of: all of it on the phone or none. */
export async function enterAll(cells: readonly Filled[], made: readonly AssessmentDoc[] = []): Promise<Written> {
  const places = new Map(made.map(({ id }, at) => [id, at]));
  const idOf = (column: string, before: readonly string[]): string => before[places.get(column) ?? -1] ?? column;
  const ops = await submitAll([
    ...made.map((one): NewOperation => ({ kind: "assessment.set", fields: fieldsOf(one) })),
    ...cells.map((one): Following => (before) => scoreOf(idOf(one.column, before), one.learner, one.before.op, one)),
  ]);
  const ids = new Map(made.map(({ id }) => [id, idOf(id, ops)]));
  const back = async (): Promise<readonly string[]> => {
    const foreign = foreignIn(new Set(ids.values()), new Set(ops));
    const kept = [...ids.values()].filter((id) => foreign.some((one) => one.startsWith(`${id}~`)));
    await submitAll([
      ...cells.map((one, at) => scoreOf(idOf(one.column, ops), one.learner, ops[made.length + at] ?? null, stoodIn(one.before))).filter(({ record }) => !foreign.includes(record)),
      ...[...ids.values()].filter((id) => !kept.includes(id)).map((id): NewOperation => ({ kind: "assessment.remove", record: id, base: records.get("assessment", id)?.op ?? id, fields: {} })),
    ]);
    return kept;
  };
  return { ids, back };
}

/** Points in some assessments that stand there by other operations than `mine`. */
function foreignIn(assessments: ReadonlySet<string>, mine: ReadonlySet<string>): string[] {
  return records
    .list("score")
    .value.filter((one) => assessments.has(one.assessment) && [one, ...one.others].some(({ op, outcome }) => outcome !== NOTHING && !mine.has(op)))
    .map((one) => one.id);
}
