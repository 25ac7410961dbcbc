/** Columns of a file that the book has no assessment for: what they become, and what keeps them from it. */
import { describe, expect, it } from "vitest";

import type { AssessmentDoc } from "../../src/data/docs.ts";
import { type BookPage, type Decided, type FileCell, type FileColumn, judge, type MarksFile, type Said, toWrite, withPoints } from "../../src/screens/gradebook/marksFile.ts";
import { emptyCell } from "../../src/screens/gradebook/model.ts";
import { faulty, isHoliday, type NewColumn, newColumns, newId, recognised, type Where, withNew } from "../../src/screens/gradebook/newColumns.ts";

const CALENDAR = { holidays: [{ starts_on: "2026-12-16", ends_on: "2026-12-18" }], moved: [{ on: "2026-12-18", weekday: 3 }] };
const WHERE: Where = {
  school: "s", class: "5a", subject: "maths", grades: [], holiday: (day) => isHoliday(CALENDAR, day),
  term: { key: "2026-2", n: 2, starts_on: "2026-11-02", ends_on: "2026-12-30" },
};
const PUPILS = ["aru", "dias", "ali", "dana"].map((id, at) => ({ id, name: id, grade: at < 2 ? 5 : 6 }));

function assessment(id: string, more: Partial<AssessmentDoc> = {}): AssessmentDoc {
  return { id, school: "s", class: "5a", grade: null, subject: "maths", term: "2026-2", part: "formative", title: "", date: "2026-11-20", max: 10, tasks: [], objectives: [], assignment: null, ...more };
}

/** `points` of the pupils in their order, by assessment. */
function book(...columns: readonly { readonly doc: AssessmentDoc; readonly points: readonly (string | null)[] }[]): BookPage {
  return {
    columns: columns.map((one) => one.doc),
    rows: PUPILS.map((pupil, at) => ({
      pupil,
      cells: columns.map(({ doc, points }) => (points[at] == null ? emptyCell(doc) : { ...emptyCell(doc), outcome: "points" as const, points: points[at] ?? null, op: `${doc.id}~${pupil.id}` })),
    })),
  };
}

function column(at: number, heading: string, more: Partial<FileColumn> = {}): FileColumn {
  return { at, heading, assessment: null, part: null, date: null, title: heading, most: null, reckoned: false, ...more };
}

/** Columns from 1, with points of the pupils in their order. */
function file(...columns: readonly (readonly [FileColumn, readonly (string | null)[], number?])[]): MarksFile {
  const cell = (at: number, points: string, most: number | undefined): FileCell => ({ at, outcome: "points", points, most: most ?? null, trouble: null, said: "" });
  const rows = PUPILS.map(({ id }, n) => ({
    line: n + 2, written: id, learner: id, maybe: [], left: false,
    cells: columns.flatMap(([{ at }, points, most]) => (points[n] == null ? [] : [cell(at, points[n] ?? "", most)])),
  }));
  return { sheets: [{ at: 0, title: "" }], sheet: 0, columns: columns.map(([one]) => one), rows };
}

/** All columns that are left become new ones, with what is said of them. */
function decided(read: MarksFile, said: Readonly<Record<number, Said>> = {}): Decided {
  const open = read.columns.filter((one) => one.assessment === null);
  return { columns: new Map(open.map(({ at }) => [at, newId(at)])), made: new Map(Object.entries(said).map(([at, one]) => [Number(at), one])), people: new Map() };
}

function wrong({ wrongTitle, wrongDate, wrongMax }: NewColumn): (string | null)[] {
  return [wrongTitle, wrongDate, wrongMax];
}

