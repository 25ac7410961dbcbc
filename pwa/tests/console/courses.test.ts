/** Whom a course is for, as the form changes it. */
import { describe, expect, it } from "vitest";

import { STEPS, toggled } from "../../src/screens/console/courses.ts";
import { query } from "../../src/screens/console/model.ts";

describe("an audience", () => {
  it("takes a region in and out again and keeps the others in their order", () => {
    expect(toggled([], "Ақмола")).toEqual(["Ақмола"]);
    expect(toggled(["Абай", "Ақмола", "Ұлытау"], "Ақмола")).toEqual(["Абай", "Ұлытау"]);
  });

  it("grows by steps that begin with nobody and end with everybody", () => {
    expect(STEPS[0]).toBe(0);
    expect(STEPS.at(-1)).toBe(100);
    expect([...STEPS].sort((a, b) => a - b)).toEqual(STEPS);
  });
});

describe("a search for courses", () => {
  it("asks for what narrows and for nothing else", () => {
    expect(query({ language: "kk", grade: "", text: "су & от" })).toBe("?language=kk&text=%D1%81%D1%83%20%26%20%D0%BE%D1%82");
    expect(query({ language: "", grade: "", text: "" })).toBe("");
  });
});
