/** What points from a file would change in a book: judged cell by cell, before anything is written. Pure. */
import { decimal } from "../../assessment/policies.ts";
import type { AssessmentDoc, Part, ScoreOutcome } from "../../data/docs.ts";
import { MAX_POINTS } from "./kinds.ts";
import { type BookCell, type BookPupil, type BookRow, pointsFrom } from "./model.ts";

/** As `POST /api/v1/gradebook/…/import/preview` answers; `at` is a column's place in the sheet, from 0. */
export interface FileCell {
  readonly at: number;
  readonly outcome: ScoreOutcome | null;
  readonly points: string | null;
  readonly most: number | null;
  readonly trouble: "not-a-number" | "a-date" | null;
  readonly said: string;
}

export interface FileRow {
  readonly line: number;
  readonly written: string;
  readonly learner: string | null;
  readonly maybe: readonly string[];
  readonly left: boolean;
  readonly cells: readonly FileCell[];
}

export interface FileColumn {
  readonly at: number;
  readonly heading: string;
  readonly assessment: string | null;
  /** What a new assessment would be; a server of an older release doesn't say. */
  readonly part?: Part | null;
  readonly date?: string | null;
  readonly title?: string;
  readonly most?: number | null;
  /** A percentage or a mark, which the book reckons itself. */
  readonly reckoned?: boolean;
}

export interface MarksFile {
  readonly sheets: readonly { readonly at: number; readonly title: string }[];
  readonly sheet: number;
  readonly columns: readonly FileColumn[];
  readonly rows: readonly FileRow[];
}

export type Verdict = "new" | "changed" | "same" | "tooMuch" | "otherMost" | "notNumber" | "aDate" | "disputed" | "otherGrade" | "lockedCell" | "since";

const WRITTEN: ReadonlySet<Verdict> = new Set(["new", "changed"]);

export interface Finding {
  readonly verdict: Verdict;
  readonly column: AssessmentDoc;
  readonly cell: BookCell;
  readonly said: FileCell;
  /** As the book has points; null with an outcome that has none. */
  readonly points: string | null;
}

/** Whom a row is taken for: somebody, nobody because they left or stand in another row, or it has to be asked. */
export type Whose = "taken" | "left" | "repeated" | "several" | "sureAsk" | "unknown";

export interface Judged {
  readonly row: FileRow;
  readonly whose: Whose;
  readonly pupil: BookPupil | null;
  readonly findings: readonly Finding[];
}

/** What was said of a new assessment; the rest is as the file tells it. */
export interface Said {
  readonly part?: Part;
  readonly title?: string;
  readonly date?: string;
  /** As it was typed. */
  readonly max?: string;
  readonly grade?: number | null;
}

/** What whoever looked at the file has decided: assessments by column, what is said of new ones, learners by line («» for nobody). */
export interface Decided {
  readonly columns: ReadonlyMap<number, string | null>;
  readonly made: ReadonlyMap<number, Said>;
  readonly people: ReadonlyMap<number, string>;
}

export interface BookPage {
  readonly columns: readonly AssessmentDoc[];
  readonly rows: readonly Pick<BookRow, "pupil" | "cells">[];
}

/** Which assessment each column is taken for, the decisions before the proposals. */
export function takenFor(columns: readonly FileColumn[], decided: Decided["columns"]): Map<number, string> {
  const chosen = new Set([...decided.values()].filter((one) => one !== null));
  const taken = new Map<number, string>();
  for (const { at, assessment } of columns) {
    const mine = decided.get(at);
    // What was chosen for one column is no longer proposed for another.
    const id = mine === undefined ? (assessment !== null && !chosen.has(assessment) ? assessment : null) : mine;
    if (id !== null) taken.set(at, id);
  }
  return taken;
}

/** Chooses for one column; another that had the same lets go of it. */
export function chooseColumn(decided: Decided["columns"], at: number, assessment: string | null): Map<number, string | null> {
  const next = new Map(decided);
  for (const [other, id] of next) if (id !== null && id === assessment) next.set(other, null);
  return next.set(at, assessment);
}

/** `seen` is the book as it was when the file was first shown against it: what has changed there since is only told. */
export function judge(file: MarksFile, decided: Decided, book: BookPage, closed: (term: string) => boolean, seen: BookPage = book): Judged[] {
  const columns = new Map<number, { column: AssessmentDoc; place: number }>();
  for (const [at, id] of takenFor(file.columns, decided.columns)) {
    const place = book.columns.findIndex((one) => one.id === id);
    const column = book.columns[place];
    if (column) columns.set(at, { column, place });
  }
  const rows = new Map(book.rows.map((row) => [row.pupil.id, row]));
  const stood = cellsOf(seen);
  const met = new Set<string>();
  return file.rows.map((row) => {
    const id = decided.people.get(row.line) ?? row.learner ?? "";
    const found = rows.get(id);
    const whose = whoseRow(row, id, found !== undefined, met.has(id));
    if (whose !== "taken" || !found) return { row, whose, pupil: found?.pupil ?? null, findings: [] };
    met.add(id);
    const findings = row.cells.flatMap((said) => {
      const to = columns.get(said.at);
      const cell = to && found.cells[to.place];
      if (!to || !cell) return [];
      const one = finding(to.column, found.pupil, cell, said, closed);
      const moved = WRITTEN.has(one.verdict) && stood.get(`${to.column.id}~${id}`) !== cellSays(to.column, cell);
      return [moved ? { ...one, verdict: "since" as const } : one];
    });
    return { row, whose, pupil: found.pupil, findings };
  });
}

