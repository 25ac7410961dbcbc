/**
 * What a learner's points in a subject come to: the phone's twin of `server/gradebook/book.py`. Both pass
 * `tests/server/gradebook/book_vectors.json`. The engine knows points only; here stand the words beside them.
 */
import { needed as least, type Part, type Policy, type Scale, type Score, term, type TermResult, weightsFor } from "./engine.ts";
import { atLeast, type Fraction, fraction } from "./fraction.ts";

export interface Column {
  readonly id: string;
  readonly part: Part;
  readonly most: Fraction;
}

/** `most` where it differs from the column's: a task whose mark was given out of something else. */
export interface Cell {
  readonly outcome: string;
  readonly points: Fraction | null;
  readonly most?: Fraction | null;
}

export interface Reckoned {
  /** null when the policy has no weights for what is planned. */
  readonly result: TermResult | null;
  /** Section and term assessments that still lack points; while there are some, there is no mark. */
  readonly blank: readonly string[];
  readonly inputs: readonly (Score & { readonly column: string })[];
  readonly planned: readonly Part[];
  readonly mark: number | null;
}

const EXCUSED: ReadonlySet<string> = new Set(["exempt", "not_studied"]);

export function reckon(policy: Policy, grade: number, columns: readonly Column[], cells: ReadonlyMap<string, Cell>, scale: Scale = "marks"): Reckoned {
  const planned = new Set<Part>(["formative"]);
  const blank: string[] = [];
  const inputs: (Score & { column: string })[] = [];
  for (const column of columns) {
    const cell = cells.get(column.id);
    if (cell && EXCUSED.has(cell.outcome)) continue;
    planned.add(column.part);
    if (cell?.points) {
      const most = cell.most ?? column.most;
      inputs.push({ column: column.id, part: column.part, points: atLeast(most, cell.points) ? cell.points : most, most });
    } else if (column.part !== "formative") blank.push(column.id);
  }
  const parts = [...planned];
  const result = weightsFor(policy, parts) ? term(policy, grade, inputs, parts, scale) : null;
  return { result, blank, inputs, planned: parts, mark: blank.length > 0 ? null : (result?.mark ?? null) };
}

/**
 * Whether a column of a class is one of a learner who is in it `since` a day and has `brought` points from another:
 * what was held before they came is not asked of who brings the like.
 */
export function isAsked(part: Part, on: string, blank: boolean, since: string | null, brought: readonly Part[]): boolean {
  return !blank || !since || on >= since || !brought.includes(part);
}

/** Points that a learner needs in one assessment that is still to come; no `column`: in daily work. */
export interface Need {
  readonly column: string | null;
  readonly points: Fraction;
  readonly most: Fraction;
}

/** One mark of daily work out of ten, where nothing has been assessed in lessons yet. */
const DAILY_MOST = fraction(10);

/**
 * The least points in what is still to come for at least the mark `target`, at about the same share in
 * each; null when it is out of reach or nothing is to come.
 */
export function needs(policy: Policy, grade: number, found: Reckoned, columns: readonly Column[], target: number): readonly Need[] | null {
  const { result } = found;
  if (!result) return null;
  const ahead: { column: string | null; part: Part; most: Fraction }[] = columns
    .filter((column) => found.blank.includes(column.id))
    .map((column) => ({ column: column.id, part: column.part, most: column.most }));
  if (result.missing.includes("formative")) ahead.unshift({ column: null, part: "formative", most: DAILY_MOST });
  const counted = ahead.filter((one) => policy.weights.some((row) => one.part in row));
  if (counted.length === 0) return null;
  const scores = least(policy, grade, found.inputs, found.planned, counted, target);
  return scores && scores.map((score, at) => ({ column: counted[at]?.column ?? null, points: score.points, most: score.most }));
}
