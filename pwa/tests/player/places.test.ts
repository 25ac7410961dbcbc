import "fake-indexeddb/auto";

import { IDBFactory } from "fake-indexeddb";
import { beforeEach, expect, it, vi } from "vitest";

import type { AttemptDoc } from "../../src/data/docs.ts";
import { closeAll, openDevice, openProfile } from "../../src/data/open.ts";
import { loadRecords } from "../../src/data/records.ts";
import { type Profile, restore, session } from "../../src/data/session.ts";
import { begun, bringPlaces } from "../../src/player/places.ts";

const ARU = { person: "p-aru", name: "Ару", login: "aru", roles: [], token: "t", writer: "00000000000000aa", epoch: 1, lastUsed: 1 };

function attempt(item: string, more: Partial<AttemptDoc> = {}): AttemptDoc {
  return {
    id: `a.${item}`, learner: ARU.person, item, lesson: `l-${item}`, course: "c", session: "there", completion: "incomplete", success: "unknown",
    score: null, total_time_s: 1, at: "2026-11-21T00:00:00.000Z", op: `b.${item}`, central: false, ...more,
  };
}

let asked: string[] = [];

beforeEach(async () => {
  await closeAll();
  vi.stubGlobal("indexedDB", new IDBFactory());
  asked = [];
  vi.stubGlobal("fetch", (address: string) => {
    asked.push(address);
    const item = /attempts\/a\.(\w+)\//.exec(address)?.[1] ?? "";
    if (item.startsWith("gone")) return Promise.resolve(new Response("{}", { status: 404 }));
    return Promise.resolve(Response.json({ op: `b.${item}`, session: "there", cmi: { "cmi.location": "9" }, after: [] }));
  });
  const device = await openDevice();
  await device.put("profiles", ARU);
  await device.put("meta", ARU.person, "current-profile");
  await restore();
});

async function given(docs: readonly AttemptDoc[]): Promise<void> {
  const db = await openProfile(ARU.person);
  for (const doc of docs) await db.put("records", { type: "attempt", id: doc.id, doc });
  await loadRecords(ARU.person);
  await bringPlaces(session.peek() as Profile);
}

it("takes the unfinished ones, those kept on the phone first, then the latest", () => {
  const docs = [attempt("old"), attempt("new", { at: "2026-11-22T00:00:00.000Z" }), attempt("kept"), attempt("done", { completion: "completed" }), attempt("his", { learner: "p-dias" })];

  expect(begun(docs, ARU.person, new Set(["l-kept"])).map((one) => one.item)).toEqual(["kept", "new", "old"]);
});

it("has them on the phone before the school is out of reach, each asked for once", async () => {
  const db = await openProfile(ARU.person);
  await db.put("meta", { session: "here", item: "mine", at: 1, base: null }, "play.mine");
  const docs = [attempt("one"), attempt("mine", { session: "here" })];
  await given(docs);
  await given(docs);

  expect(asked).toHaveLength(1);
  expect(await db.get("meta", "snapshot.one")).toMatchObject({ op: "b.one", cmi: { "cmi.location": "9" } });
});

it("does not go on where the school has no answer", async () => {
  await given(Array.from({ length: 6 }, (_, n) => attempt(`gone${n}`)));

  expect(asked).toHaveLength(3);
});
