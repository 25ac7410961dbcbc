import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { ContentStorage } from "../../shell/storage.ts";
import { JOURNAL_DELAY_MS, STORAGE_CHARACTERS } from "../../src/player/limits.ts";
import type { Stored } from "../../src/player/protocol.ts";

/** localStorage as far as the shell uses it: its keys are its own properties. */
function memory(): Record<string, unknown> {
  const held: Record<string, unknown> = Object.create({
    clear: () => Object.keys(held).forEach((key) => Reflect.deleteProperty(held, key)),
    setItem: (key: string, value: string) => (held[key] = value),
    getItem: (key: string) => held[key] ?? null,
  }) as Record<string, unknown>;
  return held;
}

let content: Record<string, unknown>;
let changed: () => void;
let told: Stored[];
let storage: ContentStorage;

beforeEach(() => {
  vi.useFakeTimers();
  content = memory();
  told = [];
  vi.stubGlobal("localStorage", content);
  vi.stubGlobal("addEventListener", (_: string, listener: () => void) => (changed = listener));
  storage = new ContentStorage(({ stored }) => told.push(stored));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function write(key: string, value: string): void {
  content[key] = value;
  changed();
}

describe("what a package keeps in localStorage", () => {
  it("is there again at its next launch, and nothing else is", () => {
    content.left = "by another package";
    storage.restore("launch-1", [["save", "3"]]);
    expect({ ...content }).toEqual({ save: "3" });
    write("save", "4");
    storage.restore("launch-1", [["save", "3"]]); // a further activity of the same launch
    expect({ ...content }).toEqual({ save: "4" });
  });

  it("is told within the delay of the journal, once for many changes", () => {
    storage.restore("launch-1", []);
    for (let turn = 0; turn < 5; turn += 1) write("save", String(turn));
    vi.advanceTimersByTime(JOURNAL_DELAY_MS);
    expect(told).toEqual([[["save", "4"]]]);
  });

  it("is told at the end although nobody has heard of the last change yet", () => {
    storage.restore("launch-1", []);
    content.save = "last";
    storage.flush();
    storage.flush();
    expect(told).toEqual([[["save", "last"]]]);
  });

  it("is not told before a launch, nor when there is too much of it", () => {
    content.save = "x";
    storage.flush();
    storage.restore("launch-1", []);
    write("save", "x".repeat(STORAGE_CHARACTERS));
    vi.advanceTimersByTime(JOURNAL_DELAY_MS);
    expect(told).toEqual([]);
  });
});
