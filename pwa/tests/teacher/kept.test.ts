import { beforeEach, describe, expect, it } from "vitest";

import { workBlob } from "../../src/data/files.ts";
import { keeper, keptTask } from "../../src/screens/teacher/kept.ts";
import { emptyDraft } from "../../src/screens/teacher/model/draft.ts";
import { ARU, pupilsPhone } from "../data/phone.ts";

const DRAFT = { ...emptyDraft("5a", "2026-11-24T18:00:00.000Z"), title: "Бөлшектер", instructions: "34-бет" };

beforeEach(async () => {
  await pupilsPhone();
});

describe("a task that was begun and not sent", () => {
  it("is there again with its files after the browser was killed", async () => {
    const photo = await workBlob(new Blob(["a page"], { type: "image/jpeg" }), "bet.jpg");
    const keeping = keeper(ARU);
    keeping.keep(DRAFT, [photo]);
    await keeping.now();

    const found = await keptTask(ARU);
    expect(found?.draft).toEqual(DRAFT);
    expect(found?.files.map(({ name, sha256 }) => ({ name, sha256 }))).toEqual([{ name: "bet.jpg", sha256: photo.sha256 }]);
  });

  it("is gone once it was sent, or its author starts over", async () => {
    const keeping = keeper(ARU);
    keeping.keep(DRAFT, []);
    await keeping.now();
    await keeping.forget();
    await keeping.now();
    expect(await keptTask(ARU)).toBeNull();
  });

  it("is none while nothing was typed", async () => {
    const keeping = keeper(ARU);
    keeping.keep(DRAFT, []);
    await keeping.now();
    keeping.keep({ ...DRAFT, title: " ", instructions: "" }, []);
    await keeping.now();
    expect(await keptTask(ARU)).toBeNull();
  });
});
