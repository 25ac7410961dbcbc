import { effect } from "@preact/signals";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { pull, storeBrought } from "../../src/data/pulling.ts";
import { loadRecords, records } from "../../src/data/records.ts";
import { leave, logIn, profiles, session, switchTo, takeBrought } from "../../src/data/session.ts";
import { ARU, freshPhone, restart } from "./phone.ts";
import { School } from "./school.ts";

const MARAT = "person-marat";

beforeEach(async () => {
  await freshPhone(new School());
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** From now on the disk takes nothing that is stored under `key`. */
function diskRefuses(key: string): void {
  const put = Reflect.get(IDBObjectStore.prototype, "put") as (this: IDBObjectStore, value: unknown, under?: IDBValidKey) => IDBRequest<IDBValidKey>;
  vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(function (this: IDBObjectStore, value: unknown, under?: IDBValidKey) {
    if (under === key) throw new DOMException("the phone is full", "QuotaExceededError");
    return put.call(this, value, under);
  });
}

describe("who uses the phone", () => {
  it("is on the disk before the screen shows it", async () => {
    diskRefuses("current-profile");
    const seen: (string | null)[] = [];
    const stop = effect(() => void seen.push(session.value?.person ?? null));
    await expect(logIn(ARU, "correct")).rejects.toMatchObject({ name: "QuotaExceededError" });
    stop();
    expect(seen).toEqual([null]);
    expect(profiles.value).toEqual([]);
    await restart();
    expect(profiles.value).toEqual([]);
  });

  it("is never nobody between the answer and the first screen", async () => {
    const seen: string[] = [];
    const stop = effect(() => void seen.push(`${profiles.value.length} here, ${session.value?.person ?? "nobody"} inside`));
    await logIn(ARU, "correct");
    stop();
    expect(seen).toEqual(["0 here, nobody inside", `1 here, ${ARU} inside`]);
  });

  it("brings the first page along, which a new phone need not ask for again", async () => {
    const school = new School();
    await freshPhone(school);
    school.publish("school", "s1", { name: "Ақбұлақ" });
    const profile = await logIn(ARU, "correct");
    await loadRecords(ARU);
    expect(records.get("school", "s1")?.name, "shown before it is stored").toBe("Ақбұлақ");
    await pull(profile, await storeBrought(ARU));
    await restart();
    expect(records.get("school", "s1")?.name).toBe("Ақбұлақ");
    expect(school.requests).toEqual(["POST /api/v1/sessions"]);
    await pull(profile, await storeBrought(ARU));
    expect(school.requests).toEqual(["POST /api/v1/sessions", "GET /api/v1/changes"]);
  });

  it("asks for everything again where the first page was shown and never stored", async () => {
    const school = new School();
    await freshPhone(school);
    school.publish("school", "s1", { name: "Ақбұлақ" });
    const profile = await logIn(ARU, "correct");
    await loadRecords(ARU);
    takeBrought(ARU); // a killed tab's memory
    await restart();
    expect(records.get("school", "s1")).toBeUndefined();
    await pull(profile);
    expect(records.get("school", "s1")?.name).toBe("Ақбұлақ");
    expect(school.requests).toEqual(["POST /api/v1/sessions", "GET /api/v1/changes"]);
  });

  it("is still the same after the app was closed and opened", async () => {
    await logIn(ARU, "correct");
    await logIn(MARAT, "correct");
    await switchTo(ARU);
    await restart();
    expect(session.value?.person).toBe(ARU);
    await leave();
    await restart();
    expect(session.value).toBeNull();
    expect(profiles.value.map(({ person }) => person)).toEqual([ARU, MARAT]);
  });
});
