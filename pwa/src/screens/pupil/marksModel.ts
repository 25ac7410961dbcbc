/** A learner's marks by subject, and what is needed for a better one. */
import { signal } from "@preact/signals";

import { type Need, needs } from "../../assessment/book.ts";
import { type AssessmentDoc, records } from "../../data/records.ts";
import { subjectName } from "../../planning/school.ts";
import { asColumn, type BookRow, type BookRules, broughtOf, columnsOf, emptyCell, NOTHING, rowOf } from "../gradebook/model.ts";
import { currentTerm, endedTermsOf, given, rulesFor, schoolDay, termsOfClass } from "../gradebook/school.ts";
import type { Term } from "../gradebook/terms.ts";
import { runsOn } from "../teacher/model/roster.ts";

export interface Learning {
  readonly learner: string;
  readonly class: string;
  readonly grade: number;
  readonly since: string | null;
  /** Of the school year that has ended: nothing is to come in it. */
  readonly over: boolean;
}

/** A school year of a learner, with its terms that have begun. */
export interface LearningYear {
  readonly learning: Learning;
  readonly terms: readonly Term[];
  /** The term to be seen first. */
  readonly now: Term;
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
  return found ? { learner, class: found.class, grade: found.grade, since: found.starts_on, over: false } : null;
}

/** This year, and before it the one that ended where anything was given in it. None where no calendar is known. */
export function yearsOf(learner: string): LearningYear[] {
  const learning = learningOf(learner);
  const now = learning && currentTerm(learning.class);
  if (!learning || !now) return [];
  // A class keeps its record when it moves up.
  const former = { ...learning, grade: learning.grade - 1, over: true };
  const ended = endedTermsOf(learning.class).filter((term) => subjectsOf(former, term).length > 0);
  const last = ended[ended.length - 1];
  const terms = termsOfClass(learning.class).filter((one) => one.starts_on <= now.starts_on && (one.key === now.key || subjectsOf(learning, one).length > 0));
  return [...(last ? [{ learning: former, terms: ended, now: last }] : []), { learning, terms, now }];
}

/** The year that is looked at, by its first one; empty: this one. Both pages of a learner's marks show it. */
export const yearShown = signal("");

const entered = (one: AssessmentDoc, learner: string): boolean => given.value.cell(one, learner).outcome !== NOTHING;

/** The subjects in which there is anything in this term, by name. */
export function subjectsOf(learning: Learning, term: Term): string[] {
  const found = new Set<string>();
  for (const one of records.list("assessment").value) if (one.term === term.key && (one.class === learning.class && !learning.over ? one.grade === null || one.grade === learning.grade : entered(one, learning.learner))) found.add(one.subject);
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
