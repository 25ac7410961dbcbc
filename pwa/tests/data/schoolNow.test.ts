import "fake-indexeddb/auto";
import { afterEach, expect, it, vi } from "vitest";

import { askNode, schoolNow } from "../../src/data/node.ts";
import { dayOf, setTimezone } from "../../src/i18n/time.ts";
import { schoolDay } from "../../src/screens/gradebook/school.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  setTimezone(null);
});

it("has the server's day on a phone that is a day ahead", async () => {
  setTimezone("Asia/Almaty");
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-11-24T21:00:00.000Z") });
  expect(schoolDay()).toBe("2026-11-25");
  // At the server it is half past midnight of the 24th at school, and still the 23rd by UTC.
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(JSON.stringify({ time: "2026-11-23T19:30:00.000Z" }), { headers: { "content-type": "application/json" } })));
  await askNode();
  expect(new Date(schoolNow()).toISOString()).toBe("2026-11-23T19:30:00.000Z");
  expect([schoolDay(), dayOf("2026-11-23T18:59:59.999Z")]).toEqual(["2026-11-24", "2026-11-23"]);
  vi.setSystemTime(Date.parse("2026-11-25T20:30:00.000Z"));
  expect(schoolDay()).toBe("2026-11-25");
});
