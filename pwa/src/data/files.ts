/** Files of work on this phone: photos and documents that go with an operation, and fetched ones. */
import { sha256Of } from "./hash.ts";
import { FILE_NAME_CHARACTERS, SEEN_FILES_BYTES, WORK_FILE_BYTES } from "./limits.ts";
import { openProfile, type ProfileDB } from "./open.ts";
import { delivered } from "./queue.ts";

/** A file ready to go with an operation. */
export interface WorkBlob {
  sha256: string;
  name: string;
  type: string;
  size: number;
  blob: Blob;
}

/**
 * draft: belongs to a draft. waiting: must reach the server. sent: there, kept here for looking.
 * fetched: came from the server. Only the last two may be dropped for room.
 */
export type FileState = "draft" | "waiting" | "sent" | "fetched";

export interface AttachedFile extends WorkBlob {
  state: FileState;
  /** The server's upload id, while one is under way. */
  upload: string | null;
  /** Unix ms of the last use. */
  used: number;
}

export type FileRefusal = "empty" | "too-large";

export class FileRefused extends Error {
  constructor(
    readonly reason: FileRefusal,
    readonly fileName: string,
  ) {
    super(`${fileName}: ${reason}`);
    this.name = "FileRefused";
  }
}

const MEDIA_TYPE = /^[A-Za-z0-9!#$&^_.+-]{1,60}\/[A-Za-z0-9!#$&^_.+-]{1,80}$/;

/** Makes a file ready for an operation: checked, named, hashed. Throws FileRefused. */
export async function workBlob(file: Blob, name: string): Promise<WorkBlob> {
  const safe = safeName(name);
  if (file.size === 0) throw new FileRefused("empty", safe);
  if (file.size > WORK_FILE_BYTES) throw new FileRefused("too-large", safe);
  const bare = file.type.split(";")[0]?.trim() ?? "";
  const type = MEDIA_TYPE.test(bare) ? bare : "application/octet-stream";
  return { sha256: await sha256Of(file), name: safe, type, size: file.size, blob: file };
}

/** A name the server takes: no path, quotes or control characters, bounded, its ending kept. */
export function safeName(name: string): string {
  const last = name.split(/[/\\]/).pop() ?? "";
  // eslint-disable-next-line no-control-regex -- control characters are exactly what must go
  const clean = last.normalize("NFC").replace(/["\u0000-\u001f\u007f]/g, "").trim();
  if (clean === "" || clean === "." || clean === "..") return "file";
  if (clean.length <= FILE_NAME_CHARACTERS) return clean;
  const dot = clean.lastIndexOf(".");
  const ending = dot > 0 && clean.length - dot <= 10 ? clean.slice(dot) : "";
  return clean.slice(0, FILE_NAME_CHARACTERS - ending.length) + ending;
}

/** The reference to a file as operations carry it. */
export function fileFields(file: WorkBlob): { sha256: string; name: string; type: string; size: number } {
  return { sha256: file.sha256, name: file.name, type: file.type, size: file.size };
}

/** Keeps a draft's file. A file that already waits to be sent stays what it is. */
export async function keepDraftFile(person: string, file: WorkBlob): Promise<void> {
  const db = await openProfile(person);
  const tx = db.transaction("files", "readwrite", { durability: "strict" });
  const known = await tx.store.get(file.sha256);
  if (!known || known.state === "fetched" || known.state === "sent") {
    await tx.store.put({ ...file, state: "draft", upload: null, used: Date.now() });
  }
  await tx.done;
}

/** Drops a draft's file, unless an operation needs it. */
export async function dropDraftFile(person: string, sha256: string): Promise<void> {
  const db = await openProfile(person);
  const tx = db.transaction("files", "readwrite");
  if ((await tx.store.get(sha256))?.state === "draft") await tx.store.delete(sha256);
  await tx.done;
}

export async function localFile(person: string, sha256: string): Promise<Blob | null> {
  const db = await openProfile(person);
  return (await db.get("files", sha256))?.blob ?? null;
}

/** Keeps a file fetched from the server for looking at it later without a link, within the cap. */
export async function keepFetched(person: string, file: WorkBlob): Promise<void> {
  const db = await openProfile(person);
  const tx = db.transaction("files", "readwrite");
  const known = await tx.store.get(file.sha256);
  if (known) await tx.store.put({ ...known, used: Date.now() });
  else await tx.store.put({ ...file, state: "fetched", upload: null, used: Date.now() });
  await tx.done;
  await trimSeen(db);
}

/** The server has all of a file; it stays here for looking at. */
export async function fileSent(person: string, sha256: string): Promise<void> {
  const db = await openProfile(person);
  const tx = db.transaction("files", "readwrite", { durability: "strict" });
  const file = await tx.store.get(sha256);
  if (file) await tx.store.put({ ...file, state: "sent", upload: null, used: Date.now() });
  await tx.done;
}

/** Drops the longest unused delivered or fetched files above the cap. Never anything that waits. */
export async function trimSeen(db: ProfileDB, most = SEEN_FILES_BYTES): Promise<void> {
  const tx = db.transaction(["files", "outbox"], "readwrite");
  const store = tx.objectStore("files");
  const rows = await tx.objectStore("outbox").getAll();
  // A file whose operation has no answer yet may have to be sent again.
  const needed = new Set(rows.filter((row) => !delivered(row)).flatMap((row) => row.blobs));
  const seen = (await store.getAll()).filter(
    (file) => (file.state === "sent" || file.state === "fetched") && !needed.has(file.sha256),
  );
  let total = seen.reduce((sum, file) => sum + file.size, 0);
  for (const file of seen.sort((a, b) => a.used - b.used)) {
    if (total <= most) break;
    void store.delete(file.sha256);
    total -= file.size;
  }
  await tx.done;
}
