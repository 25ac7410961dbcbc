/** Photos of waiting works: fetched while the school is near, looked at anywhere. */
import { effect } from "@preact/signals";

import { fetchedFile, isHeic, legiblePhoto } from "../../data/fetched.ts";
import { SEEN_FILES_BYTES } from "../../data/limits.ts";
import { link } from "../../data/link.ts";
import type { FileDoc, SubmissionDoc } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { queue } from "./desk.ts";
import { withinCap, type Wanted } from "./model/prefetch.ts";

/** A fetched file is kept on the phone; null when it is not here and cannot be had now. */
export function workFile(submission: SubmissionDoc, file: FileDoc): Promise<Blob | null> {
  return fetchedFile("submissions", submission.id, file);
}

/** A photo of the work in a form that phones show; "unreadable" where the school's server cannot make one. */
export function workPhoto(submission: SubmissionDoc, file: FileDoc): Promise<Blob | "unreadable" | null> {
  return isHeic(file) ? legiblePhoto(submission.id, file) : workFile(submission, file);
}

let fetching = false;

/** Keeps the photos of waiting works on the phone whenever the school server answers. */
export function keepWaitingPhotos(): () => void {
  return effect(() => {
    const wanted = withinCap(queue.value, SEEN_FILES_BYTES);
    if (link.value === "school" && session.value?.token && !fetching) void fetchAll(wanted);
  });
}

async function fetchAll(wanted: readonly Wanted[]): Promise<void> {
  fetching = true;
  try {
    for (const { submission, file } of wanted) {
      if (link.peek() !== "school") return;
      await workPhoto(submission, file);
    }
  } finally {
    fetching = false;
  }
}
