/** A phone with a fresh disk, and what its owner does. */
import "fake-indexeddb/auto";

import { IDBFactory } from "fake-indexeddb";
import { vi } from "vitest";

import { closeAll, openDevice } from "../../src/data/open.ts";
import { loadOutbox, submit } from "../../src/data/outbox.ts";
import { loadRecords } from "../../src/data/records.ts";
import { type Profile, restore, session } from "../../src/data/session.ts";
import type { WorkBlob } from "../../src/data/files.ts";
import { School } from "./school.ts";

export const ARU = "person-aru";

export async function freshPhone(school: School): Promise<void> {
  await closeAll();
  globalThis.indexedDB = new IDBFactory();
  vi.stubGlobal("fetch", school.fetch);
  await restore();
}

/** As much of a page as an exchange by itself needs. Stays: its timers outlive a test. */
export function atAPage(): void {
  const deaf = { addEventListener: () => undefined, removeEventListener: () => undefined };
  Object.assign(globalThis, deaf, { document: { visibilityState: "hidden", ...deaf } });
}

/** The app is killed and started again: nothing survives but what is on the disk. */
export async function restart(): Promise<void> {
  await closeAll();
  await restore();
  await loadOutbox(session.value?.person ?? null);
  await loadRecords(session.value?.person ?? null);
}

/** Puts a logged-in profile on the phone without a network. */
export async function loggedIn(school: School, person = ARU): Promise<Profile> {
  const { token, writer } = school.logIn(person);
  const profile: Profile = {
    person,
    name: person,
    login: person,
    roles: [{ role: "pupil", school: "s1" }],
    token,
    writer,
    epoch: 1,
    lastUsed: 1,
  };
  const db = await openDevice();
  await db.put("profiles", profile);
  await db.put("meta", person, "current-profile");
  await restart();
  return profile;
}

/** A fresh phone of a pupil of that school, or of a new one, which is answered. */
export async function pupilsPhone(school = new School()): Promise<School> {
  await freshPhone(school);
  await loggedIn(school);
  return school;
}

export function current(): Profile {
  const profile = session.value;
  if (!profile) throw new Error("nobody is logged in");
  return profile;
}

export function handIn(text: string, blobs: readonly WorkBlob[] = []): Promise<string> {
  const files = blobs.map(({ sha256, name, type, size }) => ({ sha256, name, type, size }));
  const fields = { assignment: "a1", text, files, attempts: [], made_at: "2026-11-20T04:00:00.000Z" };
  return submit({ kind: "submission.hand_in", fields }, blobs);
}
