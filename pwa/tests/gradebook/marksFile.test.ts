/** Points from a file against the book: what is new, what changes, and what is never written. */
import { describe, expect, it } from "vitest";

import { policyOf } from "../../src/assessment/policies.ts";
import type { AssessmentDoc, ScoreDoc } from "../../src/data/docs.ts";
import { type BookPage, carriedFrom, chooseColumn, countsOf, type Decided, type FileCell, type FileRow, judge, type Judged, type MarksFile, takenFor, toWrite } from "../../src/screens/gradebook/marksFile.ts";
import { Given, rowOf } from "../../src/screens/gradebook/model.ts";

const COLUMNS: readonly AssessmentDoc[] = ["s", "t", "six"].map((id, at) => ({
  id, school: "s", class: "5a", grade: id === "six" ? 6 : null, subject: "maths", term: id === "t" ? "2026-1" : "2026-2", part: "section" as const,
  title: id, date: `2026-11-2${at}`, max: 20, tasks: [], objectives: [], assignment: null,
}));
const PUPILS = ["aru", "dias"].map((id) => ({ id, name: id, grade: 5 }));
const SCORES: readonly ScoreDoc[] = [score("s", "aru", "13.50"), score("t", "dias", null), { ...score("s", "dias", "5"), others: [{ outcome: "points", points: "6", author: "x", op: "y" }] }];
const RULES = { policy: policyOf("kz-national") ?? raise(), scale: "marks" as const };
const BOOK = bookOf(SCORES);
const NONE: Decided = { columns: new Map(), made: new Map(), people: new Map() };
const OPEN = (): boolean => false;

function bookOf(scores: readonly ScoreDoc[]): BookPage {
  const given = new Given(scores, [], new Map());
  return { columns: COLUMNS, rows: PUPILS.map((pupil) => rowOf(pupil, COLUMNS, given, RULES, null)) };
}

function raise(): never {
  throw new Error("no national policy");
}

function score(of: string, learner: string, points: string | null): ScoreDoc {
  return { id: `${of}~${learner}`, assessment: of, learner, outcome: points === null ? "absent" : "points", points, by_task: [], comment: "", author: "marat", made_at: "", op: `op-${of}-${learner}`, others: [] };
}

function cell(at: number, points: string | null, more: Partial<FileCell> = {}): FileCell {
  return { at, outcome: points === null ? "absent" : "points", points, most: null, trouble: null, said: "", ...more };
}

function row(line: number, learner: string | null, cells: readonly FileCell[], more: Partial<FileRow> = {}): FileRow {
  return { line, written: learner ?? "?", learner, maybe: [], left: false, cells, ...more };
}

function file(...rows: readonly FileRow[]): MarksFile {
  return { sheets: [{ at: 0, title: "" }], sheet: 0, columns: COLUMNS.map((one, at) => ({ at: at + 1, heading: one.id, assessment: one.id })), rows };
}

function verdicts(judged: readonly Judged[]): string[] {
  return judged.flatMap((one) => (one.findings.length > 0 ? one.findings.map((each) => each.verdict) : [one.whose]));
}

