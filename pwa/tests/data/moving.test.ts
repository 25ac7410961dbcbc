/** What a phone has under one address comes over to another, whole, once, and beside what is there. */
import "fake-indexeddb/auto";

import { IDBFactory } from "fake-indexeddb";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { writeDraft } from "../../src/data/drafts.ts";
import { type Belongings, fingerprint, gather, letGo, takeOver } from "../../src/data/moving.ts";
import { admitProfile, closeAll, openDevice, openProfile } from "../../src/data/open.ts";
import { opId } from "../../src/data/queue.ts";
import { profiles, restore, session } from "../../src/data/session.ts";
import { ARU, handIn, loggedIn, pupilsPhone, restart } from "./phone.ts";
import type { School } from "./school.ts";

let school: School;

beforeEach(async () => {
  vi.stubGlobal("self", globalThis);
  admitProfile(ARU);
  school = await pupilsPhone();
});

/** The same phone under another address: other databases. */
async function elsewhere(): Promise<void> {
  await closeAll();
  globalThis.indexedDB = new IDBFactory();
  await restore();
}

async function waitingHere(): Promise<string[]> {
  return (await (await openProfile(ARU)).getAll("outbox")).map(opId);
}

async function full(): Promise<Belongings> {
  await handIn("бірінші");
  await handIn("екінші");
  await writeDraft(ARU, "a2", { text: "жартысы", files: [] });
  await (await openDevice()).put("blobs", new Blob(["сабақ"]), "f".repeat(64));
  return gather();
}

describe("moving to another address", () => {
  it("brings work, drafts, numbers and lessons, and the person is in", async () => {
    const belongings = await full();
    const before = await waitingHere();
    await elsewhere();
    await takeOver(belongings);
    await restart();
    expect(session.value?.person).toBe(ARU);
    expect(await waitingHere()).toEqual(before);
    const db = await openProfile(ARU);
    expect(await db.get("drafts", "hand-in:a2")).toEqual({ text: "жартысы", files: [] });
    await handIn("үшінші");
    expect(new Set(await waitingHere()).size).toBe(3);
  });

  it("is the same twice as once", async () => {
    const belongings = await full();
    await elsewhere();
    await takeOver(belongings);
    const once = fingerprint(await gather());
    await takeOver(belongings);
    expect(fingerprint(await gather())).toBe(once);
  });

  it("lays work beside that of somebody who is there already", async () => {
    const belongings = await full();
    const brought = await waitingHere();
    await elsewhere();
    await loggedIn(school);
    await writeDraft(ARU, "a2", { text: "осындағы", files: [] });
    const own = await handIn("осында жасалған");
    await takeOver(belongings);
    expect(await waitingHere()).toEqual([own, ...brought]);
    expect(await (await openProfile(ARU)).get("drafts", "hand-in:a2")).toEqual({ text: "осындағы\n\nжартысы", files: [] });
  });

  it("leaves nothing behind", async () => {
    await full();
    await letGo();
    await restart();
    expect(profiles.value).toEqual([]);
    expect(await (await openDevice()).count("blobs")).toBe(0);
  });

  it("tells that another tab has written in between", async () => {
    const before = fingerprint(await full());
    await writeDraft(ARU, "a2", { text: "тағы бір сөз", files: [] });
    expect(fingerprint(await gather())).not.toBe(before);
  });
});
