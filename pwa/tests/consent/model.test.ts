import { expect, test } from "vitest";

import type { ConsentDoc } from "../../src/data/docs-consent.ts";
import { agrees, history, places, purposes, SHOWING, standing, unanswered } from "../../src/screens/consent/model.ts";

function decision(id: string, given: boolean, date: string, made_at = `${date}T08:00:00.000Z`): ConsentDoc {
  return { id, given, date, made_at, school: "akbulaq", learner: "aru", purpose: SHOWING, way: "app", by: "representative", author: "saule" };
}

function stands(...decisions: ConsentDoc[]): boolean | undefined {
  return standing(history(decisions, "akbulaq", "aru"), SHOWING)?.given;
}

test("nobody has decided before the first decision", () => {
  expect(stands()).toBeUndefined();
  expect(stands({ ...decision("a", true, "2026-09-01"), learner: "dias" })).toBeUndefined();
  expect(stands({ ...decision("a", true, "2026-09-01"), school: "dala" })).toBeUndefined();
  expect(stands({ ...decision("a", true, "2026-09-01"), purpose: "outside-programs" })).toBeUndefined();
});

test("the last decision stands, a paper from the day of its signature", () => {
  const withdrawn = decision("b", false, "2026-10-05");
  expect(stands(decision("a", true, "2026-09-01"), withdrawn)).toBe(false);
  expect(stands(withdrawn, decision("c", true, "2026-09-03", "2026-10-06T08:00:00.000Z"))).toBe(false);
  expect(stands(withdrawn, decision("c", true, "2026-10-05", "2026-10-05T09:00:00.000Z"))).toBe(true);
});

test("consent that has ended does not stand, and the family is asked anew", () => {
  const given = decision("a", true, "2026-09-01");
  expect([agrees(given), unanswered(given)]).toEqual([true, false]);
  expect([agrees({ ...given, ended: true }), unanswered({ ...given, ended: true })]).toEqual([false, true]);
  expect([agrees(decision("b", false, "2026-09-01")), unanswered(decision("b", false, "2026-09-01"))]).toEqual([false, false]);
  expect([agrees(undefined), unanswered(undefined)]).toEqual([false, true]);
});

test("a school that the learner has left stays as long as it has a decision", () => {
  const names = new Map([["dala", "Дала"]]);
  const given = { ...decision("a", true, "2026-09-01"), school_name: "Ақбұлақ" };
  expect(places([given], [], "aru", names)).toEqual([{ school: "akbulaq", name: "Ақбұлақ", left: true }]);
  expect(places([given], ["dala"], "aru", names).map(({ school, left }) => [school, left])).toEqual([["dala", false], ["akbulaq", true]]);
  expect(places([given], ["akbulaq"], "aru", names).map(({ left }) => left)).toEqual([false]);
  expect(places([given], [], "dias", names)).toEqual([]);
});

test("every purpose says in each language what it is", () => {
  const codes = purposes("en").map(({ code }) => code);
  expect(codes).toContain(SHOWING);
  for (const lang of ["kk", "ru", "en"] as const) {
    expect(purposes(lang).map(({ code }) => code)).toEqual(codes);
    expect(purposes(lang).every(({ name, more }) => name.length > 10 && more.length > 40)).toBe(true);
  }
});