describe("points from a file", () => {
  it.each<[string, string, FileCell, (term: string) => boolean]>([
    ["same", "aru", cell(1, "13.5"), OPEN],
    ["same", "dias", cell(2, null), OPEN],
    ["same", "dias", cell(2, null), () => true],
    ["changed", "aru", cell(1, "14"), OPEN],
    ["changed", "aru", cell(1, null), OPEN],
    ["changed", "aru", cell(1, "14", { most: 20 }), OPEN],
    ["new", "aru", cell(2, "0"), OPEN],
    ["tooMuch", "aru", cell(1, "20.5"), OPEN],
    ["otherMost", "aru", cell(1, "14", { most: 25 }), OPEN],
    ["otherGrade", "aru", cell(3, "14"), OPEN],
    ["lockedCell", "aru", cell(2, "14"), (term) => term === "2026-1"],
    ["disputed", "dias", cell(1, "7"), OPEN],
    ["notNumber", "aru", cell(1, null, { outcome: null, trouble: "not-a-number", said: "5-" }), OPEN],
    ["aDate", "aru", cell(1, null, { outcome: null, trouble: "a-date", said: "13.05.2026" }), OPEN],
  ])("is %s", (verdict, learner, said, closed) => {
    expect(verdicts(judge(file(row(2, learner, [said])), NONE, BOOK, closed))).toEqual([verdict]);
  });

  it("writes only what is new or changed, on top of what stands there", () => {
    const judged = judge(file(row(2, "aru", [cell(1, "14.0"), cell(2, "20.1")]), row(3, "dias", [cell(1, "7"), cell(2, null)])), NONE, BOOK, OPEN);
    expect(toWrite(judged).map(({ learner, finding: { column, points, cell: before } }) => [learner, column.id, points, before.op])).toEqual([["aru", "s", "14", "op-s-aru"]]);
    expect(countsOf(judged, takenFor(file().columns, NONE.columns))).toEqual({ fresh: 0, changed: 1, same: 1, not: 2, since: 0 });
    expect(carriedFrom(judged)).toEqual({ "s~aru": "14", "t~dias": "absent" });
  });

  it("leaves out what has changed in the book since it was looked at", () => {
    const read = file(row(2, "aru", [cell(1, "14"), cell(2, "20")]), row(3, "dias", [cell(2, "6")]));
    const seen = bookOf([score("s", "aru", "13.50")]);
    const now = bookOf([{ ...score("s", "aru", "15"), op: "colleague" }, score("t", "dias", null)]);
    const judged = judge(read, NONE, now, OPEN, seen);
    expect(verdicts(judged)).toEqual(["since", "new", "since"]);
    expect(toWrite(judged).map(({ learner, finding: { column, cell: before } }) => [learner, column.id, before.op])).toEqual([["aru", "t", null]]);
    expect(carriedFrom(judged)).toEqual({ "t~aru": "20" });
    expect(countsOf(judged, takenFor(read.columns, NONE.columns))).toEqual({ fresh: 1, changed: 0, same: 0, not: 2, since: 2 });
    // Having looked again, they write it on top of what they saw.
    expect(toWrite(judge(read, NONE, now, OPEN, now)).map(({ finding: { cell: before } }) => before.op)).toEqual(["colleague", null, "op-t-dias"]);
    // Points out of twenty are others out of thirty, and a pupil who came since was on nobody's list.
    const larger = { ...seen, columns: COLUMNS.map((one) => ({ ...one, max: 30 })) };
    expect(verdicts(judge(read, NONE, larger, OPEN, { ...seen, rows: seen.rows.slice(0, 1) }))).toEqual(["since", "since", "since"]);
  });

  it("asks who somebody is, and takes nobody twice", () => {
    const points = [cell(1, "1"), cell(9, "5")];
    const read = file(row(2, null, points, { maybe: ["aru", "dias"] }), row(3, null, points, { maybe: ["aru"] }), row(4, null, points), row(5, "timur", points, { left: true }), row(6, "stranger", points), row(7, "aru", points));
    const judged = judge(read, NONE, BOOK, OPEN);
    expect(verdicts(judged)).toEqual(["several", "sureAsk", "unknown", "left", "left", "changed"]);
    expect(countsOf(judged, takenFor(read.columns, NONE.columns)).not).toBe(5);
    const decided = { ...NONE, people: new Map([[2, "aru"], [4, "dias"]]) };
    expect(verdicts(judge(read, decided, BOOK, OPEN))).toEqual(["changed", "sureAsk", "disputed", "left", "left", "repeated"]);
    expect(verdicts(judge(read, { ...NONE, people: new Map([[7, ""]]) }, BOOK, OPEN))).toEqual(["several", "sureAsk", "unknown", "left", "left", "unknown"]);
  });

  it("takes an assessment from one column only", () => {
    const columns = file().columns;
    const first = chooseColumn(new Map(), 3, "s");
    expect([...takenFor(columns, first)]).toEqual([[2, "t"], [3, "s"]]);
    const back = chooseColumn(first, 1, "s");
    expect([...takenFor(columns, back)]).toEqual([[1, "s"], [2, "t"]]);
    expect([...takenFor(columns, chooseColumn(back, 2, null))]).toEqual([[1, "s"]]);
  });
});
