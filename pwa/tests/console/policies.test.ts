/** The figures of a new policy, as the form changes them, and what holds at a school. */
import { describe, expect, it } from "vitest";

import { adoptedOn, POLICIES, policyOf } from "../../src/assessment/policies.ts";
import { banded, faultOf, rulesOf, weighed } from "../../src/screens/console/policies.ts";
import { isOwn, reachOf } from "../../src/screens/console/reach.ts";

const national = policyOf("kz-national");
if (!national) throw new Error("the national policy is missing");

describe("rules", () => {
  it("begin from a policy and leave that as it is", () => {
    const rules = weighed(rulesOf(national), 0, "formative", 30);
    expect(rules.weights[0]).toEqual({ formative: 30, section: 25, term: 50 });
    expect(national.weights[0]).toEqual({ formative: 25, section: 25, term: 50 });
    expect(banded(rules, 1, 3, 90).bands[1]?.from).toEqual([[0, 2], [40, 3], [65, 4], [90, 5]]);
  });

  it("are at fault while weights are not a hundred or bands do not rise", () => {
    expect(POLICIES.map((one) => faultOf(rulesOf(one)))).toEqual(POLICIES.map(() => ""));
    expect(faultOf(weighed(rulesOf(national), 0, "formative", 30))).toBe("weightsWrong");
    expect(faultOf(banded(rulesOf(national), 0, 1, 51))).toBe("bandsWrong");
    expect(faultOf(banded(rulesOf(national), 0, 1, Number.NaN))).toBe("bandsWrong");
  });
});

describe("what holds at a school", () => {
  const own = { starts_on: "2026-09-01", policy: "kz-tenths", pass_subjects: ["art"], half_year_subjects: [] };
  const above = { id: "p1", starts_on: "2026-11-25" };

  it("is the latest that has begun, and subjects stay as the school said", () => {
    expect(adoptedOn("2026-11-24", [own], [above])).toEqual(own);
    expect(adoptedOn("2026-11-25", [own], [above])).toEqual({ ...own, starts_on: "2026-11-25", policy: "p1" });
    expect(adoptedOn("2027-01-10", [own, { ...own, starts_on: "2027-01-09", policy: "kz-nis" }], [above]).policy).toBe("kz-nis");
    expect(adoptedOn("2026-09-01", [own], [{ id: "p0", starts_on: "2026-09-01" }]).policy).toBe("p0");
  });
});

describe("whom an operator publishes for", () => {
  const places = [["Ақмола", "Бурабай"], ["Ақмола", ""], ["", ""], ["Абай", ""]] as const;
  const publishes = { rights: ["see", "publish"], district: "" };

  it("is everybody in the country, and in a region that region alone", () => {
    const country = reachOf({ places, region: "", ...publishes });
    expect(country.regions).toEqual(["Ақмола", "Абай"]);
    const region = reachOf({ places, region: "Абай", ...publishes });
    expect(region.whole.regions).toEqual(["Абай"]);
    expect(isOwn(region, region.whole)).toBe(true);
    expect(isOwn(region, country.whole)).toBe(false);
    expect(isOwn(country, region.whole)).toBe(true);
    expect(reachOf({ places, region: "Абай", rights: ["publish"], district: "x" }).publishes).toBe(false);
  });
});
