/**
 * What a teacher acts on is what lay before them. Hand-ins and colleagues' marks go on arriving while a work
 * is read; they are told of, and come into view only when the teacher asks for them.
 */
import type { MarkDoc, SubmissionDoc } from "../../../data/docs.ts";
import { basesOf } from "./marking.ts";
import { unanswered, type Work } from "./work.ts";

/** What of a work is before the teacher: the newest hand-in, null where there was none, and the mark that stood. */
export interface Pin {
  readonly submission: string | null;
  readonly mark: MarkDoc | null;
}

/** What has come since, newest first; null where nothing has. */
export interface News {
  readonly submission: SubmissionDoc | null;
  readonly mark: MarkDoc | null;
}

export function pinOf({ submissions, mark }: Work): Pin {
  return { submission: submissions[0]?.id ?? null, mark };
}

/**
 * The pin with the teacher's own mark of this phone, which is no news to them. One that can still be taken back has no
 * operation to stand on: what is there once it was sent or taken back is meant.
 */
export function settled(pin: Pin, work: Work): Pin {
  if (pin.mark === work.mark) return pin;
  return pin.mark?.op === "" || work.mark?.local === "phone" ? { ...pin, mark: work.mark } : pin;
}

/** The work as it was when it was pinned, with what was learned of those hand-ins since. Its state stays that of now. */
export function shownOf(work: Work, pin: Pin): Work {
  const { mark } = pin;
  const submissions = work.submissions.slice(placeOf(work, pin));
  const latest = submissions[0];
  return {
    ...work,
    submissions,
    mark,
    late: latest !== undefined && Boolean(work.due) && latest.made_at > (work.due ?? ""),
    again: mark !== null && unanswered(submissions, mark).length > 0,
  };
}

export function newsOf(work: Work, pin: Pin): News {
  const known = basesOf(pin.mark);
  // The own mark of this very moment is no news.
  const told = work.mark && work.mark.op !== "" && basesOf(work.mark).some((op) => !known.includes(op));
  return { submission: placeOf(work, pin) > 0 ? (work.submissions[0] ?? null) : null, mark: told ? work.mark : null };
}

/** How many hand-ins are newer than the pinned one. One that is gone holds nothing back. */
function placeOf({ submissions }: Work, { submission }: Pin): number {
  return submission === null ? submissions.length : Math.max(0, submissions.findIndex((one) => one.id === submission));
}
