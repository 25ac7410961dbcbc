/** Photos of waiting works: fetched while the school is near, looked at anywhere. */
import { effect } from "@preact/signals";

import { keepFetched, localFile } from "../../data/files.ts";
import { sha256Of } from "../../data/hash.ts";
import { askBlob } from "../../data/http.ts";
import { SEEN_FILES_BYTES } from "../../data/limits.ts";
import { link } from "../../data/link.ts";
import type { FileDoc, SubmissionDoc } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { queue } from "./desk.ts";
import { withinCap, type Wanted } from "./model/prefetch.ts";

/** A fetched file is kept on the phone; null when it is not here and cannot be had now. */
export async function workFile(submission: SubmissionDoc, file: FileDoc): Promise<Blob | null> {
  const profile = session.peek();
  if (!profile) return null;
  const here = await localFile(profile.person, file.sha256);
  if (here) return here;
  if (file.n === undefined || profile.token === null) return null;
  try {
    const path = `/api/v1/submissions/${encodeURIComponent(submission.id)}/files/${file.n}`;
    const blob = await askBlob(path, { token: profile.token });
    // Half a photo kept for good would be worse than none.
    if ((await sha256Of(blob)) !== file.sha256) return null;
    const typed = blob.slice(0, blob.size, file.type);
    await keepFetched(profile.person, { sha256: file.sha256, name: file.name, type: file.type, size: typed.size, blob: typed });
    return typed;
  } catch {
    return null;
  }
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
      await workFile(submission, file);
    }
  } finally {
    fetching = false;
  }
}
