import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { shellStage } from "./stage.ts";

const link = shellStage();
vi.mock("../../src/player/shell-link.ts", () => ({ joinShell: (...all: Parameters<typeof link.join>) => link.join(...all), ShellProblem: Error }));
vi.mock("../../src/player/origin.ts", () => ({ contentOrigin: () => "http://localhost:8081" }));
vi.mock("../../src/data/node.ts", () => ({ node: { peek: () => ({ content_origin: ":8081" }) } }));

const { coolShell, takeWarm, warmShell } = await import("../../src/player/warm.ts");
const ORIGIN = "http://localhost:8081";

/** A place in the page; what is moved into it stands in `moved`. */
function place(moves = true) {
  const moved: unknown[] = [];
  const made = { hidden: false, isConnected: true, removed: false, moved, remove: () => (made.removed = true) };
  return moves ? Object.assign(made, { moveBefore: (child: unknown) => void moved.push(child) }) : made;
}
const asElement = (it: object): HTMLElement => it as unknown as HTMLElement;

let hidden: ReturnType<typeof place>;

function browser(moves: boolean): void {
  hidden = place();
  vi.stubGlobal("location", { protocol: "http:", hostname: "localhost", port: "8080" });
  vi.stubGlobal("document", { createElement: () => hidden, body: { appendChild: () => undefined, ...(moves ? { moveBefore: () => undefined } : {}) } });
}

beforeEach(() => {
  vi.useFakeTimers();
  link.reset();
  browser(true);
});

afterEach(async () => {
  coolShell();
  await vi.runAllTimersAsync();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a shell that came up while a lesson was looked at", () => {
  it("is moved into the player's place and heard there, once", async () => {
    warmShell();
    warmShell();
    expect(link.joins).toBe(1);
    const stage = place();
    const heard: unknown[] = [];
    const taken = await takeWarm(asElement(stage), ORIGIN, (event) => heard.push(event.data));
    expect(stage.moved).toEqual([taken?.frame]);
    expect(hidden.removed).toBe(true);
    link.say({ type: "closed" });
    expect(heard).toEqual([{ type: "closed" }]);
    expect(await takeWarm(asElement(place()), ORIGIN, () => undefined)).toBeNull();
  });

  it("is let go when nobody opened the lesson, and kept while somebody looks again", async () => {
    warmShell();
    coolShell();
    warmShell();
    await vi.runAllTimersAsync();
    expect([link.joins, link.closed]).toEqual([1, false]);
    coolShell();
    await vi.runAllTimersAsync();
    expect([link.closed, hidden.removed]).toEqual([true, true]);
    expect(await takeWarm(asElement(place()), ORIGIN, () => undefined)).toBeNull();
  });

  it("is not brought up where frames load anew when they are moved", async () => {
    browser(false);
    warmShell();
    expect(link.joins).toBe(0);
    expect(await takeWarm(asElement(place(false)), ORIGIN, () => undefined)).toBeNull();
  });

  it("of another origin, or for a place that is gone, is left", async () => {
    warmShell();
    expect(await takeWarm(asElement(place()), "http://localhost:9999", () => undefined)).toBeNull();
    const gone = Object.assign(place(), { isConnected: false });
    expect(await takeWarm(asElement(gone), ORIGIN, () => undefined)).toBeNull();
    expect([link.closed, hidden.removed]).toEqual([true, true]);
  });
});
