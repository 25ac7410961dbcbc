import { describe, expect, it } from "vitest";

import { policyOf } from "../../src/assessment/policies.ts";
import { finalOf, yearOfTerms } from "../../src/assessment/year.ts";

describe("a year's mark", () => {
  it("is the mean of the terms, half up", () => {
    expect(yearOfTerms([5, 4, 5, 4])).toBe(5);
    expect(yearOfTerms([4, 4, 3, 4])).toBe(4);
    expect(yearOfTerms([])).toBeNull();
  });

  it("weighs an exam as the policy says", () => {
    const policy = policyOf("kz-national");
    if (!policy) throw new Error("the national policy is missing");
    const pairs: [number, number | null, number][] = [[4, null, 4], [4, 5, 4], [5, 3, 4], [3, 5, 4], [3, 4, 3]];
    for (const [year, exam, final] of pairs) expect(finalOf(policy, year, exam)).toBe(final);
  });
});
