/** The phone of somebody who teaches at two schools: the orders, policies and calendars of each stay with it. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { applyPage } from "../../src/data/records.ts";
import { closuresOf, knownOn } from "../../src/planning/school.ts";
import { adoptedAt } from "../../src/screens/gradebook/school.ts";
import { ARU as MARAT, pupilsPhone } from "../data/phone.ts";

const MONDAY = "2026-11-23";
const YEAR = { school: null, name: "", grades: [], weekdays: [1], terms: [{ starts_on: "2026-11-01", ends_on: "2026-12-30" }], holidays: [], moved: [], bells: [], schools: ["akbulaq"] };
const DOCS: readonly (readonly [type: string, id: string, doc: Record<string, unknown>])[] = [
  ["class", "5a", { school: "akbulaq", label: "5 Ә", grades: [5], language: "kk" }],
  ["class", "7", { school: "dala", label: "7", grades: [7], language: "ru" }],
  ["closure", "quarantine", { school: "akbulaq", order: "", reason: "quarantine", note: "", starts_on: MONDAY, ends_on: MONDAY, classes: [], withdrawn: false }],
  ["calendar", "year", YEAR],
  ["published_policy", "kz-new", { starts_on: "2026-11-01", title: {}, order: "125", schools: ["akbulaq"] }],
];

beforeEach(async () => {
  await pupilsPhone();
  await applyPage(MARAT, { cursor: "a.1.b", more: false, reset: true, records: DOCS.map(([type, id, doc]) => ({ type, id, doc })) });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("of two schools", () => {
  it("only the one is closed by its order", () => {
    expect(["akbulaq", "dala"].map((school) => closuresOf(school).length)).toEqual([1, 0]);
  });

  it("each has its calendar, and makes marks by its policy", () => {
    expect(["5a", "7"].map((id) => knownOn(MONDAY).calendar(id)?.id)).toEqual(["year", undefined]);
    expect(["akbulaq", "dala"].map((school) => adoptedAt(school, MONDAY).policy)).toEqual(["kz-new", "kz-national"]);
  });
});
