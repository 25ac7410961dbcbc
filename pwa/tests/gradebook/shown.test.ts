/** One tap that signs a whole list signs what was looked at. */
import { describe, expect, it } from "vitest";

import { policyOf } from "../../src/assessment/policies.ts";
import type { AssessmentDoc, ScoreDoc, TermMarkDoc, YearMarkDoc } from "../../src/data/docs.ts";
import { type BookRow, Given, inputsOf, rowOf } from "../../src/screens/gradebook/model.ts";
import { overWritten, type Shown, sinceShown, termSays, yearSays } from "../../src/screens/gradebook/shown.ts";
import { yearRow } from "../../src/screens/gradebook/year.ts";

const RULES = { policy: policyOf("kz-national") ?? raise(), scale: "marks" as const };
const COLUMNS: readonly AssessmentDoc[] = (["formative", "section"] as const).map((part) => ({
  id: part, school: "s", class: "5a", grade: null, subject: "maths", term: "2026-2", part, title: part, date: "2026-11-20", max: 10, tasks: [], objectives: [], assignment: null,
}));
type Points = Readonly<Record<string, readonly string[]>>;

function raise(): never {
  throw new Error("no national policy");
}

function score(assessment: string, learner: string, points: string): ScoreDoc {
  return { id: `${assessment}~${learner}`, assessment, learner, outcome: "points", points, by_task: [], comment: "", author: "marat", made_at: "", op: `${assessment} ${learner} ${points}`, others: [] };
}

function rowsOf(points: Points, signed: Readonly<Record<string, TermMarkDoc>> = {}): BookRow[] {
  const scores = Object.entries(points).flatMap(([learner, all]) => all.map((one, at) => score(COLUMNS[at]?.id ?? "", learner, one)));
  return Object.keys(points).map((id) => rowOf({ id, name: id, grade: 5 }, COLUMNS, new Given(scores, [], new Map()), RULES, signed[id] ?? null));
}

function signedAs(row: BookRow | undefined, op: string, others: readonly string[] = []): TermMarkDoc {
  return { outcome: "mark", mark: row?.reckoned.mark, inputs: row ? inputsOf(row.reckoned) : [], op, others: others.map((one) => ({ op: one })) } as unknown as TermMarkDoc;
}

const idOf = (row: BookRow): string => row.pupil.id;
const says = (row: BookRow): string => termSays(row, RULES);
const shownOf = (rows: readonly BookRow[]): Shown => new Map(rows.map((row) => [idOf(row), says(row)]));

function apart(now: readonly BookRow[], shown: Shown): { same: string[]; changed: string[] } {
  const { same, changed } = sinceShown(now, shown, idOf, says);
  return { same: same.map(idOf), changed: changed.map(idOf) };
}

describe("marks of a term, signed in one tap", () => {
  const points = { aru: ["9", "8"], dias: ["7", "6"], timur: ["5", "5"] };
  const opened = rowsOf(points);

  it("are those that were shown: other points, another signature and another pupil wait", () => {
    const [aru] = opened;
    expect(apart(rowsOf(points), shownOf(opened))).toEqual({ same: ["aru", "dias", "timur"], changed: [] });
    const now = rowsOf({ ...points, dias: ["7", "9"], sara: ["9", "9"] }, { aru: signedAs(aru, "colleague") });
    expect(apart(now, shownOf(opened))).toEqual({ same: ["timur"], changed: ["aru", "dias", "sara"] });
    expect(apart(now, shownOf(now)).changed).toEqual([]);
  });

  it("leave out a signed mark that points have made outdated since, and one that somebody disputes", () => {
    const signed = { aru: signedAs(opened[0], "1"), dias: signedAs(opened[1], "2") };
    const before = rowsOf(points, signed);
    const after = rowsOf({ ...points, aru: ["3", "3"] }, { ...signed, dias: signedAs(opened[1], "2", ["3"]) });
    expect([before[0]?.outdated, after[0]?.outdated]).toEqual([false, true]);
    expect(apart(after, shownOf(before))).toEqual({ same: ["timur"], changed: ["aru", "dias"] });
  });

  it("leave out all of them when the rules have changed", () => {
    const { changed } = sinceShown(opened, shownOf(opened), idOf, (row) => termSays(row, { ...RULES, scale: "pass" }));
    expect(changed).toHaveLength(3);
  });

  it("know their own signature again, over every side of a dispute", () => {
    const disputed = signedAs(opened[0], "1", ["2"]);
    const [row] = rowsOf(points, { aru: disputed });
    if (!row) throw new Error("nobody is in the book");
    const [own] = rowsOf(points, { aru: signedAs(opened[0], "3") });
    expect(says({ ...row, signed: overWritten(disputed, "3") })).toBe(own && says(own));
    expect(says({ ...row, signed: overWritten<TermMarkDoc>(null, "3") })).toBe(own && says(own));
  });
});

describe("marks of a year", () => {
  const pupil = { id: "aru", name: "aru", grade: 5 };
  const term = (mark: number): TermMarkDoc => ({ outcome: "mark", mark, inputs: [] }) as unknown as TermMarkDoc;
  const row = (mark: number, signed: YearMarkDoc | null = null): string => yearSays(yearRow(pupil, ["2026-1", "2026-2"], [term(mark), term(4)], RULES, signed), RULES);

  it("change with a term's mark that makes the same year's mark, and with another signature", () => {
    expect(row(4)).toBe(row(4));
    expect(row(5)).not.toBe(row(4));
    expect(row(4, overWritten<YearMarkDoc>({ terms: [] } as unknown as YearMarkDoc, "1"))).not.toBe(row(4));
  });
});
