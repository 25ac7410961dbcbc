/** Giving a mark: which buttons there are, what operation a mark becomes, how a dispute is settled. */
import type { MarkDoc } from "../../../data/docs.ts";
import { DEFAULT_MAX_MARK } from "./draft.ts";
import { workKey, type Work } from "./work.ts";

/** Up to this many marks fit as buttons under a thumb (three rows of five); above it one types. */
export const MOST_BUTTONS = 15;
/** Characters; the server's limits for a mark as written and for a comment. */
export const MARK_CHARACTERS = 20;
export const COMMENT_CHARACTERS = 4000;

/** What a teacher is about to give. */
export interface Given {
  readonly mark: string;
  readonly comment: string;
}

/** One of the marks two teachers gave without knowing of each other. */
export interface Rival extends Given {
  readonly author: string;
  readonly op: string;
  /** The one that stands until someone chooses. */
  readonly standing: boolean;
}

/** The marks 1…max as buttons, or an empty list when there are too many. */
export function markButtons(max: number | null): string[] {
  const highest = max ?? DEFAULT_MAX_MARK;
  if (highest > MOST_BUTTONS) return [];
  return Array.from({ length: highest }, (_, index) => String(index + 1));
}

/** True for a whole number of points from 0 to max. A score of 0 is a score. */
export function isMark(text: string, max: number | null): boolean {
  if (!/^\d{1,4}$/.test(text)) return false;
  return Number(text) <= (max ?? DEFAULT_MAX_MARK);
}

export interface MarkOperation {
  readonly kind: "mark.give";
  readonly record: string;
  readonly base: string | null;
  readonly fields: Record<string, unknown>;
}

/**
 * The operations that give a mark over what the teacher was looking at. One base supersedes one
 * mark, so after a dispute each of the concurrent marks gets the same answer, the standing one first.
 */
export function markOperations(work: Work, given: Given, bases: readonly (string | null)[] = basesOf(work.mark)): MarkOperation[] {
  return bases.map((base) => ({
    kind: "mark.give",
    record: workKey(work.assignment.id, work.learner),
    base,
    fields: {
      assignment: work.assignment.id,
      learner: work.learner,
      submission: work.submissions[0]?.id ?? null,
      mark: given.mark,
      max: work.assignment.max_mark ?? DEFAULT_MAX_MARK,
      comment: given.comment.trim().slice(0, COMMENT_CHARACTERS),
    },
  }));
}

function basesOf(mark: MarkDoc | null): (string | null)[] {
  return mark ? [mark.op, ...mark.others.map((other) => other.op)] : [null];
}

/** The concurrent marks of a work side by side, the standing one first; empty without a dispute. */
export function rivals(mark: MarkDoc | null): Rival[] {
  if (!mark || mark.others.length === 0) return [];
  const standing: Rival = { mark: mark.mark, comment: mark.comment, author: mark.author, op: mark.op, standing: true };
  return [standing, ...mark.others.map((other) => ({ ...other, standing: false }))];
}

/** Adds a ready phrase to a comment as its own sentence, or takes it out if it is there already. */
export function togglePhrase(comment: string, phrase: string): string {
  const at = comment.indexOf(phrase);
  if (at >= 0) return `${comment.slice(0, at)}${comment.slice(at + phrase.length)}`.replace(/ {2,}/g, " ").trim();
  const before = comment.trimEnd();
  if (before === "") return phrase;
  return `${before}${/[.!?…]$/.test(before) ? "" : "."} ${phrase}`;
}

/** True when saving would change nothing. */
export function isUnchanged(work: Work, given: Given): boolean {
  return work.mark !== null && !work.again && work.mark.mark === given.mark && work.mark.comment === given.comment.trim();
}
