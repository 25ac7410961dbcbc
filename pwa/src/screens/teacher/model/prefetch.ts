/** Which photos are worth having on the phone before the teacher walks out of the school's Wi-Fi. */
import type { FileDoc, SubmissionDoc } from "../../../data/docs.ts";
import { isHeic } from "../../../data/fetched.ts";
import type { QueueEntry } from "./queue.ts";

export interface Wanted {
  readonly submission: SubmissionDoc;
  readonly file: FileDoc;
}

export function isPhoto(file: FileDoc): boolean {
  return /^image\/(jpeg|png|webp|gif)$/.test(file.type) || isHeic(file);
}

/** Photos of the newest hand-in of each waiting work, the longest waiting first, up to `cap` bytes. */
export function withinCap(queue: readonly QueueEntry[], cap: number): Wanted[] {
  const wanted: Wanted[] = [];
  const taken = new Set<string>();
  let left = cap;
  for (const { work } of queue) {
    const submission = work.submissions[0];
    if (!submission) continue;
    for (const file of submission.files) {
      if (!isPhoto(file) || taken.has(file.sha256)) continue;
      if (file.size > left) return wanted;
      left -= file.size;
      taken.add(file.sha256);
      wanted.push({ submission, file });
    }
  }
  return wanted;
}
