/** Terms of a school year as calendars have them. Pure. */
import type { CalendarDoc } from "../../data/docs.ts";

export interface Term {
  /** «2026-2»: the year in which the school year began, and the number of the term in it. */
  readonly key: string;
  readonly n: number;
  readonly starts_on: string;
  readonly ends_on: string;
}

export function termsOfCalendar(calendar: CalendarDoc): Term[] {
  const spans = [...calendar.terms].sort((a, b) => (a.starts_on < b.starts_on ? -1 : 1));
  const year = spans[0]?.starts_on.slice(0, 4) ?? "";
  return spans.map(({ starts_on, ends_on }, at) => ({ key: `${year}-${at + 1}`, n: at + 1, starts_on, ends_on }));
}

/** The term of a day; in the holidays the one before them, before the first one the first. */
export function termOn(terms: readonly Term[], day: string): Term | null {
  const begun = terms.filter((term) => term.starts_on <= day);
  return begun[begun.length - 1] ?? terms[0] ?? null;
}

/** The last two terms that have begun on a day, whichever years they are of. `terms` are in order. */
export function lastBegun(terms: readonly Term[], day: string): Term[] {
  return terms.filter((term) => term.starts_on <= day).slice(-2);
}

/** Whether work of a day may count in a term: it is of the term, or of the holidays before or after it. `terms` are in order. */
export function touches(terms: readonly Term[], term: Term, day: string): boolean {
  const at = terms.findIndex((one) => one.key === term.key);
  return day > (terms[at - 1]?.ends_on ?? "") && (at + 1 >= terms.length || day < (terms[at + 1]?.starts_on ?? ""));
}

/** The first year of a school year, as keys of its terms have it; empty for none. */
export function yearOf(terms: readonly Term[]): string {
  return terms[0]?.key.slice(0, 4) ?? "";
}
