/** Answers the content origin's worker with files of the one package that was launched, and of no other. */
import type { PackageFiles } from "./description.ts";
import type { FileAnswer, FileMessage } from "./protocol.ts";
import { parseRange } from "./ranges.ts";

const NOTHING: FileAnswer = { status: 404, type: "", size: 0, start: 0, end: 0, body: null };

/** The answer to one request; `fetchFile` gives the bytes of a hash, or null when they can't be had now. */
export async function answerFile(
  files: PackageFiles,
  request: FileMessage,
  fetchFile: (sha256: string) => Promise<Blob | null>,
): Promise<FileAnswer> {
  const found = files.find(request.path);
  if (!found) return NOTHING;
  const blob = await fetchFile(found.sha256);
  if (!blob) return { ...NOTHING, status: 503 };
  const range = parseRange(request.range, blob.size);
  const whole = { type: found.type, size: blob.size };
  if (range === "unsatisfiable") return { ...NOTHING, ...whole, status: 416 };
  if (range === "all") return { ...whole, status: 200, start: 0, end: blob.size - 1, body: blob };
  const body = blob.slice(range.start, range.end + 1);
  return { ...whole, status: 206, start: range.start, end: range.end, body };
}

/** Sends the answer to whoever asked, and closes the port. */
export async function replyFile(
  files: PackageFiles,
  request: FileMessage,
  fetchFile: (sha256: string) => Promise<Blob | null>,
  reply: MessagePort,
): Promise<void> {
  reply.postMessage(await answerFile(files, request, fetchFile));
  reply.close();
}
