/** Assessments that columns of a file become, where the book has none for them yet. Pure. */
import type { AssessmentDoc, CalendarDoc, Part } from "../../data/docs.ts";
import { MAX_POINTS } from "./kinds.ts";
import { type BookPage, type Decided, type FileColumn, finding, type MarksFile, type Said, takenFor } from "./marksFile.ts";
import { emptyCell, pointsFrom } from "./model.ts";
import type { Term } from "./terms.ts";

/** Where it is made, and when it may be. */
export interface Where {
  readonly school: string;
  readonly class: string;
  readonly subject: string;
  readonly term: Term;
  /** Of a joined class; empty for the others, whose assessments are of the whole class. */
  readonly grades: readonly number[];
  readonly holiday: (day: string) => boolean;
}

export interface NewColumn {
  readonly at: number;
  /** Its id stands for the one that writing gives it; `max` is 0 while nobody has said it. */
  readonly doc: AssessmentDoc;
  readonly max: string;
  /** As it was typed, a space at its end too. */
  readonly title: string;
  readonly wrongTitle: "alikeBook" | "alikeColumn" | null;
  readonly wrongDate: "dayMissing" | "dayOutside" | "dayHoliday" | null;
  readonly wrongMax: "maxMissing" | "maxWrong" | null;
  /** How many cells have more than its most points. */
  readonly over: number;
  /** The most points that a pupil has in the file, as a decimal text. */
  readonly largest: string | null;
}

/** Cells that have to be equal before a column without a telling heading is taken for what stands in the book. */
const EQUAL_CELLS = 3;

/** What is chosen for a column that becomes an assessment of its own. */
export function newId(at: number): string {
  return `new ${at}`;
}

export function faulty(one: NewColumn): boolean {
  return one.wrongTitle !== null || one.wrongDate !== null || one.wrongMax !== null;
}

/** Whether a day is in the holidays, and no lessons of another day were moved to it. */
export function isHoliday({ holidays, moved }: Pick<CalendarDoc, "holidays" | "moved">, day: string): boolean {
  return holidays.some((one) => one.starts_on <= day && day <= one.ends_on) && !moved.some((one) => one.on === day);
}

/** The new assessments in the file's order. Most points that were said once hold for the next of its kind. */
export function newColumns(file: MarksFile, decided: Decided, book: BookPage, where: Where): NewColumn[] {
  const taken = takenFor(file.columns, decided.columns);
  const usual = new Map<Part, string>();
  const drafts = file.columns.flatMap((column) => {
    if (taken.get(column.at) !== newId(column.at)) return [];
    const said = decided.made.get(column.at) ?? {};
    const part = said.part ?? column.part ?? "formative";
    const max = said.max ?? (column.most ? String(column.most) : usual.get(part)) ?? "";
    if (said.max) usual.set(part, said.max);
    const title = said.title ?? column.title ?? column.heading;
    const grade = said.grade === undefined ? gradeOf(file, column, book, where) : said.grade;
    return [{ at: column.at, max, title, doc: docOf(column, { part, title, date: said.date ?? column.date ?? "", max, grade }, where) }];
  });
  return drafts.map(({ at, max, title, doc }) => {
    const points = file.rows.flatMap(({ cells }) => cells.filter((cell) => cell.at === at && cell.points !== null).map((cell) => cell.points as string));
    const others = drafts.filter((other) => other.doc !== doc).map((other) => other.doc);
    return {
      at,
      doc,
      max,
      title,
      wrongTitle: doc.date === "" ? null : book.columns.some((one) => alike(one, doc)) ? "alikeBook" : others.some((one) => alike(one, doc)) ? "alikeColumn" : null,
      wrongDate: wrongDate(doc.date, where),
      wrongMax: max === "" ? "maxMissing" : doc.max === 0 ? "maxWrong" : null,
      over: doc.max === 0 ? 0 : points.filter((one) => pointsFrom(one, doc.max) === null).length,
      largest: points.reduce<string | null>((most, one) => (most === null || Number(one) > Number(most) ? one : most), null),
    };
  });
}

