/**
 * What has come of course files that are under way, so that a killed app goes on where it was. Rows
 * `part:<sha256>:<offset>` of the device's pins, each a piece of the file; content, never work.
 */
import { openDevice } from "./open.ts";

const PART = "part:";
/** Digits of an offset: pieces are read in the order of their keys. */
const DIGITS = 12;

export interface Parts {
  /** The pieces of a file from its beginning, without a gap. */
  load(sha256: string): Promise<Blob[]>;
  /** Keeps a piece; on a full phone it is left out, and only a killed download begins again. */
  save(sha256: string, offset: number, piece: Blob): Promise<void>;
  drop(sha256: string): Promise<void>;
}

function range(sha256: string): IDBKeyRange {
  return IDBKeyRange.bound(`${PART}${sha256}`, `${PART}${sha256}\uffff`);
}

export const deviceParts: Parts = {
  async load(sha256) {
    const tx = (await openDevice()).transaction("pins");
    const [keys, rows] = await Promise.all([tx.store.getAllKeys(range(`${sha256}:`)), tx.store.getAll(range(`${sha256}:`))]);
    const pieces: Blob[] = [];
    let end = 0;
    for (const [at, key] of keys.entries()) {
      const piece = rows[at] as Blob;
      if (Number(key.slice(-DIGITS)) !== end) break;
      pieces.push(piece);
      end += piece.size;
    }
    return pieces;
  },
  async save(sha256, offset, piece) {
    try {
      await (await openDevice()).put("pins", piece, `${PART}${sha256}:${String(offset).padStart(DIGITS, "0")}`);
    } catch {
      // Room is found, or said to be missing, when the whole file is kept.
    }
  },
  async drop(sha256) {
    await (await openDevice()).delete("pins", range(sha256));
  },
};

/** Forgets all files under way: the first to go when room is needed. */
export async function dropAllParts(): Promise<void> {
  await deviceParts.drop("");
}
