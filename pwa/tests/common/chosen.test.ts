import { describe, expect, it } from "vitest";

import { chosenOf } from "../../src/screens/common/chosen.ts";

describe("what a form is about", () => {
  it("is what was chosen, wherever it stands by now", () => {
    expect(chosenOf(["aru", "dias"], "dias")).toBe("dias");
    expect(chosenOf(["aigul", "aru", "dias"], "dias")).toBe("dias");
  });

  it("is the only one there is, and is to be chosen when another comes before it", () => {
    expect(chosenOf(["dias"], "")).toBe("dias");
    expect(chosenOf(["aru", "dias"], "")).toBe("");
    expect(chosenOf([], "")).toBe("");
  });

  it("is nobody else when who was chosen has gone", () => {
    expect(chosenOf(["aru"], "dias")).toBe("");
  });
});
