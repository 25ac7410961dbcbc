/** The book of a class: whose points stand, what is typed, and what a signed mark rests on. */
import { describe, expect, it } from "vitest";

import { policyOf } from "../../src/assessment/policies.ts";
import type { AssessmentDoc, AssignmentDoc, CalendarDoc, MarkDoc, ScoreDoc, TermMarkDoc } from "../../src/data/docs.ts";
import { isTicked, pageOf, sincePage, tickedOff } from "../../src/screens/gradebook/carry.ts";
import { type BookRow, broughtOf, columnsOf, Given, inputsOf, percentOf, pointsFrom, rowOf, sumOf, tasksFrom } from "../../src/screens/gradebook/model.ts";
import { termOn, termsOfCalendar, touches, yearOf } from "../../src/screens/gradebook/terms.ts";

const PUPIL = { id: "aru", name: "Серікбаева Ару", grade: 5 };

function assessment(id: string, more: Partial<AssessmentDoc> = {}): AssessmentDoc {
  return { id, school: "s", class: "5a", grade: null, subject: "maths", term: "2026-2", part: "section", title: id, date: "2026-11-20", max: 20, tasks: [], objectives: [], assignment: null, ...more };
}

function score(of: string, points: string | null, more: Partial<ScoreDoc> = {}): ScoreDoc {
  return { id: `${of}~aru`, assessment: of, learner: "aru", outcome: points === null ? "absent" : "points", points, by_task: [], comment: "", author: "marat", made_at: "", op: `op-${of}`, others: [], ...more };
}

const MARK: MarkDoc = { id: "task~aru", assignment: "task", learner: "aru", submission: null, mark: "4", max: 5, comment: "", author: "marat", made_at: "", op: "m", central: false, others: [] };
const RULES = { policy: policyOf("kz-national") ?? raise(), scale: "marks" as const };

function raise(): never {
  throw new Error("no national policy");
}

describe("the book", () => {
  it("has the assessments of its grade, subject and term by day", () => {
    const all = [assessment("b"), assessment("a", { date: "2026-11-10" }), assessment("three", { grade: 3 }), assessment("old", { term: "2026-1" }), assessment("art", { subject: "art" })];
    expect(columnsOf(all, "5a", 2, "maths", ["2026-2"]).map((one) => one.id)).toEqual(["a", "b"]);
    expect(columnsOf(all, "5a", null, "maths", ["2026-1", "2026-2"]).map((one) => one.id)).toEqual(["a", "b", "old", "three"]);
  });

  it("takes the mark of a task where nothing was entered, and what was entered before it", () => {
    const column = assessment("f", { part: "formative", max: 10, assignment: "task" });
    const tasks = new Map([["task", { max_mark: 5 } as AssignmentDoc]]);
    const fromTask = new Given([], [MARK], tasks).cell(column, "aru");
    expect([fromTask.points, fromTask.max, fromTask.ofTask, fromTask.op]).toEqual(["4", 5, true, null]);
    const entered = new Given([score("f", "9")], [MARK], tasks).cell(column, "aru");
    expect([entered.points, entered.max, entered.ofTask]).toEqual(["9", 10, false]);
    const takenBack = new Given([score("f", null, { outcome: "none" })], [MARK], tasks).cell(column, "aru");
    expect([takenBack.points, takenBack.ofTask, takenBack.op]).toEqual(["4", true, "op-f"]);
    expect(new Given([], [{ ...MARK, mark: "сын." }], tasks).cell(column, "aru").points).toBeNull();
  });

  it("signs what it rests on, and tells when that has changed", () => {
    const columns = [assessment("f", { part: "formative", max: 10 }), assessment("s")];
    const row = rowOf(PUPIL, columns, new Given([score("f", "9"), score("s", "13.5")], [], new Map()), RULES, null);
    expect([row.reckoned.mark, percentOf(row.reckoned, 0)]).toEqual([4, "79"]);
    expect(inputsOf(row.reckoned)).toEqual([
      { assessment: "f", part: "formative", points: "9", max: 10 },
      { assessment: "s", part: "section", points: "13.5", max: 20 },
    ]);
    const signed = { outcome: "mark", mark: 4, op: "t", inputs: inputsOf(row.reckoned) } as unknown as TermMarkDoc;
    expect(rowOf(PUPIL, columns, new Given([score("f", "9"), score("s", "13.50")], [], new Map()), RULES, signed).outdated).toBe(false);
    expect(rowOf(PUPIL, columns, new Given([score("f", "9"), score("s", "14")], [], new Map()), RULES, signed).outdated).toBe(true);
  });

  it("makes a newcomer's mark of the points from both classes, and asks nothing that was before they came", () => {
    const there = [assessment("daily", { class: "5b", part: "formative", max: 10 }), assessment("theirs", { class: "5b" }), assessment("missed", { class: "5b", date: "2026-11-12" })];
    const here = [assessment("early", { date: "2026-11-18" }), assessment("late", { part: "term", max: 30, date: "2026-12-20" })];
    const given = new Given([score("daily", "9"), score("theirs", "18"), score("late", "27")], [], new Map());
    const brought = broughtOf([...there, ...here], "5a", "maths", ["2026-2"], "aru", given);
    expect(brought.map((one) => one.id)).toEqual(["daily", "theirs"]);
    const since = { ...PUPIL, since: "2026-11-21" };
    const row = rowOf(since, here, given, RULES, null, undefined, brought);
    expect([row.reckoned.mark, row.reckoned.blank, row.cells.length]).toEqual([5, [], 2]);
    expect(inputsOf(row.reckoned).map((one) => one.assessment).sort()).toEqual(["daily", "late", "theirs"]);
    // Who brings nothing of the kind has it asked as ever: lists are often brought in late.
    expect(rowOf(since, here, given, RULES, null).reckoned.blank).toEqual(["early"]);
    expect(rowOf({ ...PUPIL, since: "2026-11-01" }, here, given, RULES, null, undefined, brought).reckoned.blank).toEqual(["early"]);
  });

  it("does not ask a grade for the other grade's assessment", () => {
    const columns = [assessment("f", { part: "formative", max: 10 }), assessment("s", { grade: 6 })];
    const row = rowOf(PUPIL, columns, new Given([score("f", "9")], [], new Map()), RULES, null);
    expect([row.reckoned.blank, row.reckoned.mark]).toEqual([[], 5]);
  });
});

