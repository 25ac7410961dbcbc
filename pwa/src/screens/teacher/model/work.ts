/** One learner's work on one assignment: what was handed in, what is marked, what still waits. */
import type { ArrangementDoc, AssignmentDoc, MarkDoc, SubmissionDoc } from "../../../data/docs.ts";
import type { Asked } from "../../../planning/year.ts";
import { newestFirst } from "../../common/handIns.ts";

/**
 * What a cell of the grid and a row of the queue say about a piece of work. others: the task is not for
 * this learner. returned: back with the learner. paper: the teacher has it on paper.
 */
export type WorkState = "none" | "missing" | "waiting" | "marked" | "returned" | "paper" | "others";

export interface Work {
  readonly assignment: AssignmentDoc;
  readonly learner: string;
  /** Newest first. */
  readonly submissions: readonly SubmissionDoc[];
  readonly mark: MarkDoc | null;
  readonly state: WorkState;
  /** By when: the learner's own time where one was given. */
  readonly due: string | null;
  /** The work that counts was made after the due time. */
  readonly late: boolean;
  /** Something of this work is only on this phone so far. */
  readonly unsent: boolean;
  /** A mark stands, and the pupil has handed in again since. */
  readonly again: boolean;
}

/** Key of a learner's work on an assignment; also the record id of its mark. */
export function workKey(assignment: string, learner: string): string {
  return `${assignment}~${learner}`;
}

/** Looks up submissions and marks by assignment and learner without walking all records each time. */
export class WorkIndex {
  private readonly submissions = new Map<string, SubmissionDoc[]>();
  private readonly marks = new Map<string, MarkDoc>();
  private readonly arranged: ReadonlyMap<string, ArrangementDoc>;

  constructor(
    submissions: readonly SubmissionDoc[],
    marks: readonly MarkDoc[],
    arrangements: readonly ArrangementDoc[] = [],
    private readonly asked: Asked = () => true,
  ) {
    this.arranged = new Map(arrangements.map((one) => [one.id, one]));
    for (const submission of submissions) {
      const key = workKey(submission.assignment, submission.learner);
      const list = this.submissions.get(key);
      if (list) list.push(submission);
      else this.submissions.set(key, [submission]);
    }
    for (const [key, list] of this.submissions) this.submissions.set(key, newestFirst(list));
    for (const mark of marks) this.marks.set(workKey(mark.assignment, mark.learner), mark);
  }

  /** `now` is RFC 3339 UTC text with milliseconds, as in every document. */
  work(assignment: AssignmentDoc, learner: string, now: string): Work {
    const key = workKey(assignment.id, learner);
    const submissions = this.submissions.get(key) ?? [];
    const mark = this.marks.get(key) ?? null;
    const latest = submissions[0];
    const arranged = this.arranged.get(key);
    const due = arranged?.due_at ?? assignment.due_at;
    const again = latest !== undefined && mark !== null && unanswered(submissions, mark).length > 0;
    let state: WorkState = "none";
    if (latest && (!mark || again)) state = "waiting";
    else if (mark) state = mark.returned ? "returned" : "marked";
    else if (arranged?.on_paper) state = "paper";
    else if (assignment.learners && !assignment.learners.includes(learner)) state = "others";
    else if (due && due < now && this.asked(assignment, learner, due)) state = "missing";
    return {
      assignment,
      learner,
      submissions,
      mark,
      state,
      due,
      late: latest !== undefined && Boolean(due) && latest.made_at > (due ?? ""),
      unsent: mark?.local === "phone",
      again,
    };
  }

  /** Everyone who has handed something in for this assignment, enrolled still or not. */
  learnersOf(assignment: string): string[] {
    const learners: string[] = [];
    for (const list of this.submissions.values()) {
      const first = list[0];
      if (first && first.assignment === assignment) learners.push(first.learner);
    }
    return learners;
  }
}

/** When a work began to wait: the oldest hand-in that no mark has answered. */
export function waitingSince(work: Work): string | null {
  let since: string | null = null;
  for (const submission of work.mark ? unanswered(work.submissions, work.mark) : work.submissions) {
    const arrived = submission.received_at ?? submission.made_at;
    if (since === null || arrived < since) since = arrived;
  }
  return since;
}

/** Hand-ins, of those in their order with the newest first, after the one a mark names; by time for a mark without one. */
export function unanswered(handIns: readonly SubmissionDoc[], mark: MarkDoc): readonly SubmissionDoc[] {
  const answered = mark.submission ? handIns.findIndex((one) => one.id === mark.submission) : -1;
  if (answered >= 0) return handIns.slice(0, answered);
  return handIns.filter((one) => (one.received_at ?? one.made_at) > mark.made_at);
}
