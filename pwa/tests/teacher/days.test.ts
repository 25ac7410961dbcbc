import { expect, test } from "vitest";

import { everyDay } from "../../src/screens/teacher/model/days.ts";

const monday = { date: "2026-11-16", statements: 12, learners: 7 };
const empty = (date: string) => ({ date, statements: 0, learners: 0 });

test("days that brought nothing stand between those that did, up to today", () => {
  expect(everyDay([monday], 4, "2026-11-18")).toEqual([empty("2026-11-15"), monday, empty("2026-11-17"), empty("2026-11-18")]);
});

test("what came later than the phone's own today is not cut off", () => {
  expect(everyDay([monday], 2, "2026-11-10")).toEqual([empty("2026-11-15"), monday]);
});

test("a class of which nothing is known has empty days", () => {
  expect(everyDay([], 2, "2026-11-18")).toEqual([empty("2026-11-17"), empty("2026-11-18")]);
});
