/**
 * The two kinds of IndexedDB database on a phone: "device" holds what is nobody's own (profiles,
 * settings, lessons), "p-<person>" everything of one person. Work that waits lives only in the
 * latter, which nothing but the person's own logging out with nothing left to send ever deletes.
 */
import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from "idb";

import type { AttachedFile } from "./files.ts";
import type { OutboxRow } from "./queue.ts";
import type { Profile } from "./session.ts";

export interface DeviceSchema extends DBSchema {
  profiles: { key: string; value: Profile };
  meta: { key: string; value: unknown };
  /** Kept lessons and what belongs to them; content.ts says what they hold. */
  pins: { key: string; value: unknown };
  /** Course files by sha256, where the browser has no Cache Storage (plain http). */
  blobs: { key: string; value: Blob };
}

export interface StoredRecord {
  type: string;
  id: string;
  doc: unknown;
  /** Of the fresh start that brought it; see applyPage. */
  round?: unknown;
}

export interface ProfileSchema extends DBSchema {
  records: { key: [string, string]; value: StoredRecord };
  /** cursor, etag, round, last contact, clock, seq and epoch per writer. */
  meta: { key: string; value: unknown };
  outbox: { key: number; value: OutboxRow };
  files: { key: string; value: AttachedFile };
  drafts: { key: string; value: unknown };
  /** Values a lesson has set, by [item, attempt, session, seq]; the player's. */
  journal: { key: IDBValidKey; value: unknown };
  /** Teachers' packages on their way into the library. */
  uploads: { key: string; value: unknown };
}

export type DeviceDB = IDBPDatabase<DeviceSchema>;
export type ProfileDB = IDBPDatabase<ProfileSchema>;

const DEVICE_VERSION = 1;
const PROFILE_VERSION = 1;

/** Somebody who has logged out of this phone; what was still under way for them ends here. */
export class ProfileGone extends Error {
  constructor() {
    super("this person's data has left the phone");
    this.name = "ProfileGone";
  }
}

let device: Promise<DeviceDB> | null = null;
const gone = new Set<string>();
const profiles = new Map<string, Promise<ProfileDB>>();

export function openDevice(): Promise<DeviceDB> {
  device ??= openDB<DeviceSchema>("device", DEVICE_VERSION, {
    upgrade(db, from) {
      if (from < 1) {
        db.createObjectStore("profiles", { keyPath: "person" });
        db.createObjectStore("meta");
        db.createObjectStore("pins");
        db.createObjectStore("blobs");
      }
    },
    // A newer version of the app in another tab needs the database: let go and open again on use.
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
      device = null;
    },
    terminated() {
      device = null;
    },
  }).catch((error: unknown) => {
    device = null;
    throw error;
  });
  return device;
}

export function openProfile(person: string): Promise<ProfileDB> {
  if (gone.has(person)) return Promise.reject(new ProfileGone());
  const known = profiles.get(person);
  if (known) return known;
  const opened = openDB<ProfileSchema>(profileName(person), PROFILE_VERSION, {
    upgrade(db, from) {
      if (from < 1) {
        db.createObjectStore("records", { keyPath: ["type", "id"] });
        db.createObjectStore("meta");
        db.createObjectStore("outbox", { keyPath: "key", autoIncrement: true });
        db.createObjectStore("files", { keyPath: "sha256" });
        db.createObjectStore("drafts");
        db.createObjectStore("journal");
        db.createObjectStore("uploads");
      }
    },
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
      profiles.delete(person);
    },
    terminated() {
      profiles.delete(person);
    },
  }).catch((error: unknown) => {
    profiles.delete(person);
    throw error;
  });
  profiles.set(person, opened);
  return opened;
}

/** A person has logged in: their database may be opened (again). */
export function admitProfile(person: string): void {
  gone.delete(person);
}

/** Deletes everything of a person on this phone. The caller has made sure that nothing waits. */
export async function deleteProfileData(person: string): Promise<void> {
  gone.add(person); // an exchange under way must not make the database anew
  const open = profiles.get(person);
  profiles.delete(person);
  if (open) (await open).close();
  await deleteDB(profileName(person));
}

/** Closes everything, as a killed tab would. */
export async function closeAll(): Promise<void> {
  const open: Promise<{ close(): void }>[] = [...profiles.values()];
  if (device) open.push(device);
  profiles.clear();
  device = null;
  for (const db of open) (await db).close();
}

/** Undoes a transaction that met an error which did not end it by itself, as a value that cannot be stored. */
export async function abandon(tx: { abort(): void; readonly done: Promise<void> }): Promise<void> {
  try {
    tx.abort();
  } catch {
    // It has ended already.
  }
  await tx.done.catch(() => undefined);
}

function profileName(person: string): string {
  return `p-${person}`;
}
