/** Two records of one child are shown as one, and stay two. */
import { expect, it } from "vitest";

import { joined, keptOf } from "../../src/data/aliases.ts";
import type { MarkDoc } from "../../src/data/docs.ts";

const PAIR = { id: "double", person: "double", kept: "aru" };
const people = new Map([["aru", {}]]);
const mark = (learner: string, given: string): MarkDoc => ({ id: `task~${learner}`, assignment: "task", learner, mark: given }) as MarkDoc;
const marks = new Map([mark("aru", "9"), mark("double", "7"), mark("dias", "5")].map((one) => [one.id, one]));

it("moves the second record's work to the kept one, whose own mark comes last", () => {
  const found = [...joined("mark", marks, keptOf([PAIR], people, "bota")).values()];
  expect(found.map((one) => [one.learner, one.mark])).toEqual([
    ["aru", "7"],
    ["aru", "9"],
    ["dias", "5"],
  ]);
  expect(marks.get("task~double")?.learner).toBe("double");
});

it("leaves the second record's own phone alone, and whoever does not know the kept one", () => {
  expect(joined("mark", marks, keptOf([PAIR], people, "double"))).toBe(marks);
  expect(joined("mark", marks, keptOf([PAIR], new Map(), "bota"))).toBe(marks);
  expect(joined("mark", marks, keptOf([], people, "bota"))).toBe(marks);
});
