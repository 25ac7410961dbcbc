/** Which results of a paper can stand as marks. Pure. */
import type { PaperDoc, SubmissionDoc } from "../../../data/docs.ts";

export interface Result {
  readonly id: string;
  readonly learner: string;
  readonly completion: string;
  readonly score: readonly (string | null)[] | null;
}

/**
 * The best finished attempt of each learner who has no mark yet, as whole points: halves count for the learner,
 * and the teacher may change any of them. None of a paper with an essay: that is for a person to read.
 */
export function resultsToGive(paper: Pick<PaperDoc, "questions">, attempts: readonly Result[], marked: ReadonlySet<string>): { learner: string; mark: string }[] {
  if (paper.questions.some((one) => one.type === "essay")) return [];
  const best = new Map<string, number>();
  for (const { learner, completion, score } of attempts) {
    const points = Number(score?.[0] ?? "");
    if (completion !== "completed" || !score || score[0] === null || !Number.isFinite(points) || marked.has(learner)) continue;
    best.set(learner, Math.max(points, best.get(learner) ?? 0));
  }
  return [...best].map(([learner, points]) => ({ learner, mark: String(Math.round(points)) }));
}

/**
 * The hand-ins that a result answers, newest first: the newest one all of whose attempts were counted, and those before
 * it. One that names an attempt nobody has counted yet, or none, goes on waiting. Null where that leaves none of some.
 */
export function countedIn(newestFirst: readonly SubmissionDoc[], attempts: readonly Pick<Result, "id">[]): readonly SubmissionDoc[] | null {
  const counted = new Set(attempts.map((one) => one.id));
  const at = newestFirst.findIndex((one) => one.attempts.length > 0 && one.attempts.every((id) => counted.has(id)));
  if (newestFirst.length === 0) return [];
  return at < 0 ? null : newestFirst.slice(at);
}