describe("a new assessment", () => {
  it("is filled in as far as the file tells, and asks for the rest", () => {
    const told = column(1, "СОР 25.11 Дроби /20", { part: "section", date: "2026-11-25", title: "Дроби", most: 20 });
    const read = file([told, ["13", "20.5"]], [column(2, "Эссе"), ["7", "9.5"]]);
    const [first, second] = newColumns(read, decided(read), book(), WHERE) as [NewColumn, NewColumn];
    expect(first.doc).toEqual(assessment("new 1", { part: "section", title: "Дроби", date: "2026-11-25", max: 20 }));
    expect([wrong(first), first.over, first.largest]).toEqual([[null, null, null], 1, "20.5"]);
    expect([second.doc.part, second.doc.title, second.doc.date, second.max, second.doc.max]).toEqual(["formative", "Эссе", "", "", 0]);
    expect([wrong(second), second.over, second.largest]).toEqual([[null, "dayMissing", "maxMissing"], 0, "9.5"]);
  });

  it.each<[Said, (string | null)[]]>([
    [{}, [null, null, null]],
    [{ title: "" }, [null, null, null]],
    [{ date: "2026-11-01" }, [null, "dayOutside", null]],
    [{ date: "2026-12-31" }, [null, "dayOutside", null]],
    [{ date: "2026-12-16" }, [null, "dayHoliday", null]],
    [{ date: "2026-12-17" }, [null, "dayHoliday", null]],
    [{ date: "2026-12-18" }, [null, null, null]],
    [{ date: "" }, [null, "dayMissing", null]],
    [{ max: "0" }, [null, null, "maxWrong"]],
    [{ max: "1001" }, [null, null, "maxWrong"]],
    [{ max: "" }, [null, null, "maxMissing"]],
    [{ title: " тест  1", date: "2026-11-20" }, ["alikeBook", null, null]],
    [{ title: "Тест 1", date: "2026-11-20", part: "section" }, [null, null, null]],
    [{ title: "Диктант", date: "2026-11-23" }, ["alikeColumn", null, null]],
  ])("of which is said %j has wrong %j", (said, faults) => {
    const read = file([column(1, "Эссе", { date: "2026-11-24", most: 10 }), ["7"]], [column(2, "Диктант", { date: "2026-11-23", most: 10 }), ["7"]]);
    const one = newColumns(read, decided(read, { 1: said }), book({ doc: assessment("a", { title: "Тест 1" }), points: [] }), WHERE)[0] as NewColumn;
    expect([wrong(one), faulty(one)]).toEqual([faults, faults.some((fault) => fault !== null)]);
  });

  it("of two columns with one name is told from the other by its day", () => {
    const read = file([column(1, "Тест", { most: 10 }), ["7"]], [column(2, "Тест", { most: 10 }), ["8"]]);
    const faults = (first: string, second: string): (string | null)[][] => newColumns(read, decided(read, { 1: { date: first }, 2: { date: second } }), book(), WHERE).map(wrong);
    expect(faults("2026-11-24", "2026-11-24")).toEqual([["alikeColumn", null, null], ["alikeColumn", null, null]]);
    expect(faults("2026-11-24", "2026-11-25")).toEqual([[null, null, null], [null, null, null]]);
  });

  it("takes the most points that were said for the one before it of its kind, and never over what the file says", () => {
    const read = file(...[1, 2, 3, 4, 5].map((at) => [column(at, `${at}`, at === 3 ? { part: "section" } : at === 4 ? { most: 12 } : {}), ["5"]] as const));
    expect(newColumns(read, decided(read, { 1: { max: "8" }, 5: { max: "" } }), book(), WHERE).map((one) => one.max)).toEqual(["8", "8", "", "12", ""]);
  });

  it("keeps a space that is being typed", () => {
    const read = file([column(1, "Эссе"), ["5"]]);
    const one = newColumns(read, decided(read, { 1: { title: "Менің " } }), book(), WHERE)[0] as NewColumn;
    expect([one.title, one.doc.title]).toEqual(["Менің ", "Менің"]);
  });

  it("is of the grade whose pupils have something in it, or of all that a joined class has", () => {
    const read = file([column(1, "А"), ["5", "6"]], [column(2, "Б"), [null, null, "4"]], [column(3, "В"), ["5", null, "4"]]);
    const grades = (where: Where, said: Record<number, Said> = {}): (number | null)[] => newColumns(read, decided(read, said), book(), where).map((one) => one.doc.grade);
    const joined = { ...WHERE, grades: [5, 6] };
    expect(grades(joined)).toEqual([5, 6, null]);
    expect(grades(joined, { 1: { grade: null }, 3: { grade: 6 } })).toEqual([null, 6, 6]);
    expect(grades(WHERE)).toEqual([null, null, null]);
  });
});

