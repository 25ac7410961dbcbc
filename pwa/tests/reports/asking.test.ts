import { describe, expect, it } from "vitest";

import { fitted, periodsFor, type SchoolOffer, type Wish } from "../../src/screens/reports/asking.ts";

const ENDED = [
  { key: "2026-1", starts_on: "2026-09-01", ends_on: "2026-12-30" },
  { key: "2026-2", starts_on: "2027-01-09", ends_on: "2027-05-25" },
];
const NEW = [{ key: "2027-1", starts_on: "2027-09-01", ends_on: "2027-12-30" }];
const WISH: Wish = { kind: "report-card", class: "", subject: "", learner: "", period: "", on: "" };

function offer(today: string, terms: SchoolOffer["terms"]): SchoolOffer {
  const klass = { id: "5a", label: "5 Ә", whole: true, subjects: [], learners: [] };
  return { id: "s", name: "", whole: true, kinds: ["report-card", "register"], classes: [klass], terms, months: [], today };
}

describe("the time of a report", () => {
  it("is a term or the year, of this year before the one that ended", () => {
    expect(periodsFor(offer("2027-09-01", [...ENDED, ...NEW]), "report-card")).toEqual(["2027-1", "2027", "2026-1", "2026-2", "2026"]);
    expect(periodsFor(offer("2027-09-01", [...ENDED, ...NEW]), "register")).toEqual(["2027-1", "2026-1", "2026-2"]);
    expect(periodsFor(offer("2026-09-01", []), "report-card")).toEqual([]);
  });

  it("is at first the term of the day, or the one before it", () => {
    const first = (today: string, terms: SchoolOffer["terms"]): string => fitted(offer(today, terms), WISH).period;
    expect(["2026-10-28", "2027-01-01", "2027-06-01", "2027-08-20"].map((day) => first(day, ENDED))).toEqual(["2026-1", "2026-1", "2026-2", "2026-2"]);
    expect([first("2027-09-01", [...ENDED, ...NEW]), first("2027-09-01", ENDED), first("2027-08-20", NEW)]).toEqual(["2027-1", "2026-2", "2027-1"]);
    expect(fitted(offer("2027-09-01", [...ENDED, ...NEW]), { ...WISH, period: "2026" }).period).toBe("2026");
  });
});
