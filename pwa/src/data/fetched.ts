/** Files of records: from this phone, else from the server, and then kept on the phone. */
import type { FileDoc } from "./docs.ts";
import { keepFetched, localFile } from "./files.ts";
import { sha256Of } from "./hash.ts";
import { ApiProblem, askBlob } from "./http.ts";
import { PHOTO_TIMEOUT_MS } from "./limits.ts";
import { session } from "./session.ts";

export type Owner = "submissions" | "assignments" | "marks" | "questions" | "papers" | "planning/rows";

/** A fetched file stays on the phone; null when it is not here and cannot be had now. */
export async function fetchedFile(owner: Owner, record: string, file: FileDoc): Promise<Blob | null> {
  const profile = session.peek();
  if (!profile) return null;
  const here = await localFile(profile.person, file.sha256);
  if (here) return here;
  if (file.n === undefined || profile.token === null) return null;
  try {
    const blob = await askBlob(`/api/v1/${owner}/${encodeURIComponent(record)}/files/${file.n}`, { token: profile.token });
    // Half a photo kept for good would be worse than none.
    if ((await sha256Of(blob)) !== file.sha256) return null;
    const typed = blob.slice(0, blob.size, file.type);
    await keepFetched(profile.person, { sha256: file.sha256, name: file.name, type: file.type, size: typed.size, blob: typed });
    return typed;
  } catch {
    return null;
  }
}

/** A photo in a format that few phones open: iPhones and some others take HEIC. */
export function isHeic(file: Pick<FileDoc, "type" | "name">): boolean {
  return /^image\/hei[cf]/.test(file.type) || /\.hei[cf]$/i.test(file.name);
}

/**
 * A HEIC photo of somebody's work as a JPEG that the server makes of it; it stays on the phone. "unreadable": the
 * server cannot; null: not to be had now.
 */
export async function legiblePhoto(submission: string, file: FileDoc): Promise<Blob | "unreadable" | null> {
  const profile = session.peek();
  if (!profile) return null;
  const key = `${file.sha256}.jpg`;
  const here = await localFile(profile.person, key);
  if (here) return here;
  if (file.n === undefined || profile.token === null) return null;
  try {
    const path = `/api/v1/submissions/${encodeURIComponent(submission)}/files/${file.n}/photo`;
    const blob = await askBlob(path, { token: profile.token, timeoutMs: PHOTO_TIMEOUT_MS });
    await keepFetched(profile.person, { sha256: key, name: `${file.name}.jpg`, type: "image/jpeg", size: blob.size, blob });
    return blob;
  } catch (problem) {
    return problem instanceof ApiProblem && problem.type === "photo-unreadable" ? "unreadable" : null;
  }
}
