/** Files of records: from this phone, else from the server, and then kept on the phone. */
import type { FileDoc } from "./docs.ts";
import { keepFetched, localFile } from "./files.ts";
import { sha256Of } from "./hash.ts";
import { askBlob } from "./http.ts";
import { session } from "./session.ts";

export type Owner = "submissions" | "assignments" | "marks" | "questions" | "papers";

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
