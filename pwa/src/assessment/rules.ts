/**
 * When section and term assessments may be: the phone's twin of `server/gradebook/rules.py`. Advice only.
 * Both pass `tests/server/gradebook/rules_vectors.json`.
 */
import type { Part } from "./engine.ts";

export interface Planned {
  readonly id: string;
  readonly grade: number | null;
  readonly subject: string;
  readonly term: string;
  readonly part: Part;
  readonly date: string;
}

export type Warning = "day-full" | "last-day" | "same-day" | "term-twice" | "too-many-sections";

export interface Warned {
  readonly code: Warning;
  readonly ids: readonly string[];
}

const TERM_ASSESSMENTS_PER_DAY = 3;
const SECTIONS_PER_TERM = 3;

/** What is against the rules in one class; `lastDays` by term. */
export function warnings(planned: readonly Planned[], lastDays: Readonly<Record<string, string>>): Warned[] {
  const every = [...planned].sort((a, b) => compare(a.date, b.date) || compare(a.id, b.id));
  const grades = [...new Set(every.flatMap((one) => (one.grade === null ? [] : [one.grade])))].sort((a, b) => a - b);
  const found = new Map<string, Warned>();
  for (const grade of grades.length > 0 ? grades : [null]) {
    const mine = every.filter((one) => one.grade === null || one.grade === grade);
    for (const warned of ofGrade(mine, lastDays)) found.set(`${warned.code} ${warned.ids.join(" ")}`, warned);
  }
  return [...found.values()];
}

function ofGrade(mine: readonly Planned[], lastDays: Readonly<Record<string, string>>): Warned[] {
  const terms = mine.filter((one) => one.part === "term");
  const sections = mine.filter((one) => one.part === "section");
  const out: Warned[] = [];
  const warn = (code: Warning, some: readonly Planned[]): void => void out.push({ code, ids: some.map((one) => one.id) });
  for (const day of [...new Set(terms.map((one) => one.date))].sort()) {
    const thatDay = terms.filter((one) => one.date === day);
    if (thatDay.length > TERM_ASSESSMENTS_PER_DAY) warn("day-full", thatDay);
  }
  for (const one of terms) {
    if (lastDays[one.term] === one.date) warn("last-day", [one]);
    const beside = sections.filter((two) => two.subject === one.subject && two.date === one.date);
    if (beside.length > 0) warn("same-day", [...beside, one]);
  }
  const places = [...new Set(mine.map((one) => `${one.subject} ${one.term}`))].sort();
  for (const place of places) {
    const own = (some: readonly Planned[]): Planned[] => some.filter((one) => `${one.subject} ${one.term}` === place);
    if (own(terms).length > 1) warn("term-twice", own(terms));
    if (own(sections).length > SECTIONS_PER_TERM) warn("too-many-sections", own(sections));
  }
  return out;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
