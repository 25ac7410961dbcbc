import "fake-indexeddb/auto";

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { ContentProblem, download } from "../../src/data/content-download.ts";
import { deviceParts } from "../../src/data/content-parts.ts";
import { databaseStore } from "../../src/data/content-store.ts";
import { link, type Link } from "../../src/data/link.ts";
import { closeAll, openDevice } from "../../src/data/open.ts";
import { applyPage, loadRecords, records } from "../../src/data/records.ts";
import { profiles } from "../../src/data/session.ts";
import { playable } from "../../src/player/former.ts";
import type { Played } from "../../src/player/resume.ts";

// The content origin is not part of these stories: what it keeps is tried in a real browser.
vi.mock("../../src/player/prepare.ts", () => ({ prepareShell: () => Promise.resolve(true) }));
vi.mock("../../src/data/link.ts", async () => ({ link: (await import("@preact/signals")).signal("none") }));

type Content = typeof import("../../src/data/content.ts");

const server = new Map<string, Uint8Array<ArrayBuffer>>();
let asked: string[] = [];
let up = true;

function put(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const hash = bytesToHex(sha256(bytes));
  server.set(hash, bytes);
  return hash;
}

function description(files: Record<string, string>): string {
  const listed = Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path, { sha256: put(text), size: new TextEncoder().encode(text).length, type: "text/html" }]),
  );
  return JSON.stringify({ version: 1, format: "html", title: "T", language: null, launch: "index.html", items: [], files: listed, bytes: 0 });
}

function answer(path: string): Response {
  asked.push(path);
  if (!up) throw new TypeError("Failed to fetch");
  const bytes = server.get(path.slice("/c/".length));
  return bytes ? new Response(bytes) : new Response(null, { status: 404 });
}

/** Course with lesson "one" and "two", which share a file. */
async function course(): Promise<Record<"one" | "two", string>> {
  const one = put(description({ "index.html": "one", "shared.js": "shared" }));
  const two = put(description({ "index.html": "two", "shared.js": "shared" }));
  const lesson = (id: string, manifest: string): object => ({
    id,
    title: id,
    summary: "",
    items: [{ id: `item-${id}`, title: id, format: "html", manifest, launch: "index.html", bytes: 9 }],
  });
  await loadRecords("person");
  await applyPage("person", {
    cursor: "1",
    reset: true,
    more: false,
    records: [{ type: "course", id: "c", doc: { title: "C", edition: 1, lessons: [lesson("one", one), lesson("two", two)] } }],
  });
  return { one, two };
}

let content: Content;

function reach(where: Link): void {
  (link as { value: Link }).value = where;
}

beforeEach(async () => {
  await closeAll();
  vi.stubGlobal("indexedDB", new IDBFactory());
  vi.stubGlobal("self", {});
  vi.stubGlobal("navigator", {});
  vi.stubGlobal("fetch", (path: string) => Promise.resolve().then(() => answer(path)));
  server.clear();
  asked = [];
  up = true;
  reach("none");
  content = await import("../../src/data/content.ts");
  for (const id of ["one", "two"]) await content.free(id);
});

const has = (text: string): Promise<boolean> => databaseStore.has(put(text));

