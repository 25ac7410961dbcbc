import { expect, it } from "vitest";

import { decided } from "../../src/screens/admin/model/rollover.ts";
import type { Move } from "../../src/screens/people/server.ts";

const move = (label: string, to: string | null, pupils = 20): Move => ({ class: label, label, grade: 5, pupils, repeating: [], to });

it("keeps what was put right when the school has changed meanwhile, and says what is new", () => {
  const first = decided([move("5 А", "6 А"), move("5 Ә", "6 Ә"), move("5 Б", "6 Б"), move("5 В", "6 В")], null);
  expect(first.map((one) => one.news)).toEqual([null, null, null, null]);

  const typed = first.map((one) => (one.label === "5 А" ? { ...one, to: "6 Б" } : one.label === "5 Ә" ? { ...one, to: null } : one));
  const again = decided([move("5 А", "6 А", 21), move("5 Ә", "6 Ә"), move("5 Б", "6 Ғ"), move("5 Г", "6 Г")], typed);
  expect(again.map((one) => [one.label, one.to, one.news])).toEqual([
    ["5 А", "6 Б", "changed"],
    ["5 Ә", null, null],
    ["5 Б", "6 Ғ", "changed"],
    ["5 Г", "6 Г", "new"],
  ]);

  // Once more: what was not looked at yet stays marked.
  expect(decided([move("5 А", "6 А", 21), move("5 Г", "6 Г")], again).map((one) => [one.to, one.news])).toEqual([
    ["6 Б", "changed"],
    ["6 Г", "new"],
  ]);
});

it("tells the grades of one class apart", () => {
  const both = [
    { ...move("2-3", "2-3"), grade: 2 },
    { ...move("2-3", "4"), grade: 3 },
  ];
  const typed = decided(both, null).map((one) => (one.grade === 3 ? { ...one, to: "4 А" } : one));
  expect(decided(both, typed).map((one) => one.to)).toEqual(["2-3", "4 А"]);
});
