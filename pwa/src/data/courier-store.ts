/**
 * What this phone carries for the school, in a database of its own: it is sealed, it is nobody's in
 * particular, and it outlives the logging out of whoever took it.
 */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";

import type { Names } from "./node.ts";

/** A sealed part of at most 1 MB; its id is the beginning of its sha256. */
export interface CarriedPart {
  readonly id: string;
  readonly bytes: number;
  /** Up: it has been delivered. Down: it has been handed to the school. */
  readonly done: boolean;
}

export interface Bag {
  /** The node that the load is for. */
  readonly hub: string;
  readonly hubName: Names | null;
  readonly school: Names;
  /** Where to bring it; null where the school does not know. */
  readonly address: string | null;
  readonly pass: ArrayBuffer;
  readonly works: number;
  readonly records: number;
  readonly files: number;
  /** Records that did not fit. */
  readonly left: number;
  /** Unix ms of what has happened; null for what has not. */
  readonly takenAt: number | null;
  readonly deliveredAt: number | null;
  readonly handedAt: number | null;
  readonly up: readonly CarriedPart[];
  readonly down: readonly CarriedPart[];
  /** What the hub has signed for; empty before it has. */
  readonly receipts: readonly ArrayBuffer[];
}

interface CourierSchema extends DBSchema {
  bag: { key: string; value: Bag };
  parts: { key: string; value: ArrayBuffer };
}

const VERSION = 1;
const THE_BAG = "bag";

let opened: Promise<IDBPDatabase<CourierSchema>> | null = null;

function open(): Promise<IDBPDatabase<CourierSchema>> {
  opened ??= openDB<CourierSchema>("courier", VERSION, {
    upgrade(db, from) {
      if (from < 1) {
        db.createObjectStore("bag");
        db.createObjectStore("parts");
      }
    },
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
      opened = null;
    },
    terminated() {
      opened = null;
    },
  }).catch((error: unknown) => {
    opened = null;
    throw error;
  });
  return opened;
}

export async function readBag(): Promise<Bag | null> {
  return (await (await open()).get("bag", THE_BAG)) ?? null;
}

export async function readPart(id: string): Promise<ArrayBuffer | null> {
  return (await (await open()).get("parts", id)) ?? null;
}

/** Names of the parts whose bytes are here. */
export async function partsHere(): Promise<ReadonlySet<string>> {
  return new Set(await (await open()).getAllKeys("parts"));
}

/** The bytes of a part, on the disk when this returns. */
export async function keepPart(id: string, bytes: ArrayBuffer): Promise<void> {
  const tx = (await open()).transaction("parts", "readwrite", { durability: "strict" });
  await tx.store.put(bytes, id);
  await tx.done;
}

/** The bag as it is from now on; bytes that it needs no more are let go. */
export async function keepBag(bag: Bag): Promise<void> {
  const tx = (await open()).transaction(["bag", "parts"], "readwrite", { durability: "strict" });
  await tx.objectStore("bag").put(bag, THE_BAG);
  const needed = new Set([...bag.up, ...bag.down].filter((part) => !part.done).map((part) => part.id));
  for (const id of await tx.objectStore("parts").getAllKeys()) if (!needed.has(id)) await tx.objectStore("parts").delete(id);
  await tx.done;
}

/** Everything is closed, as a killed tab would leave it. */
export async function closeCourier(): Promise<void> {
  const open_ = opened;
  opened = null;
  if (open_) (await open_).close();
}