describe("keeping a lesson", () => {
  it("brings all its files and says so", async () => {
    await course();
    const state = content.state("one");
    await content.keep("one");
    expect(state.value).toMatchObject({ kept: true, busy: false, error: null, bytesTotal: 9, bytesDone: 9 });
    up = false;
    expect(await (await content.file(put("shared")))?.text()).toBe("shared");
    expect(await content.file(put("never kept"))).toBeNull();
  });

  it("goes on after a cut without fetching again what is here", async () => {
    await course();
    const page = put("one");
    server.delete(page);
    await content.keep("one");
    expect(content.state("one").value).toMatchObject({ kept: false, error: "missing", bytesDone: 6 });
    put("one");
    asked = [];
    await content.keep("one");
    expect(content.state("one").value).toMatchObject({ kept: true, error: null });
    expect(asked).toEqual([`/c/${page}`]);
  });

  it("fetches a file that two lessons share once, and lets it go with the last of them", async () => {
    await course();
    await content.keep("one");
    asked = [];
    await content.keep("two");
    expect(asked).not.toContain(`/c/${put("shared")}`);
    await content.free("one");
    expect([await has("one"), await has("shared")]).toEqual([false, true]);
    expect(content.state("one").value).toMatchObject({ kept: false, bytesDone: 0 });
    await content.free("two");
    expect(await has("shared")).toBe(false);
  });

  it("drops opened lessons to make room, and says 'full' only when that is not enough", async () => {
    await course();
    await content.file(put("an opened film"));
    expect(await content.usage()).toMatchObject({ opened: 14 });
    const real = databaseStore.put.bind(databaseStore);
    const full = vi.spyOn(databaseStore, "put").mockImplementation(async (hash, blob) => {
      if (await has("an opened film")) throw new DOMException("no room", "QuotaExceededError");
      return real(hash, blob);
    });
    await content.keep("one");
    expect(content.state("one").value).toMatchObject({ kept: true, error: null });
    expect(await has("an opened film")).toBe(false);
    full.mockImplementation(() => Promise.reject(new DOMException("no room", "QuotaExceededError")));
    await content.keep("two");
    expect(content.state("two").value).toMatchObject({ kept: false, error: "full" });
    full.mockRestore();
    expect(await has("one")).toBe(true);
  });

  it("notes which files were used once a page has all of them, and nothing of what has gone", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
    const [page, gone] = [put("a page"), put("gone")];
    const noted = async (hash: string): Promise<number | undefined> => {
      const row = (await (await openDevice()).get("pins", `opened:${hash}`)) as { used: number } | undefined;
      return row?.used;
    };
    await Promise.all([content.file(page), content.file(gone)]);
    const first = await noted(page);
    vi.setSystemTime(Date.now() + 60_000);
    await Promise.all([content.file(page), content.file(gone)]);
    await (await openDevice()).delete("pins", `opened:${gone}`);
    expect(await noted(page)).toBe(first);
    await vi.advanceTimersByTimeAsync(3_000);
    vi.useRealTimers();
    await vi.waitFor(async () => expect(await noted(page)).toBe((first ?? 0) + 60_000));
    expect(await noted(gone)).toBeUndefined();
  });

  /** The course's next edition, of which the phone has heard. */
  async function secondEdition(): Promise<string> {
    const manifest = put(description({ "index.html": "one, second edition", "shared.js": "shared" }));
    const items = [{ id: "item-one", title: "one", format: "html", manifest, launch: "index.html", bytes: 25 }];
    const doc = { title: "C", edition: 2, lessons: [{ id: "one", title: "one", summary: "", items }] };
    await applyPage("person", { cursor: "2", reset: false, more: false, records: [{ type: "course", id: "c", doc }] });
    await vi.waitFor(() => expect(content.state("one").value.kept).toBe(false));
    return manifest;
  }

  /** What the player opens of lesson "one", by its description and edition. */
  async function opens(): Promise<Played> {
    const [course] = records.list("course").value;
    const item = course?.lessons[0]?.items[0];
    if (!course || !item) throw new Error("no course");
    const present = content.fetchFile(item.manifest);
    present.catch(() => undefined);
    return playable({ course, lesson: "one", item }, present);
  }

  it("is not kept any more once its course has a new edition, until that is here too", async () => {
    await course();
    await content.keep("one");
    await secondEdition();
    asked = [];
    await content.keep("one");
    expect(content.state("one").value.kept).toBe(true);
    expect(asked).not.toContain(`/c/${put("shared")}`);
  });

  it("holds the former edition until the new one is whole, and opens it where that cannot be had", async () => {
    const { one } = await course();
    await content.keep("one");
    const manifest = await secondEdition();
    expect(content.state("one").value).toMatchObject({ former: true, error: null });
    up = false;
    expect(await opens()).toEqual({ manifest: one, edition: 1 });

    // The list of its files comes, and one of them does not.
    up = true;
    reach("hub");
    const page = put("one, second edition");
    server.delete(page);
    await content.keep("one");
    expect(content.state("one").value).toMatchObject({ kept: false, former: true, error: "missing" });
    await content.freeOpened();
    expect(await has("one")).toBe(true);
    server.delete(page);
    expect(await opens()).toEqual({ manifest: one, edition: 1 });

    put("one, second edition");
    expect(await opens()).toEqual({ manifest, edition: 2 });
    await content.keep("one");
    expect(content.state("one").value).toMatchObject({ kept: true, former: false });
    up = false;
    reach("none");
    expect(await opens()).toEqual({ manifest, edition: 2 });
  });

  it("is what it was before, where the download of a new edition is cancelled", async () => {
    const { one } = await course();
    await content.keep("one");
    await secondEdition();
    server.delete(put("one, second edition"));
    await content.keep("one");
    await content.cancelKeeping("one");
    expect(content.state("one").value).toMatchObject({ kept: false, former: true });
    up = false;
    expect(await opens()).toEqual({ manifest: one, edition: 1 });
  });

  it("goes on by itself at school: with what was cut off, and with new editions", async () => {
    const kept = (): Promise<void> => vi.waitFor(() => expect(content.state("one").value).toMatchObject({ kept: true, error: null }));
    await course();
    await content.keep("two");
    up = false;
    await content.keep("one");
    expect(content.state("one").value).toMatchObject({ kept: false, error: "unreachable" });
    up = true;
    reach("hub");
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(content.state("one").value.kept).toBe(false);
    reach("school");
    await kept();
    reach("none");
    const manifest = await secondEdition();
    reach("school");
    await kept();
    reach("none");
    up = false;
    expect(await opens()).toEqual({ manifest, edition: 2 });
  });

  it("ends at school once the lesson was taken back for everybody here, but never under whoever has it open", async () => {
    const { one } = await course();
    await content.keep("one");
    await content.keep("two");
    const people = profiles as { value: readonly unknown[] };
    const told = (person: string, cursor: string, reset: boolean, lessons: readonly object[], more = false): Promise<void> =>
      applyPage(person, { cursor, reset, more, records: [{ type: "course", id: "c", doc: { title: "C", edition: 2, lessons } }] });
    const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));
    const [lessonOne, lessonTwo] = records.list("course").peek()[0]?.lessons ?? [];
    if (!lessonOne || !lessonTwo) throw new Error("the course has two lessons");
    vi.stubGlobal("location", { pathname: "/play/one/item-one" });
    people.value = [{ person: "person" }, { person: "sister" }];
    reach("school");

    await told("person", "2", false, [lessonTwo]);
    await settled();
    expect(await content.pinOf("one"), "it is open").toBeDefined();

    vi.stubGlobal("location", { pathname: "/lessons" });
    await told("sister", "1", true, [lessonTwo], true);
    reach("none");
    reach("school");
    await settled();
    expect(await content.pinOf("one"), "the sister's list is on its way").toBeDefined();

    await told("sister", "2", false, [lessonOne, lessonTwo]);
    reach("none");
    reach("school");
    await settled();
    expect(await content.pinOf("one"), "the sister has it").toBeDefined();

    await told("sister", "3", false, [lessonTwo]);
    reach("none");
    reach("school");
    await vi.waitFor(async () => expect(await content.pinOf("one")).toBeUndefined());
    expect([await databaseStore.has(one), await has("one"), await has("two"), await has("shared")]).toEqual([false, false, true, true]);
    people.value = [];
  });
});

