/** The class × task grid as values: rows are pupils, columns are assignments, cells say one word. */
import type { AssignmentDoc } from "../../../data/docs.ts";
import type { Pupil } from "./roster.ts";
import type { Work, WorkIndex, WorkState } from "./work.ts";

export interface Cell {
  readonly state: WorkState;
  /** The mark as written, or null. */
  readonly mark: string | null;
  readonly late: boolean;
  readonly unsent: boolean;
  readonly again: boolean;
  /** Two teachers gave different marks and nobody has chosen yet. */
  readonly disputed: boolean;
}

const DONE: ReadonlySet<WorkState> = new Set(["waiting", "marked", "returned", "paper"]);

export interface GridRow {
  readonly pupil: Pupil;
  readonly cells: readonly Cell[];
}

export interface Grid {
  readonly columns: readonly AssignmentDoc[];
  readonly rows: readonly GridRow[];
  /** Per column, how many of the pupils have handed in or are marked. */
  readonly done: readonly number[];
}

/** Columns newest first, since a teacher opens the grid for this week's task. */
export function newestFirst(assignments: readonly AssignmentDoc[]): AssignmentDoc[] {
  return [...assignments].sort((a, b) => {
    const left = a.due_at ?? a.created_at;
    const right = b.due_at ?? b.created_at;
    if (left !== right) return left < right ? 1 : -1;
    return a.id < b.id ? 1 : -1;
  });
}

export function buildGrid(
  pupils: readonly Pupil[],
  assignments: readonly AssignmentDoc[],
  index: WorkIndex,
  now: string,
): Grid {
  const columns = newestFirst(assignments);
  const done = columns.map(() => 0);
  const rows = pupils.map((pupil) => ({
    pupil,
    cells: columns.map((assignment, column) => {
      const cell = cellOf(index.work(assignment, pupil.id, now));
      if (DONE.has(cell.state)) done[column] = (done[column] ?? 0) + 1;
      return cell;
    }),
  }));
  return { columns, rows, done };
}

export function cellOf(work: Work): Cell {
  return {
    state: work.state,
    mark: work.mark?.mark ?? null,
    late: work.late,
    unsent: work.unsent,
    again: work.again,
    disputed: (work.mark?.others.length ?? 0) > 0,
  };
}
