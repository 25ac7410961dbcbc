import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { VALUE_CHARACTERS } from "../../src/player/limits.ts";
import { parse, parseValues, RateLimit } from "../../src/player/protocol.ts";

describe("messages from the content origin", () => {
  const good = { type: "values", activity: "a", values: { "cmi.core.lesson_status": "passed" }, commit: true, finish: false };

  it("are taken when every field is what it should be, without what else is in them", () => {
    expect(parse({ ...good, token: "x" })).toEqual(good);
    expect(parse({ type: "file", path: "a/b.html", range: null })).toEqual({ type: "file", path: "a/b.html", range: null });
    expect(parse({ type: "page", page: 2, pages: 9 })).toEqual({ type: "page", page: 2, pages: 9 });
  });

  it("are dropped otherwise", () => {
    const bad: unknown[] = [
      null,
      "values",
      [],
      { type: "token" },
      { ...good, commit: 1 },
      { ...good, activity: "a".repeat(500) },
      { ...good, values: { "cmi.core.lesson_status": 5 } },
      { ...good, values: { "window.location": "x" } },
      { ...good, values: { __proto__x: "x" } },
      { ...good, values: [] },
      { type: "file", path: "a".repeat(2_000), range: null },
      { type: "file", path: 1, range: null },
      { type: "page", page: 10, pages: 9 },
      { type: "page", page: 1.5, pages: 9 },
      { type: "failed", reason: "anything" },
    ];
    for (const message of bad) expect(parse(message), JSON.stringify(message)).toBeNull();
  });

  it("never make parsing throw", () => {
    fc.assert(fc.property(fc.anything(), (raw) => {
      parse(raw);
      return true;
    }));
  });

  it("may carry suspend data far above the 4096 characters of the letter of SCORM 1.2, but not without end", () => {
    expect(parseValues({ "cmi.suspend_data": "x".repeat(VALUE_CHARACTERS) })).not.toBeNull();
    expect(parseValues({ "cmi.suspend_data": "x".repeat(VALUE_CHARACTERS + 1) })).toBeNull();
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`cmi.objectives.${index}.id`, "x".repeat(VALUE_CHARACTERS)]));
    expect(parseValues(many)).toBeNull();
  });
});

describe("the rate limit", () => {
  it("lets a burst through, then only the allowance", () => {
    let now = 0;
    const limit = new RateLimit(10, 5, () => now);
    expect(Array.from({ length: 6 }, () => limit.take())).toEqual([true, true, true, true, true, false]);
    now = 200;
    expect([limit.take(), limit.take(), limit.take()]).toEqual([true, true, false]);
  });
});
