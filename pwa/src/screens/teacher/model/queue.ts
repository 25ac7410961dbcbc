/** The works that wait for this teacher's mark, and the three numbers of the home screen. */
import type { AssignmentDoc, MarkDoc, SubmissionDoc } from "../../../data/docs.ts";
import { waitingSince, type WorkIndex, workKey, type Work } from "./work.ts";

export interface QueueEntry {
  readonly work: Work;
  readonly since: string;
}

/** Waiting works of the given assignments, the longest waiting first. */
export function toMark(assignments: readonly AssignmentDoc[], index: WorkIndex, now: string): QueueEntry[] {
  const queue: QueueEntry[] = [];
  for (const assignment of assignments) {
    for (const learner of index.learnersOf(assignment.id)) {
      const work = index.work(assignment, learner, now);
      if (work.state !== "waiting") continue;
      queue.push({ work, since: waitingSince(work) ?? assignment.created_at });
    }
  }
  return queue.sort((a, b) => order(a.since, b.since) || order(keyOf(a.work), keyOf(b.work)));
}

export interface Counters {
  readonly toMark: number;
  /** Pupil × assignment pairs past their due time with nothing handed in and no mark, of this year and the pupil's time in the class. */
  readonly notHandedIn: number;
  /** Works and marks of these assignments whose bytes the centre has not confirmed. */
  readonly notCentral: number;
}

export function count(
  assignments: readonly AssignmentDoc[],
  pupils: (classId: string) => readonly { readonly id: string }[],
  submissions: readonly SubmissionDoc[],
  marks: readonly MarkDoc[],
  index: WorkIndex,
  now: string,
): Counters {
  let notHandedIn = 0;
  const ids = new Set<string>();
  for (const assignment of assignments) {
    ids.add(assignment.id);
    if (!assignment.due_at || assignment.due_at >= now) continue; // nobody is late before the class
    for (const pupil of pupils(assignment.class)) {
      if (index.work(assignment, pupil.id, now).state === "missing") notHandedIn += 1;
    }
  }
  const notCentral =
    submissions.filter((one) => ids.has(one.assignment) && !one.central).length +
    marks.filter((one) => ids.has(one.assignment) && !one.central).length;
  return { toMark: toMark(assignments, index, now).length, notHandedIn, notCentral };
}

/** The works before and after one in the queue; a work outside it is followed by the queue's first. */
export function neighbours(
  queue: readonly QueueEntry[],
  assignment: string,
  learner: string,
): { previous: Work | null; next: Work | null } {
  const key = workKey(assignment, learner);
  const at = queue.findIndex((entry) => keyOf(entry.work) === key);
  if (at < 0) return { previous: null, next: queue[0]?.work ?? null };
  return { previous: queue[at - 1]?.work ?? null, next: queue[at + 1]?.work ?? null };
}

function keyOf(work: Work): string {
  return workKey(work.assignment.id, work.learner);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