describe("downloading a file", () => {
  const bytes = new TextEncoder().encode("0123456789");
  const hash = bytesToHex(sha256(bytes));
  const pause = (): Promise<void> => Promise.resolve();

  function cutAfter(count: number): ReadableStream<Uint8Array> {
    let given = false;
    return new ReadableStream({
      pull(controller) {
        if (given) controller.error(new TypeError("network error"));
        else controller.enqueue(bytes.slice(0, count));
        given = true;
      },
    });
  }

  it("goes on from where it was cut", async () => {
    const ranges: (string | null)[] = [];
    const blob = await download(hash, {
      pause,
      fetch: (_, init) => {
        const range = new Headers(init.headers).get("Range");
        ranges.push(range);
        return Promise.resolve(range ? new Response(bytes.slice(4), { status: 206 }) : new Response(cutAfter(4)));
      },
    });
    expect(ranges).toEqual([null, "bytes=4-"]);
    expect(await blob.text()).toBe("0123456789");
  });

  it("begins again where the server knows no ranges, counting every byte once", async () => {
    let counted = 0;
    let turn = 0;
    const blob = await download(hash, {
      pause,
      onBytes: (count) => (counted += count),
      fetch: () => Promise.resolve(turn++ === 0 ? new Response(cutAfter(4)) : new Response(bytes)),
    });
    expect(await blob.text()).toBe("0123456789");
    expect(counted).toBe(10);
  });

  it("lets nothing through that is not what the hash names", async () => {
    const wrong = download(hash, { pause, fetch: () => Promise.resolve(new Response("something else")) });
    await expect(wrong).rejects.toMatchObject({ fault: "damaged" });
  });

  it("ends when there is no server", async () => {
    const none = download(hash, { pause, fetch: () => Promise.reject(new TypeError("Failed to fetch")) });
    await expect(none).rejects.toBeInstanceOf(ContentProblem);
    await expect(none).rejects.toMatchObject({ fault: "unreachable" });
  });
});

