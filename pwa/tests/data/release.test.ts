import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { exchange } from "../../src/data/exchange.ts";
import { GENERATION } from "../../src/data/limits.ts";
import { askNode } from "../../src/data/node.ts";
import { openProfile } from "../../src/data/open.ts";
import { pending, rows } from "../../src/data/outbox.ts";
import { records } from "../../src/data/records.ts";
import { AppTooOld } from "../../src/data/release.ts";
import { ARU, current, handIn, pupilsPhone } from "./phone.ts";
import type { School } from "./school.ts";

let school: School;

beforeEach(async () => {
  school = await pupilsPhone();
  await serverIs("0.2.0");
});

afterEach(() => {
  vi.unstubAllGlobals();
});

async function serverIs(version: string, oldest = 1): Promise<void> {
  school.node = { id: "n", role: "school", version, time: new Date().toISOString(), generation: { now: oldest, oldest } };
  await askNode();
}

describe("an app that is newer than the server", () => {
  it("sends again what the server could not read, once that is of another release", async () => {
    school.unreadable.add("submission.hand_in");
    await handIn("1/2");
    await exchange(current());
    expect(pending.value.held.map((one) => one.reason)).toEqual(["invalid-operation"]);
    await exchange(current());
    expect(school.texts()).toEqual([]);

    school.unreadable.clear();
    await serverIs("0.3.0");
    await exchange(current());

    expect(school.texts()).toEqual(["1/2"]);
    expect(rows.value).toEqual([]);
  });

  it("lets go of what the server kept, once that counts it", async () => {
    school.hold.set("submission.hand_in", "unknown-kind");
    const id = await handIn("1/2");
    await exchange(current());
    expect(pending.value.held.map((one) => one.reason)).toEqual(["unknown-kind"]);

    school.publish("judgement", id, { released: true, reason: "", author: null, at: "2026-11-20T05:00:00.000Z" });
    await exchange(current());

    expect(pending.value.held).toEqual([]);
    expect((await (await openProfile(ARU)).getAll("outbox")).map((row) => row.state)).toEqual(["acked"]);
  });
});

describe("an app that is older than the server", () => {
  it("passes over what it does not know", async () => {
    school.publish("hologram", "h1", { light: 3 });
    school.publish("assignment", "a1", { title: "Бөлшектер", future: { x: 1 } });
    await handIn("1/2");
    await exchange(current());
    expect(records.get("assignment", "a1")).toMatchObject({ title: "Бөлшектер" });
    expect(school.texts()).toEqual(["1/2"]);
  });

  it("keeps everything and sends nothing where the server has left it behind", async () => {
    await serverIs("2.0.0", GENERATION + 1);
    await handIn("1/2");
    await expect(exchange(current())).rejects.toBeInstanceOf(AppTooOld);
    expect(school.texts()).toEqual([]);
    expect(pending.value.count).toBe(1);

    await serverIs("1.0.0");
    await exchange(current());
    expect(school.texts()).toEqual(["1/2"]);
  });

  it("reads everything again after an update of either, which may know more", async () => {
    await exchange(current());
    school.publish("assignment", "a1", { title: "ескі" });
    await exchange(current());
    // The same record as the newer server has it; no operation has touched it.
    school.feed = [{ type: "assignment", id: "a1", doc: { title: "ескі", colour: "жаңа" } }];
    await exchange(current());
    expect(records.get("assignment", "a1")).not.toHaveProperty("colour");

    await serverIs("0.3.0");
    await exchange(current());
    expect(records.get("assignment", "a1")).toHaveProperty("colour", "жаңа");
  });
});
