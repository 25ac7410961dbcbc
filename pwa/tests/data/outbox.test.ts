import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { addDraftFile, draftBlobs, draftKey, draftWriter, EMPTY_DRAFT, readDraft } from "../../src/data/drafts.ts";
import { FileRefused, safeName, workBlob } from "../../src/data/files.ts";
import { countWork } from "../../src/data/leaving.ts";
import { openProfile } from "../../src/data/open.ts";
import { NoProfile, pending, rows, submit, submitAll } from "../../src/data/outbox.ts";
import { fitted, photoName } from "../../src/data/photo.ts";
import { leave } from "../../src/data/session.ts";
import { ARU, handIn, pupilsPhone, restart } from "./phone.ts";

beforeEach(async () => {
  await pupilsPhone();
});

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("submitting", () => {
  it("numbers operations without a gap across restarts", async () => {
    const ids = [await handIn("1"), await handIn("2")];
    await restart();
    ids.push(await handIn("3"));
    expect(ids.map((id) => id.split(".").slice(1).join("."))).toEqual(["1.1", "1.2", "1.3"]);
  });

  it("gives every operation its own number and a rising clock, even all at once", async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, (_, index) => handIn(String(index))));
    expect(new Set(ids).size).toBe(20);
    const stored = await (await openProfile(ARU)).getAll("outbox");
    const clocks = stored.map((row) => row.hlc);
    expect([...clocks].sort()).toEqual(clocks);
    expect(new Set(clocks).size).toBe(20);
  });

  it("numbers several in one transaction, after what was there and before what follows", async () => {
    await handIn("1");
    await submitAll(["a", "b", "c"].map((about) => ({ kind: "receipt.give", record: `${about}~${ARU}`, fields: { about, step: "delivered" } })));
    expect((await handIn("5")).endsWith(".1.5")).toBe(true);
    const stored = await (await openProfile(ARU)).getAll("outbox");
    expect(stored.map((row) => row.seq)).toEqual([1, 2, 3, 4, 5]);
    expect(stored.map((row) => row.hlc)).toEqual([...new Set(stored.map((row) => row.hlc))].sort());
    expect(rows.value.map((row) => [row.key, row.record])).toEqual(stored.map((row) => [row.key, row.record]));
  });

  it("writes none of several where one cannot be stored", async () => {
    const unstorable = { about: (() => 0) as unknown };
    await expect(submitAll([{ kind: "receipt.give", fields: {} }, { kind: "receipt.give", fields: unstorable }])).rejects.toThrow();
    expect(await (await openProfile(ARU)).getAll("outbox")).toEqual([]);
    expect((await handIn("next")).endsWith(".1.1")).toBe(true);
  });

  it("turns the draft into the operation in one step", async () => {
    const blob = await workBlob(new Blob(["x"], { type: "image/webp" }), "p.webp");
    const draft = await addDraftFile(ARU, "a1", { ...EMPTY_DRAFT, text: "1/2" }, blob);
    expect((await readDraft(ARU, "a1")).files.length).toBe(1);
    await submit({ kind: "submission.hand_in", fields: {} }, await draftBlobs(ARU, draft), draftKey("a1"));
    expect(await readDraft(ARU, "a1")).toEqual(EMPTY_DRAFT);
    expect((await (await openProfile(ARU)).get("files", blob.sha256))?.state).toBe("waiting");
  });

  it("leaves nothing behind when the phone is full", async () => {
    const db = await openProfile(ARU);
    const before = await db.getAll("outbox");
    const unstorable = { sha256: "f", name: "f", type: "t", size: 1, blob: (() => 0) as unknown as Blob };
    await expect(handIn("too much", [unstorable])).rejects.toThrow();
    expect(await db.getAll("outbox")).toEqual(before);
    expect(pending.value.count).toBe(0);
    expect((await handIn("next")).endsWith(".1.1")).toBe(true);
  });

  it("needs somebody to be logged in", async () => {
    await leave();
    await expect(handIn("x")).rejects.toBeInstanceOf(NoProfile);
  });
});

describe("a draft", () => {
  it("survives the app and counts as work when logging out", async () => {
    const writer = draftWriter(ARU, "a1");
    writer.later({ text: "жарты", files: [] }, () => undefined, () => undefined);
    await writer.now();
    await restart();
    expect((await readDraft(ARU, "a1")).text).toBe("жарты");
    expect(await countWork(ARU)).toBe(1);
  });

  it("emptied by its writer is no draft", async () => {
    const writer = draftWriter(ARU, "a1");
    writer.later({ text: "x", files: [] }, () => undefined, () => undefined);
    await writer.now();
    writer.later({ text: "", files: [] }, () => undefined, () => undefined);
    await writer.now();
    expect(await countWork(ARU)).toBe(0);
  });

  it("tells when it cannot be written", async () => {
    const writer = draftWriter(ARU, "a1");
    const failed = vi.fn();
    writer.later({ text: "x", files: [(() => 0) as never] }, () => undefined, failed);
    await writer.now();
    expect(failed).toHaveBeenCalledOnce();
  });
});

describe("files of work", () => {
  it("get a name that the server takes, whatever the phone called them", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (name) => {
        const safe = safeName(name);
        expect(safe.length).toBeGreaterThan(0);
        expect(safe.length).toBeLessThanOrEqual(120);
        // eslint-disable-next-line no-control-regex -- what must not be there
        expect(safe).not.toMatch(/[/\\"\u0000-\u001f]/);
      }),
    );
    expect(safeName("C:\\Photos\\Жұмыс 1.docx")).toBe("Жұмыс 1.docx");
    expect(safeName("../../etc/passwd")).toBe("passwd");
    expect(safeName(`${"ұ".repeat(200)}.docx`)).toMatch(/ұ\.docx$/);
  });

  it("are refused empty or far too large", async () => {
    await expect(workBlob(new Blob([]), "a.txt")).rejects.toBeInstanceOf(FileRefused);
    const huge = { size: 51 * 1024 * 1024, type: "video/mp4" } as Blob;
    await expect(workBlob(huge, "film.mp4")).rejects.toMatchObject({ reason: "too-large" });
  });

  it("are named by day, time and place when they are photos", () => {
    expect(photoName(new Date(2026, 10, 20, 14, 5), 2, "image/webp")).toBe("2026-11-20_14-05_2.webp");
    expect(photoName(new Date(2026, 0, 3, 9, 7), 1, "image/jpeg")).toBe("2026-01-03_09-07_1.jpg");
  });

  it("keep their shape when made smaller and are never enlarged", () => {
    expect(fitted(4000, 3000, 1600)).toEqual({ width: 1600, height: 1200 });
    expect(fitted(3000, 4000, 1600)).toEqual({ width: 1200, height: 1600 });
    expect(fitted(800, 600, 1600)).toEqual({ width: 800, height: 600 });
  });
});
