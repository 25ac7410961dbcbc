import "fake-indexeddb/auto";
import { afterEach, expect, it, vi } from "vitest";

import { askNode, restoreNode } from "../../src/data/node.ts";
import { compare, compareAgain, schoolNow } from "../../src/data/now.ts";
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

it("stays right on a phone that is opened again far from school", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2024-11-24T07:00:00.000Z") });
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(JSON.stringify({ time: "2026-11-23T07:00:00.000Z" }), { headers: { "content-type": "application/json" } })));
  await askNode();
  compare(Number.NaN); // what a new page knows
  expect(schoolNow()).toBe(Date.now());
  vi.setSystemTime(Date.parse("2024-11-26T07:00:00.000Z"));
  await restoreNode();
  expect(new Date(schoolNow()).toISOString()).toBe("2026-11-25T07:00:00.000Z");
});

it.each([
  ["still two years behind", "2024-11-26", "2024-11-23", "2026-11-26"],
  ["still two years ahead", "2028-11-26", "2028-11-23", "2026-11-26"],
  ["set right since, after it was behind", "2026-11-26", "2024-11-23", "2026-11-26"],
  ["set right since, after it was ahead", "2026-11-26", "2028-11-23", "2026-11-26"],
  ["right all the time", "2026-11-26", "2026-11-23", "2026-11-26"],
  ["thrown back by an empty battery", "1970-01-01", "2026-11-23", "2026-11-23"],
])("of a phone that is %s", (_, phone, shown, school) => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse(phone) });
  const at = Date.parse("2026-11-23");
  compareAgain({ at, ahead: Date.parse(shown) - at });
  expect(new Date(schoolNow()).toISOString().slice(0, 10)).toBe(school);
});
