/** A learner's marks by subject, and what is needed for a better one. */
import { type Need, needs } from "../../assessment/book.ts";
import { type AssessmentDoc, records } from "../../data/records.ts";
import { subjectName } from "../../planning/school.ts";
import { asColumn, type BookRow, type BookRules, broughtOf, columnsOf, emptyCell, NOTHING, rowOf } from "../gradebook/model.ts";
import { currentTerm, given, rulesFor, schoolDay } from "../gradebook/school.ts";
import type { Term } from "../gradebook/terms.ts";
import { runsOn } from "../teacher/model/roster.ts";

export interface Learning {
  readonly learner: string;
  readonly class: string;
  readonly grade: number;
  readonly since: string | null;
}

export interface SubjectMarks {
  readonly subject: string;
  readonly columns: readonly AssessmentDoc[];
  readonly row: BookRow;
  readonly rules: BookRules;
  /** A half-year subject has no mark in this term. */
  readonly markLater: boolean;
}

/** The class in which somebody learns today. */
export function learningOf(learner: string): Learning | null {
  const today = schoolDay();
  const found = records.list("enrolment").value.find((one) => one.person === learner && runsOn(today, one.starts_on, one.ends_on));
  return found ? { learner, class: found.class, grade: found.grade, since: found.starts_on } : null;
}

export function termNow(learning: Learning): Term | null {
  return currentTerm(learning.class);
}

const entered = (one: AssessmentDoc, learner: string): boolean => given.value.cell(one, learner).outcome !== NOTHING;

/** The subjects in which there is anything in this term, by name. */
export function subjectsOf(learning: Learning, term: Term): string[] {
  const found = new Set<string>();
  for (const one of records.list("assessment").value) if (one.term === term.key && (one.class === learning.class ? one.grade === null || one.grade === learning.grade : entered(one, learning.learner))) found.add(one.subject);
  for (const one of records.list("term_mark").value) if (one.learner === learning.learner && one.term === term.key) found.add(one.subject);
  return [...found].sort((a, b) => (subjectName(a) < subjectName(b) ? -1 : 1));
}

export function marksIn(learning: Learning, subject: string, term: Term): SubjectMarks | null {
  const rules = rulesFor(learning.class, subject, term);
  if (!rules) return null;
  const terms = rules.terms.length > 0 ? rules.terms : [term.key];
  const all = records.list("assessment").value;
  const own = columnsOf(all, learning.class, learning.grade, subject, terms);
  const signed = records.get("term_mark", `${learning.learner}~${term.key}~${subject}`) ?? null;
  const brought = broughtOf(all, learning.class, subject, terms, learning.learner, given.value);
  const row = rowOf({ id: learning.learner, name: "", grade: learning.grade, since: learning.since }, own, given.value, rules, signed, undefined, brought);
  // What the class had before they came is not theirs, unless they still lack it.
  const shown = [...row.brought, ...own.map((column, at) => ({ column, cell: row.cells[at] ?? emptyCell(column) }))].filter(
    ({ column, cell }) => cell.outcome !== NOTHING || column.part === "formative" || row.reckoned.blank.includes(column.id),
  );
  const columns = shown.map(({ column }) => column);
  return { subject, columns, row: { ...row, cells: shown.map(({ cell }) => cell) }, rules, markLater: rules.terms.length === 0 };
}

const TARGETS = [5, 4, 3];

export interface Wanted {
  readonly mark: number;
  /** null: out of reach. */
  readonly needs: readonly Need[] | null;
}

/**
 * What each mark asks for, the best first. A mark that even nought in all that is to come would give asks
 * for nothing; those below it are left out. Empty when nothing is to come.
 */
export function wantedFor({ columns, row, rules }: SubjectMarks): Wanted[] {
  const { result, blank } = row.reckoned;
  if (rules.scale !== "marks" || !result || (blank.length === 0 && !result.missing.includes("formative"))) return [];
  const out: Wanted[] = [];
  for (const mark of TARGETS) {
    const found = needs(rules.policy, row.pupil.grade, row.reckoned, columns.map(asColumn), mark);
    out.push({ mark, needs: found });
    if (found?.every((one) => one.points.top === 0n)) break;
  }
  return out;
}
