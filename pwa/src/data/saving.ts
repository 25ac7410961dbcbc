/** A file that the server makes, saved as one of the phone's own. */
import { askBlob } from "./http.ts";
import { session } from "./session.ts";

const DOWNLOAD_MS = 60_000;
/** Milliseconds before the memory behind a download is given back: the browser has copied it by then. */
const COPIED_MS = 60_000;

/** Rejects when the school is out of reach. */
export async function saveFile(path: string, name: string): Promise<void> {
  const blob = await askBlob(path, { token: session.peek()?.token ?? null, timeoutMs: DOWNLOAD_MS });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), COPIED_MS);
}
