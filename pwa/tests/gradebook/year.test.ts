import { describe, expect, it } from "vitest";

import { policyOf } from "../../src/assessment/policies.ts";
import type { TermMarkDoc, YearMarkDoc } from "../../src/data/docs.ts";
import type { BookRules } from "../../src/screens/gradebook/model.ts";
import { lastBegun } from "../../src/screens/gradebook/terms.ts";
import { yearFields, yearRow } from "../../src/screens/gradebook/year.ts";

const PUPIL = { id: "aru", name: "Серікбаева Ару", grade: 5 };
const KEYS = ["2026-1", "2026-2"];

function rules(id: string): BookRules {
  const policy = policyOf(id);
  if (!policy) throw new Error(`${id} is missing`);
  return { policy, scale: "marks" };
}

function signed(mark: number | null, points = "9"): TermMarkDoc {
  return { outcome: mark === null ? "exempt" : "mark", mark, inputs: [{ assessment: "a", part: "formative", points, max: 10 }] } as unknown as TermMarkDoc;
}

describe("the year of a learner", () => {
  it("is made of the signed terms", () => {
    const row = yearRow(PUPIL, KEYS, [signed(5), signed(4)], rules("kz-national"), null);
    expect([row.mark, row.inputs]).toEqual([5, []]);
    const fields = yearFields({ class: "5a", subject: "mathematics" }, 2026, row, rules("kz-national"), 3, "");
    expect([fields["mark"], fields["exam"], fields["final"]]).toEqual([5, 3, 4]);
  });

  it("leaves out terms with a word in the mark's place", () => {
    expect(yearRow(PUPIL, KEYS, [signed(null), signed(4)], rules("kz-national"), null).mark).toBe(4);
    expect(yearRow(PUPIL, KEYS, [null, null], rules("kz-national"), null).mark).toBeNull();
  });

  it("pools the points where the policy does", () => {
    const row = yearRow(PUPIL, KEYS, [signed(5, "9"), signed(3, "5")], rules("kz-mektep-edu"), null);
    expect([row.mark, row.inputs.length]).toEqual([4, 2]);
  });

  it("says when a term has changed after the year was signed", () => {
    const year = { outcome: "mark", terms: [{ term: "2026-1", mark: 5 }, { term: "2026-2", mark: 4 }] } as unknown as YearMarkDoc;
    expect(yearRow(PUPIL, KEYS, [signed(5), signed(4)], rules("kz-national"), year).outdated).toBe(false);
    expect(yearRow(PUPIL, KEYS, [signed(5), signed(3)], rules("kz-national"), year).outdated).toBe(true);
  });
});

describe("the terms that are carried over", () => {
  const terms = ["2026-09-01", "2026-11-02", "2027-09-01"].map((starts_on, n) => ({ key: `${n}`, n, starts_on, ends_on: "" }));

  it("are the one that stands and the one before it, of last year, too", () => {
    expect(["2026-10-01", "2026-11-02", "2027-07-01", "2027-09-03"].map((day) => lastBegun(terms, day).map((one) => one.key).join())).toEqual(["0", "0,1", "0,1", "1,2"]);
  });
});
