/** Which attempts belong to a work, and whose answers are worth having on the phone. Pure. */
import type { AssignmentDoc, AttemptDoc } from "../../../data/docs.ts";
import type { QueueEntry } from "./queue.ts";
import type { Work } from "./work.ts";

/** Attempts whose answers a phone keeps unasked: five classes at one quiz; a quiz's answers are some KB. */
export const ANSWERS_KEPT = 200;
/** Attempts of one work that a teacher looks through. */
const SHOWN = 5;

/** The attempts a learner handed in with a work, or else those at the task's lesson, the latest first. */
export function attemptsOf(work: Work, attempts: readonly AttemptDoc[]): AttemptDoc[] {
  const named = new Set(work.submissions.flatMap((one) => one.attempts));
  const { lesson } = work.assignment;
  return attempts
    .filter((one) => one.learner === work.learner && (named.has(one.id) || (lesson !== null && one.lesson === lesson)))
    .sort(latestFirst)
    .slice(0, SHOWN);
}

/** Those of works that wait first, then those at the lessons of tasks, the latest first. */
export function worthKeeping(queue: readonly QueueEntry[], assignments: readonly AssignmentDoc[], attempts: readonly AttemptDoc[]): AttemptDoc[] {
  const waiting = queue.flatMap(({ work }) => attemptsOf(work, attempts));
  const lessons = new Set(assignments.flatMap((one) => (one.lesson === null ? [] : [one.lesson])));
  const others = attempts.filter((one) => lessons.has(one.lesson)).sort(latestFirst);
  return [...new Set([...waiting, ...others])].slice(0, ANSWERS_KEPT);
}

function latestFirst(a: AttemptDoc, b: AttemptDoc): number {
  return a.at < b.at ? 1 : a.at > b.at ? -1 : 0;
}