describe("what is typed", () => {
  it("keeps a learner's row until something in it changes: the points, or the operation they stand on", () => {
    const columns = [assessment("f", { part: "formative", max: 10 })];
    const row = (one: ScoreDoc, before?: BookRow) => rowOf(PUPIL, columns, new Given([one], [], new Map()), RULES, null, before);
    const first = row(score("f", "9"));
    expect(row(score("f", "9"), first)).toBe(first);
    expect(row(score("f", "8"), first).cells[0]?.points).toBe("8");
    expect(row(score("f", "9", { op: "later" }), first).cells[0]?.op).toBe("later");
    expect(rowOf(PUPIL, columns, new Given([score("f", "9")], [], new Map()), { ...RULES, scale: "pass" }, null, first)).not.toBe(first);
  });

  it("is points within their bounds, with either comma", () => {
    expect([pointsFrom("13,5", 20), pointsFrom("13.", 20), pointsFrom("20", 20), pointsFrom("20,1", 20), pointsFrom("", 20), pointsFrom("x", 20)]).toEqual(["13.5", "13", "20", null, null, null]);
  });

  it("is tasks, and their sum once all are there", () => {
    expect([tasksFrom("4, 6,5"), tasksFrom("4 6;5"), tasksFrom(""), tasksFrom("4, x"), tasksFrom("4, 0")]).toEqual([[4, 6, 5], [4, 6, 5], [], null, null]);
    expect([sumOf(["3.5", "2"], 2), sumOf(["3", null], 2)]).toEqual(["5.5", null]);
  });
});