describe("points of a new assessment", () => {
  it("are seen before its most points are known, and are written but for those above them", () => {
    const read = file([column(1, "Эссе", { date: "2026-11-24" }), ["7", "12", "1001"], 15]);
    const verdicts = (said: Said): string[] => {
      const drafts = newColumns(read, decided(read, { 1: said }), book(), WHERE);
      return judge(read, decided(read), withNew(book(), drafts), () => false).flatMap((one) => one.findings.map((each) => each.verdict));
    };
    expect(verdicts({})).toEqual(["new", "new", "tooMuch"]);
    expect(verdicts({ max: "15" })).toEqual(["new", "new", "tooMuch"]);
    expect(verdicts({ max: "10" })).toEqual(["otherMost", "otherMost", "otherMost"]);
  });

  it("stand beside those of the book, and an assessment without any is not made", () => {
    const read = file([column(1, "Бар", { assessment: "a" }), ["7"]], [column(2, "Жаңа", { date: "2026-11-24", most: 10 }), [null, "8"]], [column(3, "Бос", { date: "2026-11-25", most: 5 }), ["9"]]);
    const page = book({ doc: assessment("a"), points: ["6"] });
    const drafts = newColumns(read, decided(read), page, WHERE);
    const judged = judge(read, decided(read), withNew(page, drafts), () => false);
    expect(toWrite(judged).map(({ learner, finding: { column: to, points, cell } }) => [learner, to.id, points, cell.op])).toEqual([["aru", "a", "7", "a~aru"], ["dias", "new 2", "8", null]]);
    expect(withPoints(drafts.map((one) => one.doc), judged).map((one) => one.id)).toEqual(["new 2"]);
  });
});

describe("a file read again", () => {
  const taken = (read: MarksFile, page: BookPage): (string | null)[] => recognised(read, page).columns.map((one) => one.assessment);

  it("finds an assessment of just that name, and nothing that its heading speaks against", () => {
    const page = book({ doc: assessment("a", { title: "Дроби" }), points: [] }, { doc: assessment("b", { title: "Дроби и доли" }), points: [] });
    expect(taken(file([column(1, "дроби"), []], [column(2, "Дроби и доли"), []]), page)).toEqual(["a", "b"]);
    expect(taken(file([column(1, "Дроби", { part: "section" }), []]), page)).toEqual([null]);
    expect(taken(file([column(1, "Дроби", { date: "2026-11-21" }), []]), page)).toEqual([null]);
    expect(taken(file([column(1, "", { title: "" }), []]), book({ doc: assessment("a"), points: [] }))).toEqual([null]);
    expect(taken(file([column(1, "Дроби", { reckoned: true }), []]), page)).toEqual([null]);
  });

  it("finds one in which all that it says stands, whatever it was called", () => {
    const page = book({ doc: assessment("a", { title: "Аралық" }), points: ["5", "6", "7", "8"] }, { doc: assessment("b"), points: ["5", "6", "7"] });
    expect(taken(file([column(1, "X"), ["5.0", "6", "7", "8"]]), page)).toEqual(["a"]);
    expect(taken(file([column(1, "X"), ["5", "6", "7", "9"]]), page)).toEqual([null]);
    expect(taken(file([column(1, "X"), ["5", "6"]]), page)).toEqual([null]); // too little to know it by
    expect(taken(file([column(1, "X"), ["5", "6", "7"]]), page)).toEqual([null]); // fits both
    expect(taken(file([column(1, "X"), ["5", "6", "7", "8"]], [column(2, "Y"), ["5", "6", "7", "8"]]), page)).toEqual([null, null]);
    expect(taken(file([column(1, "X", { assessment: "a" }), []], [column(2, "Y"), ["5", "6", "7"]]), page)).toEqual(["a", "b"]);
  });

  it("is not taken for what this phone has just removed", () => {
    expect(taken(file([column(1, "Тест", { assessment: "gone" }), ["5"]]), book())).toEqual([null]);
  });

  it("tells two columns of one name apart by their points", () => {
    const same = [column(1, "Тест"), column(2, "Тест")] as const;
    const page = book({ doc: assessment("a", { title: "Тест" }), points: ["9", "9", "9"] }, { doc: assessment("b", { title: "Тест", date: "2026-11-21" }), points: ["4", "4", "5"] });
    expect(taken(file([same[0], ["4", "4", "5"]], [same[1], ["9", "9", "9"]]), page)).toEqual(["b", "a"]);
  });
});