describe("a phone that is killed while a large file comes", () => {
  const mebibyte = 1024 * 1024;
  const bytes = new Uint8Array(3 * mebibyte).map((_, at) => at % 251);
  const hash = bytesToHex(sha256(bytes));
  const pause = (): Promise<void> => Promise.reject(new Error("killed"));

  it("goes on with the pieces that had come", async () => {
    const killed = download(hash, {
      pause,
      parts: deviceParts,
      fetch: () => Promise.resolve(new Response(new ReadableStream({
        start(controller) {
          controller.enqueue(bytes.slice(0, mebibyte));
          controller.enqueue(bytes.slice(mebibyte, 2 * mebibyte + 5));
        },
        pull: (controller) => controller.error(new TypeError("network error")),
      }))),
    });
    await expect(killed).rejects.toThrow("killed");
    let range: string | null = null;
    let counted = 0;
    const blob = await download(hash, {
      pause,
      parts: deviceParts,
      onBytes: (count) => (counted += count),
      fetch: (_, init) => {
        range = new Headers(init.headers).get("Range");
        return Promise.resolve(new Response(bytes.slice(2 * mebibyte + 5), { status: 206 }));
      },
    });
    expect(range).toBe(`bytes=${2 * mebibyte + 5}-`);
    expect(blob.size).toBe(bytes.length);
    expect(counted).toBe(bytes.length);
    expect(await deviceParts.load(hash)).toEqual([]);
  });

  it("trusts no piece behind a gap", async () => {
    await deviceParts.save(hash, 0, new Blob(["ab"]));
    await deviceParts.save(hash, 5, new Blob(["fg"]));
    expect((await deviceParts.load(hash)).map((one) => one.size)).toEqual([2]);
  });
});

describe("the phone's room", () => {
  it("is told lesson by lesson, with what leaving it would free", async () => {
    await course();
    await content.keepAll(["one", "two"]);
    expect(await content.keptLessons()).toEqual([
      { id: "one", bytes: 9, own: 3, complete: true },
      { id: "two", bytes: 9, own: 3, complete: true },
    ]);
  });

  it("is asked about before anything is fetched, and what was merely opened makes room", async () => {
    await course();
    await content.file(put("merely opened"));
    vi.stubGlobal("navigator", { storage: { estimate: () => Promise.resolve({ quota: 10, usage: 8 }) } });
    asked = [];
    await content.keepAll(["one", "two"]);
    expect(content.state("one").value).toMatchObject({ kept: false, busy: false, error: "full" });
    expect(asked).not.toContain(`/c/${put("one")}`);
    expect(asked.length).toBe(1); // the list of the first lesson's files; the second is not begun
    expect(await has("merely opened")).toBe(false);
  });
});
