/** What has changed since it was last carried over to a journal on another platform. Pure. */
import type { AssessmentDoc } from "../../data/docs.ts";
import type { BookRow } from "./model.ts";

/** By entry what was carried over: points, a mark, or the name of what stands in their place. */
export type Carried = Readonly<Record<string, string>>;

export interface CarryEntry {
  /** `<assessment>~<learner>`, or the signed mark's record. */
  readonly id: string;
  readonly name: string;
  /** What is to stand there; empty: what was carried over has been taken back. */
  readonly now: string;
  /** What was carried over before; empty for nothing. */
  readonly was: string;
}

export interface CarryColumn {
  /** null: the term mark. */
  readonly column: AssessmentDoc | null;
  readonly entries: readonly CarryEntry[];
}

/** One page of the journal: its columns by day, the term mark last, learners in the order of the list. */
export function pageOf(
  columns: readonly AssessmentDoc[],
  rows: readonly BookRow[],
  carried: Carried,
): CarryColumn[] {
  const page: CarryColumn[] = columns.map((column, at) => ({ column, entries: changed(rows, carried, (row) => [`${column.id}~${row.pupil.id}`, inCell(row, at)]) }));
  page.push({ column: null, entries: changed(rows, carried, (row) => [row.signed?.id ?? "", row.signed ? String(row.signed.mark ?? row.signed.outcome) : ""]) });
  return page.filter((one) => one.entries.length > 0);
}

function inCell(row: BookRow, column: number): string {
  const cell = row.cells[column];
  return !cell || cell.outcome === "none" ? "" : (cell.points ?? cell.outcome);
}

function changed(rows: readonly BookRow[], carried: Carried, told: (row: BookRow) => [string, string]): CarryEntry[] {
  return rows.flatMap((row) => {
    const [id, now] = told(row);
    const was = carried[id] ?? "";
    return id === "" || now === was ? [] : [{ id, name: row.pupil.name, now, was }];
  });
}

/** What entries say once they are ticked off, or no longer: what was shown is what was typed there, whatever the book says by now. */
export function tickedOff(entries: readonly CarryEntry[], done: boolean): Carried {
  return Object.fromEntries(entries.map((one) => [one.id, done ? one.now : one.was]));
}

export function isTicked({ id, now }: CarryEntry, carried: Carried): boolean {
  return (carried[id] ?? "") === now;
}

/** How many entries of a page are not, or no longer, to be read off the page as it was shown. */
export function sincePage(page: readonly CarryColumn[], shown: readonly CarryColumn[], carried: Carried): number {
  const [here, before] = [page, shown].map((columns) => columns.flatMap(({ entries }) => entries)) as [CarryEntry[], CarryEntry[]];
  const there = new Map(before.map((one) => [one.id, one.now]));
  const known = new Set(here.map((one) => one.id));
  return here.filter((one) => there.get(one.id) !== one.now).length + before.filter((one) => !known.has(one.id) && !isTicked(one, carried)).length;
}
