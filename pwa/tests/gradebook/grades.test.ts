import { expect, it } from "vitest";

import { gradeIn } from "../../src/screens/gradebook/grades.ts";

const CLASS = { year: "2028/2029" };

it("takes the years off that the class has gone up since", () => {
  const stays = { grade: 4, ends_on: null };
  expect([2026, 2027, 2028, 2029].map((year) => gradeIn(year, stays, CLASS))).toEqual([2, 3, 4, 4]);
});

it("takes off only the years in which the learner went along", () => {
  // Out in August, when the classes went up; gone in winter, a year later.
  expect(gradeIn(2026, { grade: 3, ends_on: "2027-08-24" }, CLASS)).toBe(3);
  expect(gradeIn(2026, { grade: 4, ends_on: "2028-01-15" }, CLASS)).toBe(3);
});

it("takes the grade as it stands where nobody has said which year the class is of", () => {
  for (const one of [{ year: null }, {}, undefined]) expect(gradeIn(2026, { grade: 5, ends_on: null }, one)).toBe(5);
});
