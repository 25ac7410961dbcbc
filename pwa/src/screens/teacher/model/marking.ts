/** Giving a mark: which buttons there are, what operation a mark becomes, how a dispute is settled. */
import type { Criterion, Drawn, MarkDoc, MarkWords } from "../../../data/docs.ts";
import { DEFAULT_MAX_MARK, type DraftFile } from "./draft.ts";
import { workKey, type Work } from "./work.ts";

/** Up to this many marks fit as buttons under a thumb (three rows of five); above it one types. */
export const MOST_BUTTONS = 15;
/** Characters; the server's limits for a mark as written and for a comment. */
export const MARK_CHARACTERS = 20;
export const COMMENT_CHARACTERS = 4000;

/** What a teacher is about to give. */
export interface Given extends MarkWords {
  readonly mark: string;
  readonly comment: string;
  /** What the teacher said about it. */
  readonly files?: readonly DraftFile[];
  /** The hand-in that it is about; absent: the newest that is looked at. */
  readonly submission?: string | null;
}

/** What a teacher who opens a work begins with: a second hand-in asks for a new mark. */
export function givenOf(work: Work): Given {
  const { mark } = work;
  if (!mark || work.again) return { mark: "", comment: "" };
  const files = (mark.files ?? []).map(({ sha256, name, type, size }) => ({ sha256, name, type, size }));
  return { mark: mark.mark, comment: mark.comment, ...wordsOf(mark), ...(files.length > 0 ? { files } : {}) };
}

/** Only what is said: most marks are a figure and a word. */
export function wordsOf({ returned, points, drawing }: MarkWords): MarkWords {
  return {
    ...(returned ? { returned } : {}),
    ...(points?.some((one) => one !== null) ? { points } : {}),
    ...(drawing && drawing.length > 0 ? { drawing } : {}),
  };
}

/** The lines over the n-th file replaced; a file without any is left out. */
export function withLines(drawing: readonly Drawn[] = [], file: number, lines: readonly string[]): readonly Drawn[] {
  const others = drawing.filter((one) => one.file !== file);
  return lines.length === 0 ? others : [...others, { file, lines }].sort((a, b) => a.file - b.file);
}

export function charactersOf(drawing: readonly Drawn[] = []): number {
  return drawing.reduce((sum, one) => sum + one.lines.reduce((all, line) => all + line.length, 0), 0);
}

/** Points of one criterion given; where all have theirs and they make up the mark, the mark follows. */
export function withPoints(given: Given, criteria: readonly Criterion[], at: number, value: number | null, max: number): Given {
  const points = criteria.map((_, index) => (index === at ? value : (given.points?.[index] ?? null)));
  const whole = criteria.reduce((sum, one) => sum + one.max, 0) === max;
  if (!whole || points.includes(null)) return { ...given, points };
  return { ...given, points, mark: String(points.reduce<number>((sum, one) => sum + (one ?? 0), 0)) };
}

/** Whether a return says what is to be done: without a word a pupil can only guess. */
export function saysWhy(given: Given): boolean {
  return given.comment.trim() !== "" || (given.drawing?.length ?? 0) > 0 || (given.files?.length ?? 0) > 0;
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
      submission: given.submission ?? work.submissions[0]?.id ?? null,
      mark: given.mark,
      max: work.assignment.max_mark ?? DEFAULT_MAX_MARK,
      comment: given.comment.trim().slice(0, COMMENT_CHARACTERS),
      ...wordsOf(given),
      ...(given.files && given.files.length > 0 ? { files: given.files } : {}),
    },
  }));
}

/** What an answer to all of these marks stands on. */
export function basesOf(mark: MarkDoc | null): (string | null)[] {
  return mark ? [mark.op, ...mark.others.map((other) => other.op)] : [null];
}

/** The concurrent marks of a work side by side, the standing one first; empty without a dispute. */
export function rivals(mark: MarkDoc | null): Rival[] {
  if (!mark || mark.others.length === 0) return [];
  const { submission } = mark;
  const standing: Rival = { mark: mark.mark, comment: mark.comment, ...wordsOf(mark), files: mark.files ?? [], submission, author: mark.author, op: mark.op, standing: true };
  // One that an older server told of was, as far as anybody knows, about the same.
  return [standing, ...mark.others.map((other) => ({ submission, ...other, standing: false }))];
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
  if (work.mark === null || work.again) return false;
  const said = ({ mark, comment, files, ...words }: Given): string =>
    JSON.stringify([mark, comment.trim(), wordsOf(words), (files ?? []).map((file) => file.sha256)]);
  return said(givenOf(work)) === said(given);
}
