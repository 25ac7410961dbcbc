import { describe, expect, it, vi } from "vitest";

import { ApiProblem, Unreachable } from "../../src/data/http.ts";
import type { NodeInfo } from "../../src/data/node.ts";
import { LANGS } from "../../src/i18n/index.ts";
import { setup } from "../../src/i18n/setup.ts";
import { type First, isOnSheet, troubleOf, untilTakenOver, whole } from "../../src/screens/setup/model.ts";
import { waits } from "../../src/screens/setup/waits.ts";

const NAMES = { kk: "а", ru: "а", en: "a" };
const node = (more: Partial<NodeInfo>): NodeInfo => ({
  id: "0".repeat(16), role: "school", name: NAMES, schools: [], upstream: null, upstream_last_contact: null, content_origin: ":8081", time: "", version: "1", ...more,
});
const FIRST: First = { name: "Ақбұлақ мектебі", language: "kk", family_name: "Әлібек", given_name: "Айжан", login: "aizhan", password: "qazaq-tili" };
const problem = (type: string) => new ApiProblem(409, type, null, null, null, {});

describe("a new box", () => {
  it("waits for its school only where nobody else brings one", () => {
    expect(waits(node({}))).toBe(true);
    expect(waits(null)).toBe(false);
    expect(waits(node({ role: "hub" }))).toBe(false);
    expect(waits(node({ upstream: { name: NAMES } }))).toBe(false);
    expect(waits(node({ schools: [{ id: "a", name: "А" }] }))).toBe(false);
  });

  it("wants every line and a password that is long enough", () => {
    expect(whole(FIRST)).toBe(true);
    for (const part of ["name", "family_name", "given_name", "login"] as const) expect(whole({ ...FIRST, [part]: " " })).toBe(false);
    expect(whole({ ...FIRST, password: "қазақша" })).toBe(false);
    expect(whole({ ...FIRST, password: "қазақша1" })).toBe(true);
  });

  it("tells what went wrong", () => {
    expect(troubleOf(new Unreachable("/"))).toBe("away");
    expect(troubleOf(problem("already-set-up"))).toBe("taken");
    expect(troubleOf(problem("kit-refused"))).toBe("kitRefused");
    expect(troubleOf(problem("recovery-key-made"))).toBe("keyMade");
    expect(troubleOf(problem("something"))).toBe("failed");
    expect(troubleOf(new Error("x"))).toBe("failed");
  });

  it("waits for a server that begins anew with a kit, and hears what the hub said to it", async () => {
    vi.useFakeTimers();
    try {
      const says = (...answers: unknown[]): void => {
        vi.stubGlobal("fetch", () => {
          const next = answers.shift();
          return next === null ? Promise.reject(new TypeError("away")) : Promise.resolve(Response.json(next));
        });
      };
      const old = { needed: true, refused: false };
      for (const [last, taken] of [[{ needed: false, refused: false }, true], [{ needed: true, refused: true }, false]] as const) {
        says(old, null, null, last);
        const found = untilTakenOver();
        await vi.advanceTimersByTimeAsync(10_000);
        expect(await found).toBe(taken);
      }
    } finally {
      vi.useRealTimers();
      vi.unstubAllGlobals();
    }
  });

  it("knows the sheet by the first word of its third line", () => {
    const key = { key: "0".repeat(16), lines: ["AAAA B", "CCCC D", "QIOB 2345", "EEEE F"], code: { size: 1, path: "" } };
    for (const word of ["QIOB", " qiob ", "q10b", "QI08"]) expect(isOnSheet(key, word)).toBe(true);
    for (const word of ["", "CCCC", "QIOB2345"]) expect(isOnSheet(key, word)).toBe(false);
  });

  it("speaks three languages, with nothing left empty", () => {
    for (const lang of LANGS) {
      expect(Object.keys(setup[lang]).sort()).toEqual(Object.keys(setup.kk).sort());
      expect(Object.values(setup[lang]).filter((text) => text === "")).toEqual([]);
    }
  });
});
