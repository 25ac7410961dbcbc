/** What a draft lacks, and the operation it becomes. Pure. */
import type { AssignmentDoc, AttemptDoc } from "../../data/docs.ts";
import type { HandInDraft } from "../../data/drafts.ts";
import { ANSWER_CHARACTERS } from "../../data/limits.ts";

/** Bytes of text that leave room in a 24 KiB operation for the names of twenty files. */
const ANSWER_BYTES = 18 * 1024;
/** Attempts one submission may name; the server's limit. */
const ATTEMPTS = 50;

/** Characters to take away until the text fits; 0 when it does. */
export function excess(text: string): number {
  const bytes = new TextEncoder().encode(text).length;
  const average = bytes / Math.max(1, text.length);
  return Math.max(0, text.length - ANSWER_CHARACTERS, Math.ceil((bytes - ANSWER_BYTES) / average));
}

export function isEmpty(draft: HandInDraft): boolean {
  return draft.text.trim() === "" && draft.files.length === 0;
}

/** Fields of `submission.hand_in`: the answer, its files, and the learner's attempts at the lesson. */
export function handInFields(
  assignment: AssignmentDoc,
  draft: HandInDraft,
  attempts: readonly AttemptDoc[],
  learner: string,
  now: Date,
): Record<string, unknown> {
  const own = attempts
    .filter((one) => one.learner === learner && assignment.lesson !== null && one.lesson === assignment.lesson)
    .filter((one) => assignment.item === null || one.item === assignment.item)
    .sort((a, b) => (a.at < b.at ? 1 : -1))
    .slice(0, ATTEMPTS)
    .map((one) => one.id);
  return {
    assignment: assignment.id,
    text: draft.text.trim(),
    files: draft.files.map(({ sha256, name, type, size }) => ({ sha256, name, type, size })),
    attempts: own,
    made_at: now.toISOString(),
  };
}
