/** How far a handed-in work has come: on this phone, at school, seen, marked; and at the centre. Pure. */
import type { MarkDoc, SubmissionDoc } from "../../../data/docs.ts";

export type Rung = "phone" | "school" | "seen" | "marked";

export interface Climb {
  readonly rung: Rung;
  readonly done: boolean;
  /** RFC 3339 UTC of when, where anybody knows. */
  readonly at: string | null;
}

/** Whether a mark answers this work and not an earlier one. */
export function answers(mark: MarkDoc | null, submission: SubmissionDoc): boolean {
  if (!mark) return false;
  if (mark.submission !== null) return mark.submission === submission.id;
  return mark.made_at >= (submission.received_at ?? submission.made_at);
}

/** A later rung implies those before it, even when their own news has not come. */
export function climb(submission: SubmissionDoc, mark: MarkDoc | null): Climb[] {
  const marked = answers(mark, submission);
  const seen = marked || submission.seen_at !== null;
  const school = seen || submission.at_school;
  return [
    { rung: "phone", done: true, at: submission.made_at },
    { rung: "school", done: school, at: submission.received_at },
    { rung: "seen", done: seen, at: submission.seen_at },
    { rung: "marked", done: marked, at: marked ? (mark?.made_at ?? null) : null },
  ];
}

export function highest(submission: SubmissionDoc, mark: MarkDoc | null): Rung {
  return climb(submission, mark).reduce<Rung>((top, step) => (step.done ? step.rung : top), "phone");
}
