import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { changes, copyDrafts } from "../../src/data/draft-copies.ts";
import { draftElsewhere, leaveElsewhere, readDraft, writeDraft } from "../../src/data/drafts.ts";
import { COPY_EVERY_MS } from "../../src/data/limits.ts";
import { applyPage } from "../../src/data/records.ts";
import { ARU, current, freshPhone, handIn, loggedIn, pupilsPhone } from "./phone.ts";
import type { School } from "./school.ts";

let school: School;
const NOW = 1_800_000_000_000;

beforeEach(async () => {
  school = await pupilsPhone();
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const write = (assignment: string, text: string): Promise<void> => writeDraft(ARU, assignment, { text, files: [] });

/** As another phone of Ару's has told it. */
const keptAtSchool = (text: string, files = 0): void => void school.drafts.unshift({ person: ARU, device: "another", assignment: "a1", text, files });

describe("what a pupil is writing", () => {
  it("is on the next phone when this one is lost", async () => {
    await write("a1", "Көктемде");
    await copyDrafts(current(), NOW);
    await freshPhone(school);
    await loggedIn(school);
    await copyDrafts(current(), NOW);
    expect(await readDraft(ARU, "a1")).toEqual({ text: "Көктемде", files: [] });
  });

  it("is on a phone where its writer has been before, too, once they have logged in there again", async () => {
    await copyDrafts(current(), NOW);
    keptAtSchool("Көктемде");
    await copyDrafts(current(), NOW + 1);
    expect((await readDraft(ARU, "a1")).text).toBe("");
    await loggedIn(school);
    await copyDrafts(current(), NOW + 2);
    expect((await readDraft(ARU, "a1")).text).toBe("Көктемде");
  });

  it("leaves the phone that it was brought to when the work is handed in from another, unless more was written", async () => {
    keptAtSchool("Көктемде");
    await copyDrafts(current(), NOW);
    const work = { assignment: "a1", learner: ARU, received_at: new Date(Date.now() + 60_000).toISOString() };
    await applyPage(ARU, { cursor: "1", more: false, reset: false, records: [{ type: "submission", id: "w1", doc: work }] });
    await write("a1", "Көктемде де");
    await copyDrafts(current(), NOW + 1);
    expect((await readDraft(ARU, "a1")).text).toBe("Көктемде де");
    await write("a1", "Көктемде");
    await copyDrafts(current(), NOW + 2);
    expect((await readDraft(ARU, "a1")).text).toBe("");
  });

  it("stays at school where another phone keeps only pictures of it", async () => {
    keptAtSchool("", 2);
    await copyDrafts(current(), NOW);
    expect(school.drafts[0]?.files).toBe(2);
  });

  it("stays as it is where something is written already", async () => {
    await write("a1", "Көктемде");
    await copyDrafts(current(), NOW);
    await freshPhone(school);
    await loggedIn(school);
    await write("a1", "Күзде");
    await copyDrafts(current(), NOW);
    expect(await readDraft(ARU, "a1")).toEqual({ text: "Күзде", files: [] });
    expect(school.drafts[0]?.text).toBe("Күзде");
  });

  it("is offered from another device where this one has words of its own, until its writer has seen it", async () => {
    keptAtSchool("Ұзын мәтін");
    await write("a1", "Қысқа");
    await copyDrafts(current(), NOW);
    expect(await draftElsewhere(ARU, "a1")).toBe("Ұзын мәтін");
    // Neither has overwritten the other at school.
    expect(school.drafts.map(({ text }) => text).sort()).toEqual(["Қысқа", "Ұзын мәтін"].sort());
    await leaveElsewhere(ARU, "a1", "Ұзын мәтін");
    expect(await draftElsewhere(ARU, "a1")).toBe("");
    await write("a1", "Қысқа да");
    await copyDrafts(current(), NOW + COPY_EVERY_MS);
    expect(await draftElsewhere(ARU, "a1")).toBe("");
  });

  it("is offered to the phone that goes on writing, once the other one has been at school", async () => {
    await write("a1", "Көктемде");
    await copyDrafts(current(), NOW);
    keptAtSchool("Күзде");
    await write("a1", "Көктемде қар");
    await copyDrafts(current(), NOW + COPY_EVERY_MS);
    expect(await draftElsewhere(ARU, "a1")).toBe("Күзде");
    await write("a1", "Көктемде қар\n\nКүзде");
    await copyDrafts(current(), NOW + 2 * COPY_EVERY_MS);
    expect(await draftElsewhere(ARU, "a1")).toBe("");
  });

  it("is not offered to the phone that it was brought to and is written on there", async () => {
    keptAtSchool("Көктемде");
    await copyDrafts(current(), NOW);
    await write("a1", "Көктем келді");
    await copyDrafts(current(), NOW + COPY_EVERY_MS);
    expect(await draftElsewhere(ARU, "a1")).toBe("");
  });

  it("goes seldom while it grows, and asks for nothing while it rests", async () => {
    await write("a1", "К");
    await copyDrafts(current(), NOW);
    await write("a1", "Көк");
    const asked = school.requests.length;
    await copyDrafts(current(), NOW + COPY_EVERY_MS - 1);
    expect(school.requests.length).toBe(asked);
    await copyDrafts(current(), NOW + COPY_EVERY_MS);
    expect(school.drafts[0]?.text).toBe("Көк");
    await copyDrafts(current(), NOW + 9 * COPY_EVERY_MS);
    expect(school.requests.length).toBe(asked + 1);
  });

  it("is forgotten at once when it was handed in or thrown away", async () => {
    await write("a1", "Көктемде");
    await copyDrafts(current(), NOW);
    await handIn("Көктемде");
    await write("a1", "");
    await copyDrafts(current(), NOW + 1);
    expect(school.drafts).toEqual([]);
  });

  it("is tried again where the server did not answer, or is an older one", async () => {
    await write("a1", "Көктемде");
    school.cut = () => "before";
    await expect(copyDrafts(current(), NOW)).rejects.toThrow();
    school.cut = () => null;
    await copyDrafts(current(), NOW + 1);
    expect(school.drafts[0]?.text).toBe("Көктемде");
  });

  it("is a pupil's alone", async () => {
    await write("a1", "Көктемде");
    await copyDrafts({ ...current(), roles: [{ role: "teacher", school: "s1" }] }, NOW);
    expect(school.requests).toEqual([]);
  });
});

it("a picture beside the text is counted, too", () => {
  const file = { sha256: "ab", name: "1.webp", type: "image/webp", size: 1 };
  expect(changes({ a1: "0 К" }, new Map([["a1", { text: "К", files: [file] }]]))).toEqual([{ assignment: "a1", text: "К", files: 1 }]);
});
