/** What a teacher ticked off at the staff room's computer is ticked on their phone. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { countWork } from "../../src/data/leaving.ts";
import { exchangeNotes, notesCame, readNotes, writeNotes } from "../../src/data/notes.ts";
import { save } from "../../src/data/session.ts";
import { current, freshPhone, loggedIn } from "./phone.ts";
import { School } from "./school.ts";

const MARAT = "person-marat";
let school: School;

async function device(): Promise<void> {
  await freshPhone(school);
  await save({ ...(await loggedIn(school, MARAT)), roles: [{ role: "teacher", school: "s1" }] });
}

const carried = (): Promise<Record<string, string>> => readNotes(MARAT, "carried");
const exchange = (): Promise<void> => exchangeNotes(current(), true);
const asked = (): number => school.requests.filter((one) => one === "POST /api/v1/notes").length;

describe("own notes", () => {
  beforeEach(async () => {
    school = new School();
    await device();
  });
  afterEach(() => {
    school.cut = () => null;
    vi.unstubAllGlobals();
  });

  it("are on the next device, with what each noted, page by page", async () => {
    await writeNotes(MARAT, "carried", { "a~aru": "7", "a~dias": "9", "b~aru": "5" });
    await writeNotes(MARAT, "phrase", { h: "Жарайсың" });
    await exchange();
    await device();
    const before = notesCame.value;
    await writeNotes(MARAT, "carried", { "b~dias": "4" });
    await exchange();
    expect(await carried()).toEqual({ "a~aru": "7", "a~dias": "9", "b~aru": "5", "b~dias": "4" });
    expect(await readNotes(MARAT, "phrase")).toEqual({ h: "Жарайсың" });
    expect(notesCame.value).toBeGreaterThan(before);
  });

  it("are taken back on the other device, too", async () => {
    await writeNotes(MARAT, "carried", { "a~aru": "7", "a~dias": "9" });
    await exchange();
    school.notes.get(MARAT)?.push({ name: "carried", entry: "a~aru", value: null });
    await exchange();
    expect(await carried()).toEqual({ "a~dias": "9" });
  });

  it("wait on the device without a link, and keep it from being cleared until the school has them", async () => {
    school.cut = () => "before";
    await writeNotes(MARAT, "carried", { "a~aru": "7" });
    await expect(exchange()).rejects.toThrow();
    expect(await countWork(MARAT)).toBe(1);
    school.cut = () => null;
    await exchangeNotes(current());
    expect(await countWork(MARAT)).toBe(0);
    expect(school.notes.get(MARAT)).toEqual([{ name: "carried", entry: "a~aru", value: "7" }]);
  });

  it("win over what another device said before them, where they had not gone yet", async () => {
    await exchange();
    school.notes.get(MARAT)?.push({ name: "carried", entry: "a~aru", value: "5" });
    await writeNotes(MARAT, "carried", { "a~aru": "7" });
    await exchange();
    expect(await carried()).toEqual({ "a~aru": "7" });
  });

  it("go to a server once more that was put back to an earlier day", async () => {
    await writeNotes(MARAT, "carried", { "a~aru": "7", "a~dias": "9", "b~aru": "5" });
    await exchange();
    school.notes.set(MARAT, [{ name: "carried", entry: "a~aru", value: "7" }]);
    await exchange();
    expect(new Set(school.notes.get(MARAT)?.map(({ entry }) => entry))).toEqual(new Set(["a~aru", "a~dias", "b~aru"]));
    expect(Object.keys(await carried())).toHaveLength(3);
  });

  it("are asked for after a log-in and then seldom, and of no family", async () => {
    await exchangeNotes(current());
    await exchangeNotes(current());
    expect(asked()).toBe(1);
    await loggedIn(school, MARAT);
    await save({ ...current(), roles: [{ role: "teacher", school: "s1" }] });
    await exchangeNotes(current());
    expect(asked()).toBe(2);
    await loggedIn(school);
    await exchangeNotes(current(), true);
    expect(asked()).toBe(2);
  });
});
