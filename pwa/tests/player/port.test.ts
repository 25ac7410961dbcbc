import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { shellStage } from "./stage.ts";
import { FAREWELL_MS, MESSAGES_AT_ONCE, STATE_CHARACTERS, STORAGE_CHARACTERS, STORAGE_KEYS, VALUE_CHARACTERS } from "../../src/player/limits.ts";
import { type FromShell, parse } from "../../src/player/protocol.ts";
import { ShellPort } from "../../src/player/shell-port.ts";

const link = shellStage();
vi.mock("../../src/player/shell-link.ts", () => ({ joinShell: (...all: Parameters<typeof link.join>) => link.join(...all), ShellProblem: Error }));
vi.mock("../../src/player/origin.ts", () => ({ contentOrigin: () => "http://localhost:8081" }));
vi.mock("../../src/data/node.ts", () => ({ node: { peek: () => ({ content_origin: ":8081" }) }, restoreNode: () => Promise.resolve() }));

const name = fc.oneof(fc.constantFrom("cmi.suspend_data", "cmi.core.score.raw", "adl.nav.request", "__proto__", "constructor", "cmi.__proto__", "CMI.x", "cmi."), fc.string());
const text = fc.oneof(fc.string(), fc.constantFrom("x".repeat(VALUE_CHARACTERS), "x".repeat(VALUE_CHARACTERS + 1), "\u0000", "\ud800"));
const number = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(NaN, Infinity, -0, 2 ** 53));
const dictionary = fc.array(fc.tuple(name, text), { maxLength: 6 }).map((pairs) => Object.fromEntries(pairs) as unknown);
const pairs = fc.array(fc.array(fc.oneof(text, fc.anything()), { maxLength: 3 }), { maxLength: 6 });

/** One message of each kind as the shell writes it. */
const HONEST: Record<FromShell["type"], Record<string, unknown>> = {
  values: { activity: "a", values: { "cmi.suspend_data": "x" }, commit: false, finish: false },
  file: { path: "a/b.html", range: "bytes=0-9" },
  xapi: { method: "GET", path: "xapi/statements", query: "", headers: {}, body: "" },
  opened: { activity: "a" },
  stored: { stored: [["save", "1"]] },
  page: { page: 1, pages: 2 },
  place: { chapter: 1, permille: 500, size: 100, end: false },
  prepared: { complete: true },
  closed: {},
  failed: { reason: "pdf" },
};
const FIELDS = [...new Set(Object.values(HONEST).flatMap((one) => Object.keys(one)))];

/** An honest message in which strangers have changed, added or taken away something. */
const forged = fc
  .tuple(
    fc.constantFrom(...(Object.keys(HONEST) as FromShell["type"][])),
    fc.array(fc.tuple(fc.constantFrom(...FIELDS, "__proto__", "token"), fc.oneof(fc.anything(), text, number, dictionary, pairs, fc.boolean())), { maxLength: 3 }),
    fc.option(fc.constantFrom(...FIELDS)),
  )
  .map(([type, changes, lost]) => {
    const message = { type, ...HONEST[type], ...Object.fromEntries(changes) } as Record<string, unknown>;
    if (lost !== null) Reflect.deleteProperty(message, lost);
    return message;
  });

const characters = (texts: readonly string[]): number => texts.reduce((sum, one) => sum + one.length, 0);

