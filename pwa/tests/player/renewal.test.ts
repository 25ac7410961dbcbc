import "fake-indexeddb/auto";

import { IDBFactory } from "fake-indexeddb";
import { beforeEach, describe, expect, it, vi } from "vitest";

import vectors from "../../../tests/content/phone_pack_vectors.json";
import { readPack, renew } from "../../src/data/content-renewal.ts";
import { databaseStore } from "../../src/data/content-store.ts";
import { closeAll } from "../../src/data/open.ts";

const bytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text, "base64"));
const pack = bytes(vectors.pack);
const { signal } = new AbortController();
let asked: string[] = [];
let answer: () => Response = () => new Response(pack);

beforeEach(async () => {
  await closeAll();
  vi.stubGlobal("indexedDB", new IDBFactory());
  vi.stubGlobal("self", {});
  vi.stubGlobal("fetch", (path: string) => {
    asked.push(path);
    return Promise.resolve(answer());
  });
  asked = [];
  answer = () => new Response(pack);
  for (const [sha256, data] of Object.entries(vectors.blobs)) await databaseStore.put(sha256, new Blob([bytes(data)]));
});

const here = (): Promise<boolean[]> => Promise.all(vectors.made.map((one) => databaseStore.has(one)));

describe("a new edition of a lesson that is on this phone", () => {
  it("is made from the former one and what changed, as the school packs it", async () => {
    await renew([vectors.base], [vectors.new], signal);
    expect(asked).toEqual([`/c/${vectors.new}/from/${vectors.base}`]);
    expect(await here()).toEqual([true, true]);
  });

  it("is asked for by each lesson that may have become it, until one has", async () => {
    let left = 2;
    answer = () => (left-- > 0 ? new Response(null, { status: 404 }) : new Response(pack));
    await renew(["0".repeat(64), "1".repeat(64), vectors.base, "2".repeat(64)], [vectors.new], signal);
    expect(asked).toHaveLength(3);
    expect(await here()).toEqual([true, true]);
  });

  it("is not asked for where it is here or unchanged", async () => {
    await renew([vectors.base], [vectors.base], signal);
    expect(asked).toEqual([]);
  });

  it("keeps nothing of a pack that makes something else", async () => {
    const wrong = pack.slice();
    wrong[wrong.length - 1] = (wrong[wrong.length - 1] ?? 0) ^ 1;
    answer = () => new Response(wrong);
    await renew([vectors.base], [vectors.new], signal);
    expect((await here()).filter((one) => !one)).toHaveLength(1);
    for (let end = 0; end < pack.length; end += 7) {
      answer = () => new Response(pack.slice(0, end));
      await renew([vectors.base], [vectors.new], signal);
    }
    expect((await here()).filter((one) => !one)).toHaveLength(1);
  });

  it("comes whole where the school cannot be reached", async () => {
    answer = () => {
      throw new TypeError("Failed to fetch");
    };
    await renew([vectors.base], [vectors.new], signal);
    expect(await here()).toEqual([false, false]);
    await expect(readPack(new Blob(["TIREKPH1\0\0\0\u0002{}"]))).rejects.toThrow();
  });
});
