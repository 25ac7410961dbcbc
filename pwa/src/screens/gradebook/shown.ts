/**
 * One tap that acts on a whole list acts on the list that was looked at: what an exchange brings meanwhile waits until
 * somebody has looked at it. What a row says holds the operations it rests on, so bases are those that were shown, too.
 */
import { useState } from "preact/hooks";

import type { TermMarkDoc, YearMarkDoc } from "../../data/docs.ts";
import { type BookRow, type BookRules, inputsOf, percentOf } from "./model.ts";
import type { YearRow } from "./year.ts";

/** What each row said when it was looked at, by row. */
export type Shown = ReadonlyMap<string, string>;

/** Some rows apart: those that say what they said, and those that have changed or come since. */
export function sinceShown<R>(rows: readonly R[], shown: Shown, idOf: (row: R) => string, says: (row: R) => string): { same: R[]; changed: R[] } {
  const [same, changed]: [R[], R[]] = [[], []];
  for (const row of rows) (shown.get(idOf(row)) === says(row) ? same : changed).push(row);
  return { same, changed };
}

/** All that a signature under a term's mark would stand for, and the operations it would stand on. */
export function termSays({ reckoned, signed }: Pick<BookRow, "reckoned" | "signed">, { policy, scale }: BookRules): string {
  return JSON.stringify([reckoned.mark, percentOf(reckoned, policy.total_places), inputsOf(reckoned), opsOf(signed), policy.id, scale]);
}

/** The same of a year's mark. */
export function yearSays({ mark, terms, inputs, signed }: Pick<YearRow, "mark" | "terms" | "inputs" | "signed">, { policy, scale }: BookRules): string {
  return JSON.stringify([mark, terms, inputs, opsOf(signed), policy.id, scale]);
}

function opsOf(signed: TermMarkDoc | YearMarkDoc | null): string[] {
  return signed ? [signed.op, ...signed.others.map(({ op }) => op).sort()] : [];
}

/** As `signed` stands once `op` was written over every side of it. */
export function overWritten<Doc extends TermMarkDoc | YearMarkDoc>(signed: Doc | null, op: string): Doc {
  return { ...signed, op, others: [] } as unknown as Doc;
}

export interface Looking {
  readonly shown: Shown;
  /** They have looked at all that is here now. */
  readonly look: () => void;
  /** Their own act changed one row: it was looked at. */
  readonly wrote: (id: string, says: string) => void;
}

/** Looks at `now` from the first time that it is drawn. */
export function useShown(now: Shown): Looking {
  const [shown, setShown] = useState(now);
  return { shown, look: () => setShown(now), wrote: (id, says) => setShown((before) => new Map(before).set(id, says)) };
}
