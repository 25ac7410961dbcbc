/** A year's mark and the final one: the phone's twin of the same rules in `server/assessment/engine.py`. */
import type { Policy } from "./engine.ts";
import { fraction, rounded } from "./fraction.ts";

/** The mean of the terms' marks, half up; null without any. */
export function yearOfTerms(marks: readonly number[]): number | null {
  if (marks.length === 0) return null;
  return whole(marks.reduce((sum, mark) => sum + mark, 0), marks.length);
}

/** The year's mark, and the exam's by its weight where there was one. */
export function finalOf(policy: Policy, year: number, exam: number | null): number {
  if (exam === null) return year;
  return whole(year * (100 - policy.exam_weight) + exam * policy.exam_weight, 100);
}

function whole(top: number, bottom: number): number {
  return Number(rounded(fraction(top, bottom), 0).top);
}
