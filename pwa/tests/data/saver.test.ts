import { afterEach, describe, expect, it } from "vitest";

import { keptChoice } from "../../src/data/choice.ts";
import { POLL_MS, SAVING_POLL_MS } from "../../src/data/limits.ts";
import { pollEvery, saver } from "../../src/data/saver.ts";

const store = new Map<string, string>();
globalThis.localStorage = { getItem: (key: string) => store.get(key) ?? null, setItem: (key: string, value: string) => void store.set(key, value) } as unknown as Storage;

afterEach(() => {
  saver.choose("off");
  store.clear();
});

describe("A phone that saves bytes", () => {
  it("asks for news seldom where they cost money, and at school as ever", () => {
    expect(pollEvery("hub")).toBe(POLL_MS);
    saver.choose("on");
    expect(pollEvery("hub")).toBe(SAVING_POLL_MS);
    expect(pollEvery("school")).toBe(POLL_MS);
    expect(pollEvery("none")).toBe(POLL_MS);
  });
});

describe("A choice of this phone", () => {
  it("is there again after the app was closed, and the first one where what is stored is none", () => {
    keptChoice("a", ["x", "y"]).choose("y");
    expect(keptChoice("a", ["x", "y"]).chosen.value).toBe("y");
    store.set("a", "z");
    expect(keptChoice("a", ["x", "y"]).chosen.value).toBe("x");
  });

  it("lasts until the app is closed where nothing may be stored", () => {
    const getItem = (): never => {
      throw new DOMException("", "SecurityError");
    };
    const former = globalThis.localStorage;
    globalThis.localStorage = { getItem, setItem: getItem } as unknown as Storage;
    const kept = keptChoice("a", ["x", "y"]);
    kept.choose("y");
    expect(kept.chosen.value).toBe("y");
    globalThis.localStorage = former;
  });
});