describe("a forged message", () => {
  it("is either dropped or has nothing in it that the app did not ask for", () => {
    let taken = 0;
    fc.assert(
      fc.property(forged, (raw) => {
        const message = parse(raw);
        if (!message) return;
        taken += 1;
        const { type, ...fields } = message;
        expect(Object.keys(fields).sort()).toEqual(Object.keys(HONEST[type]).sort());
        // What was taken is taken again, unchanged: nothing in it waits to be read differently.
        expect(parse(message)).toEqual(message);
        }),
      { numRuns: 2_000 },
    );
    expect(taken).toBeGreaterThan(100);
  });

  it("never brings more than the limits, and never a value that is no text", () => {
    fc.assert(
      fc.property(dictionary, pairs, (values, stored) => {
        const one = parse({ type: "values", ...HONEST.values, values });
        if (one?.type === "values") {
          expect(Object.getPrototypeOf(one.values)).toBe(Object.prototype);
          for (const key of Object.keys(one.values)) expect(key).toMatch(/^(cmi|adl)\./);
          expect(characters(Object.values(one.values))).toBeLessThanOrEqual(STATE_CHARACTERS);
        }
        const two = parse({ type: "stored", stored });
        if (two?.type === "stored") for (const pair of two.stored) expect(pair.map((part) => typeof part)).toEqual(["string", "string"]);
      }),
    );
  });

  it("does not reach the prototypes of the app's objects", () => {
    const raw = JSON.parse('{"type":"values","activity":"a","commit":true,"finish":false,"values":{"__proto__":"x"},"__proto__":{"polluted":1}}') as unknown;
    expect(parse(raw)).toBeNull();
    expect(parse(JSON.parse('{"type":"stored","stored":[["__proto__","x"]]}'))).toEqual({ type: "stored", stored: [["__proto__", "x"]] });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it("with too much in it for a phone to keep is dropped", () => {
    const many = Array.from({ length: STORAGE_KEYS + 1 }, (_, index) => [String(index), ""]);
    expect(parse({ type: "stored", stored: many })).toBeNull();
    expect(parse({ type: "stored", stored: many.slice(1) })).not.toBeNull();
    expect(parse({ type: "stored", stored: [["k", "x".repeat(STORAGE_CHARACTERS)]] })).toBeNull();
  });
});

describe("the host's end of the port", () => {
  const heard: FromShell[] = [];
  let port: ShellPort;

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    heard.length = 0;
    link.reset();
    vi.stubGlobal("location", new URL("http://localhost:8080/"));
    port = new ShellPort({} as HTMLElement, (message) => heard.push(message));
    await port.join();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("hears messages, and closes the answer's port of what is none", () => {
    const reply = { close: vi.fn() };
    link.say({ type: "opened", activity: "a" });
    link.say({ type: "opened" }, reply);
    expect(heard).toEqual([{ type: "opened", activity: "a" }]);
    expect(reply.close).toHaveBeenCalledOnce();
  });

  it("drops what comes faster than any lesson speaks, and hears again later", () => {
    for (let turn = 0; turn < MESSAGES_AT_ONCE + 50; turn += 1) link.say({ type: "opened", activity: "a" });
    expect(heard).toHaveLength(MESSAGES_AT_ONCE);
    vi.advanceTimersByTime(1_000);
    link.say({ type: "opened", activity: "b" });
    expect(heard[heard.length - 1]).toEqual({ type: "opened", activity: "b" });
  });

  it("brings up one shell, however often it is asked for", async () => {
    await port.join();
    expect(link.joins).toBe(1);
  });

  it("bids content farewell, which need not answer", async () => {
    await port.farewell();
    expect(link.sent).toEqual([]);
    port.open({ type: "chapter", chapter: 1 });
    const answered = port.farewell();
    link.say({ type: "closed" });
    await answered;
    port.open({ type: "chapter", chapter: 2 });
    const silent = port.farewell();
    vi.advanceTimersByTime(FAREWELL_MS);
    await silent;
    expect(link.sent.filter(({ type }) => type === "close")).toHaveLength(2);
  });

  it("listens to the last words of content whose frame is gone", () => {
    const silent = vi.fn();
    port.leave(silent);
    expect(link.removed).toBe(true);
    link.say({ type: "opened", activity: "last" });
    expect(heard).toHaveLength(1);
    vi.advanceTimersByTime(1_000);
    expect(silent).toHaveBeenCalledOnce();
    expect(link.closed).toBe(true);
  });
});
