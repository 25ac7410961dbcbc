import { describe, expect, test } from "vitest";

import policies from "../../../server/assessment/policies.json";
import vectors from "../../../tests/server/assessment/vectors.json";
import { markOf, needed, term, type Part, type Policy, type Score } from "../../src/assessment/engine.ts";
import { fraction, rounded } from "../../src/assessment/fraction.ts";

const presets = new Map((policies as Policy[]).map((policy) => [policy.id, policy]));
const national = preset("kz-national");
const all: Part[] = ["formative", "section", "term"];

function preset(id: string): Policy {
  const found = presets.get(id);
  if (!found) throw new Error(`no policy ${id}`);
  return found;
}

function one(part: Part, points: number, most: number): Score {
  return { part, points: fraction(points), most: fraction(most) };
}

describe("the phone reckons as the server does", () => {
  test.each([...presets.keys()])("%s: every vector", (id) => {
    const tried = vectors.filter((vector) => vector.policy === id);
    expect(tried).toHaveLength(80);
    for (const vector of tried) {
      const scores = Object.entries(vector.scores as Record<Part, [number, number][]>).flatMap(([part, pairs]) => pairs.map(([points, most]) => one(part as Part, points, most)));
      const result = term(preset(id), vector.grade, scores, vector.planned as Part[]);
      expect([result.percent, result.mark]).toEqual([fraction(vector.percent), vector.mark]);
    }
  });

  test("a score of nought is a score", () => {
    const result = term(national, 7, [one("formative", 10, 10), one("section", 20, 20), one("term", 0, 25)], all);
    expect(result.mark).toBe(3);
  });

  test("what is planned and not there leaves no mark, but a view of what there is", () => {
    const result = term(national, 7, [one("formative", 9, 10), one("section", 12, 20)], all);
    expect([result.mark, result.missing, result.soFar]).toEqual([null, ["term"], fraction(75)]);
  });

  test("what is needed for a five is enough, and a point less is not", () => {
    const found = [one("formative", 9, 10), one("section", 18, 20)];
    const least = needed(national, 8, found, all, [{ part: "term", most: fraction(30) }], 5) ?? [];
    expect(term(national, 8, [...found, ...least], all).mark).toBe(5);
    const less = least.map((score) => ({ ...score, points: fraction(score.points.top - 1n) }));
    expect(term(national, 8, [...found, ...less], all).mark).toBe(4);
  });

  test("out of reach is said, and so is an impossible question", () => {
    const poor = [one("formative", 2, 10), one("section", 3, 20)];
    expect(needed(national, 8, poor, all, [{ part: "term", most: fraction(30) }], 5)).toBeNull();
    expect(() => needed(national, 8, poor, all, [], 5)).toThrow("nothing is coming for term");
    expect(() => term(national, 8, [one("term", 31, 30)], all)).toThrow("impossible points");
    expect(() => markOf(national, 13, fraction(50))).toThrow("no bands");
  });

  test("halves are rounded up, and nothing else", () => {
    expect(rounded(fraction(129, 2), 0)).toEqual(fraction(65));
    expect(rounded(fraction(64_499_999, 1_000_000), 0)).toEqual(fraction(64));
    expect(rounded(fraction(645, 100), 1)).toEqual(fraction(65, 10));
  });
});