function docOf({ at }: FileColumn, { part, title, date, max, grade }: Required<Said>, { school, class: classId, subject, term }: Where): AssessmentDoc {
  const whole = /^\d+$/.test(max) ? Number(max) : 0;
  return {
    id: newId(at),
    school,
    class: classId,
    grade,
    subject,
    term: term.key,
    part,
    title: title.trim(),
    date,
    max: whole <= MAX_POINTS ? whole : 0,
    tasks: [],
    objectives: [],
    assignment: null,
  };
}

/** The grade whose pupils alone have something in the column; null for all. */
function gradeOf(file: MarksFile, { at }: FileColumn, book: BookPage, { grades }: Where): number | null {
  if (grades.length === 0) return null;
  const there = new Set(file.rows.filter((row) => row.cells.some((cell) => cell.at === at)).map((row) => row.learner));
  const found = new Set(book.rows.filter(({ pupil }) => there.has(pupil.id)).map(({ pupil }) => pupil.grade));
  return found.size === 1 ? ([...found][0] ?? null) : null;
}

function wrongDate(date: string, { term, holiday }: Where): NewColumn["wrongDate"] {
  if (date === "") return "dayMissing";
  if (date < term.starts_on || date > term.ends_on) return "dayOutside";
  return holiday(date) ? "dayHoliday" : null;
}

function alike(one: AssessmentDoc, two: AssessmentDoc): boolean {
  const grades = one.grade === null || two.grade === null || one.grade === two.grade;
  return grades && one.part === two.part && one.date === two.date && plain(one.title) === plain(two.title);
}

function plain(title: string): string {
  return title.trim().replace(/\s+/g, " ").toLowerCase();
}

/** The book with the new assessments beside those that it has, all of their cells open. */
export function withNew(book: BookPage, made: readonly NewColumn[]): BookPage {
  const docs = made.map((one) => one.doc);
  return { columns: [...book.columns, ...docs], rows: book.rows.map((row) => ({ ...row, cells: [...row.cells, ...docs.map(emptyCell)] })) };
}

/**
 * Columns that the server left open, taken for what this phone knows: an assessment named just so, which may not have
 * travelled yet, or one in which all that the column says stands already. So a file read twice makes nothing twice.
 */
export function recognised(file: MarksFile, book: BookPage): MarksFile {
  const known = new Set(book.columns.map((one) => one.id));
  // What was taken back here may still stand at the server.
  let columns = file.columns.map((one) => (known.has(one.assessment ?? "") ? one : { ...one, assessment: null }));
  for (const fits of [named, standing]) {
    const taken = new Set(columns.map((one) => one.assessment));
    const free = book.columns.filter((one) => !taken.has(one.id));
    const pairs = columns.filter((one) => one.assessment === null && !one.reckoned).flatMap((column) => free.filter((one) => fits(column, one, file, book)).map((one) => [column.at, one.id] as const));
    const sure = new Map(pairs.filter(([at, id]) => pairs.filter((other) => other[0] === at || other[1] === id).length === 1));
    columns = columns.map((one) => ({ ...one, assessment: sure.get(one.at) ?? one.assessment }));
  }
  return { ...file, columns };
}

function named({ part, date, title }: FileColumn, one: AssessmentDoc): boolean {
  return Boolean(title) && plain(title ?? "") === plain(one.title) && (part ?? one.part) === one.part && (date ?? one.date) === one.date;
}

function standing({ at }: FileColumn, one: AssessmentDoc, file: MarksFile, book: BookPage): boolean {
  const place = book.columns.indexOf(one);
  const rows = new Map(book.rows.map((row) => [row.pupil.id, row]));
  let same = 0;
  for (const { learner, cells } of file.rows) {
    const row = rows.get(learner ?? "");
    const [cell, said] = [row?.cells[place], cells.find((each) => each.at === at)];
    if (!row || !cell || !said) continue;
    const { verdict } = finding(one, row.pupil, cell, said, () => false);
    if (verdict === "same") same += 1;
    else if (verdict === "new" || verdict === "changed" || verdict === "disputed") return false;
  }
  return same >= EQUAL_CELLS;
}