/** What each cell of a page says, by assessment and learner. */
function cellsOf({ columns, rows }: BookPage): Map<string, string> {
  return new Map(rows.flatMap(({ pupil, cells }) => columns.flatMap((column, at) => (cells[at] ? [[`${column.id}~${pupil.id}`, cellSays(column, cells[at])] as const] : []))));
}

/** What points from a file would stand on top of. */
function cellSays({ max, term }: AssessmentDoc, { outcome, points, op }: BookCell): string {
  return JSON.stringify([outcome, points, op, max, term]);
}

function whoseRow(row: FileRow, id: string, known: boolean, seen: boolean): Whose {
  if (id === "") return row.maybe.length > 1 ? "several" : row.maybe.length === 1 ? "sureAsk" : "unknown";
  if (row.left || !known) return "left";
  return seen ? "repeated" : "taken";
}

/** What one cell says of one assessment, whose most points are 0 while they are still asked for. */
export function finding(column: AssessmentDoc, pupil: BookPupil, cell: BookCell, said: FileCell, closed: (term: string) => boolean): Finding {
  const points = said.points === null ? null : pointsFrom(said.points, column.max || MAX_POINTS);
  return { verdict: verdict(column, pupil, cell, said, points, closed), column, cell, said, points };
}

function verdict(column: AssessmentDoc, pupil: BookPupil, cell: BookCell, said: FileCell, points: string | null, closed: (term: string) => boolean): Verdict {
  if (said.outcome === null) return said.trouble === "a-date" ? "aDate" : "notNumber";
  if (column.grade !== null && column.grade !== pupil.grade) return "otherGrade";
  if (said.outcome === cell.outcome && equal(said.points, cell.points)) return "same";
  if (said.most !== null && column.max !== 0 && said.most !== column.max) return "otherMost";
  if (said.outcome === "points" && points === null) return "tooMuch";
  if (closed(column.term)) return "lockedCell";
  if (cell.disputed) return "disputed";
  return cell.outcome === "none" ? "new" : "changed";
}

function equal(one: string | null, other: string | null): boolean {
  const [a, b] = [decimal(one), decimal(other)];
  return a && b ? a.top * b.bottom === b.top * a.bottom : !a && !b;
}

/** The cells that would be written. */
export function toWrite(judged: readonly Judged[]): { readonly learner: string; readonly finding: Finding }[] {
  return judged.flatMap(({ pupil, findings }) => findings.filter((one) => WRITTEN.has(one.verdict)).map((finding) => ({ learner: pupil?.id ?? "", finding })));
}

/** The assessments of which something would be written: one without any points is not made. */
export function withPoints(drafts: readonly AssessmentDoc[], judged: readonly Judged[]): AssessmentDoc[] {
  const written = new Set(toWrite(judged).map((one) => one.finding.column.id));
  return drafts.filter((one) => written.has(one.id));
}

export interface Counts {
  readonly fresh: number;
  readonly changed: number;
  readonly same: number;
  /** Cells of columns that are taken, and cannot be. */
  readonly not: number;
  /** Of those: the book has changed there since the file was shown. */
  readonly since: number;
}

export function countsOf(judged: readonly Judged[], taken: ReadonlyMap<number, string>): Counts {
  const all = judged.flatMap((one) => one.findings.map((finding) => finding.verdict));
  const of = (verdict: Verdict): number => all.filter((one) => one === verdict).length;
  const [fresh, changed, same] = [of("new"), of("changed"), of("same")];
  const ofNobody = judged.filter((one) => one.whose !== "taken").reduce((sum, { row }) => sum + row.cells.filter((cell) => taken.has(cell.at)).length, 0);
  return { fresh, changed, same, not: all.length - fresh - changed - same + ofNobody, since: of("since") };
}

/** What stands in another journal by its own file, for the carry-over sheet: all that is here as it says, or will be. `ids` are those of new assessments by their drafts'. */
export function carriedFrom(judged: readonly Judged[], ids: ReadonlyMap<string, string> = new Map()): Record<string, string> {
  const known: [string, string][] = [];
  for (const { pupil, findings } of judged) {
    for (const { verdict, column, cell, said, points } of findings) {
      const entry = `${ids.get(column.id) ?? column.id}~${pupil?.id ?? ""}`;
      if (verdict === "same") known.push([entry, cell.points ?? cell.outcome]);
      else if (WRITTEN.has(verdict)) known.push([entry, points ?? said.outcome ?? ""]);
    }
  }
  return Object.fromEntries(known);
}
