/** The mark a teacher gave for work in which an item was handed in. Pure. */
import type { MarkDoc } from "../../../data/docs.ts";
import type { LearnerRecords } from "./todo.ts";

/** The latest mark of a work that names one of the learner's attempts at the item; null without one. */
export function markForItem(item: string, { learner, attempts, submissions, marks }: LearnerRecords): MarkDoc | null {
  const mine = new Set(attempts.filter((one) => one.item === item && one.learner === learner).map((one) => one.id));
  const works = new Set(submissions.filter((one) => one.learner === learner && one.attempts.some((id) => mine.has(id))).map((one) => one.id));
  const found = marks.filter((one) => one.learner === learner && one.submission !== null && works.has(one.submission));
  return found.sort((a, b) => (a.made_at < b.made_at ? 1 : -1))[0] ?? null;
}
