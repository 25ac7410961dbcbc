/** The book, the rules of planning and the explanations: what the server says, word for word. */
import { describe, expect, it } from "vitest";

import books from "../../../tests/server/gradebook/book_vectors.json";
import rules from "../../../tests/server/gradebook/rules_vectors.json";
import { type Cell, type Column, needs, reckon } from "../../src/assessment/book.ts";
import { type Part, type Policy, term } from "../../src/assessment/engine.ts";
import { explain, shown } from "../../src/assessment/explain.ts";
import { fraction } from "../../src/assessment/fraction.ts";
import { adoptedOn, decimal, decimalText, policyOf, termsOf } from "../../src/assessment/policies.ts";
import { warnings } from "../../src/assessment/rules.ts";

function policy(id = "kz-national"): Policy {
  const found = policyOf(id);
  if (!found) throw new Error(`no policy ${id}`);
  return found;
}

function columnsOf(rows: readonly (string | number)[][]): Column[] {
  return rows.map(([id, part, most]) => ({ id: String(id), part: part as Part, most: fraction(Number(most)) }));
}

function cellsOf(found: object): Map<string, Cell> {
  return new Map(
    Object.entries(found as Record<string, [string, string | null, number?]>).map(([id, [outcome, points, most]]) => [
      id,
      { outcome, points: decimal(points), ...(most === undefined ? {} : { most: fraction(most) }) },
    ]),
  );
}

describe("the book", () => {
  it.each(books)("$name", (one) => {
    const found = reckon(policy(one.policy), 5, columnsOf(one.columns), cellsOf(one.cells));
    expect(found.blank).toEqual(one.blank);
    expect(found.mark).toBe(one.mark);
    expect(found.inputs.map((input) => input.column)).toEqual(one.inputs);
    expect(found.result?.soFar ? Number(decimalText(found.result.soFar, 0)) : null).toBe(one.so_far);
  });

  it("says what is needed for a five, and that a three is out of the question no more", () => {
    const columns = columnsOf([["f", "formative", 10], ["s", "section", 20], ["t", "term", 30]]);
    const found = reckon(policy(), 8, columns, cellsOf({ f: ["points", "9"], s: ["points", "18"] }));
    const wanted = needs(policy(), 8, found, columns, 5);
    expect(wanted?.map((one) => [one.column, Number(one.points.top)])).toEqual([["t", 24]]);
    const poor = reckon(policy(), 8, columns, cellsOf({ f: ["points", "1"], s: ["points", "2"] }));
    expect(needs(policy(), 8, poor, columns, 5)).toBeNull();
  });

  it("asks for daily work where there is none yet, and for nothing when nothing comes", () => {
    const columns = columnsOf([["s", "section", 20]]);
    const first = reckon(policy(), 8, columns, cellsOf({}));
    expect(needs(policy(), 8, first, columns, 5)?.map((one) => one.column)).toEqual([null, "s"]);
    const over = reckon(policy(), 8, columns, cellsOf({ s: ["points", "1"], f: ["points", "1"] }));
    expect(needs(policy(), 8, { ...over, result: over.result && { ...over.result, missing: [] } }, columns, 5)).toBeNull();
  });
});

describe("the rules of planning", () => {
  it.each(rules.cases)("$name", ({ planned, warned }) => {
    const rows = planned.map(([id, grade, subject, of, part, date]) => ({ id: String(id), grade: grade as number | null, subject: String(subject), term: String(of), part: part as Part, date: String(date) }));
    expect(warnings(rows, rules.last_days).map((one) => [one.code, one.ids])).toEqual(warned);
  });
});

describe("a policy", () => {
  it("is the latest that has begun, else the national one", () => {
    const one = (starts_on: string, id: string) => ({ starts_on, policy: id, pass_subjects: [], half_year_subjects: ["art"] });
    const half = one("2027-01-10", "kz-nis");
    const all = [half, one("2026-09-01", "kz-tenths")];
    expect([adoptedOn("2026-08-31", all).policy, adoptedOn("2027-01-09", all).policy, adoptedOn("2027-01-10", all).policy]).toEqual(["kz-national", "kz-tenths", "kz-nis"]);
    expect([termsOf("2026-1", "art", half), termsOf("2026-2", "art", half), termsOf("2026-2", "maths", half)]).toEqual([[], ["2026-1", "2026-2"], ["2026-2"]]);
  });
});

describe("an explanation", () => {
  it("is a sentence per step in the reader's language", () => {
    const scores = [
      { part: "formative" as const, points: fraction(17, 2), most: fraction(10) },
      { part: "section" as const, points: fraction(18), most: fraction(20) },
      { part: "term" as const, points: fraction(20), most: fraction(30) },
    ];
    const found = term(policy(), 5, scores, ["formative", "section", "term"]);
    expect(explain(found, "ru")).toEqual([
      "Формативное оценивание: оценок — 1, среднее 8,5 — 85 %, вес 25 % → 21,25",
      "СОР: 18 из 20 баллов — 90 %, вес 25 % → 22,5",
      "СОЧ: 20 из 30 баллов — 66,67 %, вес 50 % → 33,33",
      "Всего 77 % → «4»",
    ]);
    const open = term(policy(), 5, scores.slice(0, 2), ["formative", "section", "term"]);
    expect(explain(open, "en").pop()).toBe("Not there yet: the term assessment. So far: 88 %");
    expect(explain(found, "kk", "pass").pop()).toContain("сынақ");
  });

  it("shows numbers to two places, with the language's comma", () => {
    expect([shown(fraction(2, 3), "kk"), shown(fraction(2, 3), "en"), shown(fraction(7), "ru"), shown(fraction(1, 20), "ru")]).toEqual(["0,67", "0.67", "7", "0,05"]);
    expect([decimal("13.5"), decimal("-1"), decimal("x"), decimal(null)]).toEqual([fraction(27, 2), null, null, null]);
  });
});
