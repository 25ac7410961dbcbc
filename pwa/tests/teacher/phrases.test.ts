/** A teacher's own phrases, and what earlier releases kept of them and of the carry-over sheet. */
import { beforeEach, describe, expect, it, vi } from "vitest";

import { readNotes } from "../../src/data/notes.ts";
import { openProfile } from "../../src/data/open.ts";
import { freshPhone, loggedIn } from "../data/phone.ts";
import { School } from "../data/school.ts";

vi.hoisted(() => vi.stubGlobal("document", { addEventListener: () => undefined }));
const { ownPhrases, toggleOwn } = await import("../../src/screens/teacher/phrases.ts");
const { readCarried } = await import("../../src/screens/gradebook/carried.ts");

const MARAT = "person-marat";

describe("own phrases", () => {
  beforeEach(async () => {
    const school = new School();
    await freshPhone(school);
    await loggedIn(school, MARAT);
  });

  it("come with those of before, the newest first, and go again", async () => {
    await (await openProfile(MARAT)).put("meta", ["Жарайсың", "Ұқыпты жаз"], "phrases");
    await toggleOwn("Қайта тапсыр");
    expect(ownPhrases.value).toContain("Қайта тапсыр");
    await toggleOwn("Жарайсың");
    expect(ownPhrases.value).not.toContain("Жарайсың");
    expect(Object.values(await readNotes(MARAT, "phrase")).sort()).toEqual(["Ұқыпты жаз", "Қайта тапсыр"].sort());
    expect(await (await openProfile(MARAT)).get("meta", "phrases")).toBeUndefined();
  });

  it("are as many as one finds again", async () => {
    for (let n = 0; n < 14; n += 1) await toggleOwn(`${n}-сөз`);
    expect(ownPhrases.value).toHaveLength(12);
    expect(Object.keys(await readNotes(MARAT, "phrase"))).toHaveLength(12);
    expect(ownPhrases.value[0]).toBe("13-сөз");
  });
});

it("takes over what was ticked on this device by an earlier release", async () => {
  const school = new School();
  await freshPhone(school);
  await loggedIn(school, MARAT);
  await (await openProfile(MARAT)).put("meta", { "a~aru": "7", "a~dias": "" }, "carried");
  expect(await readCarried()).toEqual({ "a~aru": "7" });
  expect(await (await openProfile(MARAT)).get("meta", "carried")).toBeUndefined();
});
