/**
 * Room for lessons on this phone: what is kept, what is here only because it was opened, and which of
 * that goes first. All of it in rows of the device's pins.
 */
import { ContentProblem } from "./content-download.ts";
import { dropAllParts } from "./content-parts.ts";
import { contentStore, isFull } from "./content-store.ts";
import { openDevice } from "./open.ts";

export const LESSON = "lesson:";
export const OPENED = "opened:";
/** Bytes of opened but not kept files: a couple of films; beyond it the longest unused go. */
const OPENED_BYTES = 150 * 1024 * 1024;
/** Milliseconds of quiet before it is written down which files were used, and the oldest beyond the limit go. */
const TIDY_DELAY_MS = 3_000;

export interface PinFile {
  sha256: string;
  size: number;
}
/** Row `lesson:<id>` of the pins: what the lesson needs, complete or on its way. */
export interface Pin {
  lesson: string;
  /** The lesson's items, and for each the description of what it is made of. Pins of older apps name no items. */
  items?: string[];
  manifests: string[];
  /** The course's edition, under which an attempt is recorded. */
  edition?: number;
  files: PinFile[];
  complete: boolean;
  /** The edition that is whole on this phone, while a newer one is on its way. */
  former?: Pin;
}
/** Row `opened:<sha256>`: a file that is here only because something was opened. */
export interface Opened {
  size: number;
  /** Unix ms of the last use. */
  used: number;
}

const inUse = new Set<string>();

/** Stores and notes a file that has come; on a full phone opened lessons make room, and only then it is "full". */
export async function keepFile(sha256: string, blob: Blob): Promise<void> {
  inUse.add(sha256);
  try {
    await putWithRoom(sha256, blob);
    await (await openDevice()).put("pins", { size: blob.size, used: Date.now() } satisfies Opened, OPENED + sha256);
  } finally {
    inUse.delete(sha256);
  }
  tidySoon();
}

async function putWithRoom(sha256: string, blob: Blob): Promise<void> {
  const store = await contentStore();
  try {
    await store.put(sha256, blob);
  } catch (error) {
    if (!isFull(error)) throw error;
    await dropAllParts();
    await evictOpened(0);
    try {
      await store.put(sha256, blob);
    } catch (again) {
      throw isFull(again) ? new ContentProblem("full", sha256) : again;
    }
  }
}

const usedLately = new Map<string, Opened>();
let tidying: ReturnType<typeof setTimeout> | null = null;

/** Notes the use of a file that is here, once the page that asked for it has all of its others. */
export function used(sha256: string, size: number): void {
  usedLately.set(sha256, { size, used: Date.now() });
  tidySoon();
}

/** A lesson may have thousands of files, and all that is kept has to be read to know what may go: once is enough. */
function tidySoon(): void {
  if (tidying !== null) clearTimeout(tidying);
  tidying = setTimeout(() => void tidy().catch(() => undefined), TIDY_DELAY_MS);
}

async function tidy(): Promise<void> {
  tidying = null;
  const rows = [...usedLately];
  usedLately.clear();
  const tx = (await openDevice()).transaction("pins", "readwrite");
  for (const [sha256, row] of rows) {
    // What has left the phone meanwhile does not come back as a row without a file.
    if ((await tx.store.getKey(OPENED + sha256)) !== undefined) void tx.store.put(row, OPENED + sha256);
  }
  await tx.done;
  await evictOpened(OPENED_BYTES);
}

/** Drops the longest unused files that no kept lesson needs until they take at most `most` bytes. */
export async function evictOpened(most: number): Promise<void> {
  const needed = await pinned();
  const files = [...(await openedFiles())].filter(([sha256]) => !needed.has(sha256) && !inUse.has(sha256));
  let total = files.reduce((sum, [, one]) => sum + one.size, 0);
  if (total <= most) return;
  const db = await openDevice();
  const store = await contentStore();
  for (const [sha256, one] of files.sort(([, a], [, b]) => a.used - b.used)) {
    if (total <= most) break;
    await store.delete(sha256);
    await db.delete("pins", OPENED + sha256);
    total -= one.size;
  }
}

export async function allPins(): Promise<Pin[]> {
  return (await (await openDevice()).getAll("pins", IDBKeyRange.bound(LESSON, `${LESSON}\uffff`))) as Pin[];
}

/** The edition of a kept lesson that can be opened without a link. */
export function wholePin(pin: Pin | undefined): Pin | undefined {
  return pin?.complete === true ? pin : pin?.former;
}

/** Everything that a pin holds: descriptions, which count as nothing, and files. */
export function heldBy({ manifests, files, former }: Pin): PinFile[] {
  return [...manifests.map((sha256) => ({ sha256, size: 0 })), ...files, ...(former ? heldBy(former) : [])];
}

/** Hashes that kept (or half kept) lessons need, with sizes. */
export async function pinned(): Promise<Map<string, number>> {
  const needed = new Map<string, number>();
  for (const pin of await allPins()) {
    for (const { sha256, size } of heldBy(pin)) if (size > 0 || !needed.has(sha256)) needed.set(sha256, size);
  }
  return needed;
}

export async function openedFiles(): Promise<Map<string, Opened>> {
  const tx = (await openDevice()).transaction("pins");
  const range = IDBKeyRange.bound(OPENED, `${OPENED}\uffff`);
  const [keys, rows] = await Promise.all([tx.store.getAllKeys(range), tx.store.getAll(range)]);
  return new Map(keys.map((key, index) => [key.slice(OPENED.length), rows[index] as Opened]));
}