describe("terms", () => {
  const calendar = { terms: [{ starts_on: "2026-11-02", ends_on: "2026-12-30" }, { starts_on: "2026-09-01", ends_on: "2026-10-25" }] } as unknown as CalendarDoc;
  const terms = termsOfCalendar(calendar);

  it("are numbered from the autumn", () => {
    expect(terms.map((term) => [term.key, term.starts_on])).toEqual([["2026-1", "2026-09-01"], ["2026-2", "2026-11-02"]]);
    expect([yearOf(terms), yearOf([])]).toEqual(["2026", ""]);
  });

  it("last until the next one begins", () => {
    expect(["2026-08-20", "2026-10-28", "2026-11-02", "2027-06-01"].map((day) => termOn(terms, day)?.n)).toEqual([1, 1, 2, 2]);
    expect(termOn([], "2026-09-01")).toBeNull();
  });

  it("may both have the work of the holidays between them", () => {
    const all = [...termsOfCalendar({ terms: [{ starts_on: "2025-09-01", ends_on: "2026-05-25" }] } as unknown as CalendarDoc), ...terms];
    const of = (day: string): string[] => all.filter((term) => touches(all, term, day)).map((term) => term.key);
    const days = ["2026-05-25", "2026-06-01", "2026-08-20", "2026-09-01", "2026-10-25", "2026-10-28", "2026-11-01", "2026-11-02", "2027-01-01"];
    expect(days.map((day) => of(day).join())).toEqual(["2025-1", "2025-1,2026-1", "2025-1,2026-1", "2026-1", "2026-1", "2026-1,2026-2", "2026-1,2026-2", "2026-2", "2026-2"]);
  });
});

describe("the carry-over sheet", () => {
  const columns = [assessment("f", { part: "formative", max: 10 }), assessment("s")];
  const book = (given: Given, signed: TermMarkDoc | null = null) => [rowOf(PUPIL, columns, given, RULES, signed)];

  it("has what was never carried over, what has changed since, and what was taken back", () => {
    const rows = book(new Given([score("f", "9"), score("s", null)], [], new Map()));
    const told = (carried: Record<string, string>) => pageOf(columns, rows, carried).map(({ column, entries }) => [column?.id, ...entries.map((one) => [one.now, one.was])]);
    expect(told({})).toEqual([["f", ["9", ""]], ["s", ["absent", ""]]]);
    expect(told({ "f~aru": "8", "s~aru": "absent" })).toEqual([["f", ["9", "8"]]]);
    expect(pageOf(columns, book(new Given([], [], new Map())), { "f~aru": "9" }).map((one) => one.entries[0]?.now)).toEqual([""]);
  });

  it("ticks off what was shown, and offers what came while it was copied", () => {
    const pageAt = (scores: ScoreDoc[], carried: Record<string, string>) => pageOf(columns, book(new Given(scores, [], new Map())), carried);
    const shown = pageAt([score("f", "9")], {});
    expect(sincePage(shown, shown, {})).toBe(0);
    // A correction and other points come while the page is typed in.
    const later = [score("f", "8"), score("s", "15")];
    const carried = { "old~aru": "5", ...tickedOff(shown.flatMap((one) => one.entries), true) };
    expect(carried).toEqual({ "old~aru": "5", "f~aru": "9" });
    expect(shown[0]?.entries.map((one) => isTicked(one, carried))).toEqual([true]);
    const now = pageAt(later, carried);
    expect(now.map(({ entries }) => entries.map((one) => [one.now, one.was]))).toEqual([[["8", "9"]], [["15", ""]]]);
    expect([sincePage(pageAt(later, {}), shown, {}), sincePage(now, shown, carried), sincePage(now, now, carried)]).toEqual([2, 2, 0]);
    // Ticked off by mistake, it is to be carried over again; and what is taken back before it was copied is told.
    expect(tickedOff(now.flatMap((one) => one.entries).slice(0, 1), false)).toEqual({ "f~aru": "9" });
    expect([sincePage(pageAt([], {}), shown, {}), sincePage(pageAt([score("f", "9")], carried), shown, carried)]).toEqual([1, 0]);
  });

  it("has the signed mark last", () => {
    const signed = { id: "aru~2026-2~maths", outcome: "mark", mark: 4, op: "t", inputs: [] } as unknown as TermMarkDoc;
    const page = pageOf(columns, book(new Given([], [], new Map()), signed), {});
    expect(page.map((one) => [one.column, one.entries[0]?.now])).toEqual([[null, "4"]]);
  });
});
