/** The books of the current teacher on this phone, and the acts of the gradebook. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";

import { type Warned, warnings } from "../../assessment/rules.ts";
import { type AssessmentDoc, type AssignmentDoc, records, type TermOutcome } from "../../data/records.ts";
import { overEverySide } from "../../data/rewriting.ts";
import { compareKazakh } from "../../i18n/collate.ts";
import { dayOf } from "../../i18n/time.ts";
import { me } from "../teacher/desk.ts";
import { pupilsOf, runsOn } from "../teacher/model/roster.ts";
import { gradeIn } from "./grades.ts";
import { type BookCell, type BookPupil, type BookRow, type BookRules, broughtOf, columnsOf, inputsOf, percentOf, rowOf } from "./model.ts";
import { endedTermsOf, given, rulesFor, schoolDay, termsOfClass } from "./school.ts";
import { type Term, touches } from "./terms.ts";
import { type Entered, scoreOf, stoodIn } from "./writing.ts";

export interface Place {
  readonly class: string;
  readonly subject: string;
}

/** What the current teacher marks: (class, subject) of the roles, and of the timetable in primary school. */
export const places: ReadonlySignal<readonly Place[]> = computed(() => {
  const found = new Map<string, Place>();
  const add = (one: Place): void => void found.set(`${one.class} ${one.subject}`, one);
  for (const role of records.list("role").value) {
    if (role.person !== me.value || role.role !== "teacher" || !role.class) continue;
    if (role.subject) add({ class: role.class, subject: role.subject });
    else for (const subject of subjectsOf(role.class)) add({ class: role.class, subject });
  }
  const label = (one: Place): string => records.get("class", one.class)?.label ?? "";
  const grade = (one: Place): number => records.get("class", one.class)?.grades[0] ?? 0;
  return [...found.values()].sort((a, b) => grade(a) - grade(b) || compareKazakh(label(a), label(b)) || (a.subject < b.subject ? -1 : 1));
});

/** The subjects that a class has in the timetable of this year and of the one that ended. */
function subjectsOf(classId: string): Set<string> {
  const since = endedTermsOf(classId)[0]?.starts_on ?? "";
  const slots = records.list("slot").value.filter((one) => !one.ends_on || one.ends_on >= since);
  return new Set(slots.flatMap((slot) => slot.lines.filter((line) => line.class === classId).map((line) => line.subject)));
}

/** Whether the current teacher marks this subject there. */
export function marksHere({ class: classId, subject }: Place): boolean {
  return records.list("role").value.some((role) => role.person === me.value && role.role === "teacher" && role.class === classId && (!role.subject || role.subject === subject));
}

export interface Book {
  readonly columns: readonly AssessmentDoc[];
  readonly rows: readonly BookRow[];
  readonly rules: BookRules;
  readonly locked: boolean;
  /** A half-year subject has no mark in this term. */
  readonly markLater: boolean;
}

const books = new Map<string, ReadonlySignal<Book | null>>();

/** The book as it stands, made anew only when a record has come that it rests on. */
export function bookOf(classId: string, grade: number | null, subject: string, term: Term): Book | null {
  const name = [classId, grade, subject, term.key, term.starts_on, term.ends_on, schoolDay()].join(" ");
  let book = books.get(name);
  if (!book) books.set(name, (book = bookSignal(classId, grade, subject, term)));
  return book.value;
}

/** What points rarely change is computed apart; rows of learners with nothing new are those of the last time. */
function bookSignal(classId: string, grade: number | null, subject: string, term: Term): ReadonlySignal<Book | null> {
  const rules = computed(() => rulesFor(classId, subject, term));
  const pupils = computed(() => pupilsFor(classId, grade, term));
  const terms = computed(() => (rules.value?.terms.length ? rules.value.terms : [term.key]));
  const columns = computed(() => columnsOf(records.list("assessment").value, classId, grade, subject, terms.value));
  const elsewhere = computed(() => records.list("assessment").value.filter((one) => one.class !== classId && one.subject === subject && terms.value.includes(one.term)));
  const drawn = new Map<string, BookRow>();
  return computed(() => {
    const by = rules.value;
    if (!by) return null;
    const rows = pupils.value.map((pupil) => {
      const signed = records.get("term_mark", `${pupil.id}~${term.key}~${subject}`) ?? null;
      const brought = broughtOf(elsewhere.value, classId, subject, terms.value, pupil.id, given.value);
      const row = rowOf(pupil, columns.value, given.value, by, signed, drawn.get(pupil.id), brought);
      drawn.set(pupil.id, row);
      return row;
    });
    return { columns: columns.value, rows, rules: by, locked: isLocked(classId, term.key), markLater: by.terms.length === 0 };
  });
}

export function isLocked(classId: string, term: string): boolean {
  return records.get("term_lock", `${classId}~${term}`)?.locked ?? false;
}

/** Learners of the class on the term's last day, or today, each in the grade of that year. */
export function pupilsFor(classId: string, grade: number | null, term: Term): BookPupil[] {
  const today = schoolDay();
  const day = term.ends_on < today ? term.ends_on : today;
  const one = records.get("class", classId);
  const grades = new Map<string, Pick<BookPupil, "grade" | "since">>();
  const enrolments = records.list("enrolment").value.filter((each) => {
    if (each.class !== classId || !runsOn(day, each.starts_on, each.ends_on)) return false;
    const then = gradeIn(Number(term.key.slice(0, 4)), each, one);
    if (grade !== null && then !== grade) return false;
    grades.set(each.person, { grade: then, since: each.starts_on });
    return true;
  });
  return pupilsOf(classId, day, enrolments, records.list("person").value, compareKazakh).map((each) => ({ ...each, grade: 0, ...grades.get(each.id) }));
}

/** What is against the rules of planning in a class, with drafts laid over what is there; told where a draft has part in it. */
export function warningsFor(classId: string, drafts: readonly AssessmentDoc[]): Warned[] {
  const ids = new Set(drafts.map((one) => one.id));
  const others = records.list("assessment").value.filter((one) => one.class === classId && !ids.has(one.id));
  const all = [...others, ...drafts].filter((one) => one.part !== "formative");
  const found = warnings(all, Object.fromEntries(termsOfClass(classId).map((term) => [term.key, term.ends_on])));
  return found.filter((one) => one.ids.some((id) => ids.has(id)));
}

/** The teacher's own tasks of this class and term that have marks and no column yet. */
export function tasksToAdd(classId: string, term: Term): AssignmentDoc[] {
  const taken = new Set(records.list("assessment").value.map((one) => one.assignment));
  const marked = new Set(records.list("mark").value.map((one) => one.assignment));
  return records
    .list("assignment")
    .value.filter((one) => one.class === classId && one.author === me.value && marked.has(one.id) && !taken.has(one.id))
    .filter((one) => touches([...endedTermsOf(classId), ...termsOfClass(classId)], term, dayOf(one.due_at ?? one.created_at)));
}

interface LastEntered extends Entered {
  readonly column: string;
  readonly learner: string;
  readonly op: string;
  readonly before: BookCell;
}

/** What was entered last, while it can be taken back. */
export const lastEntered = signal<LastEntered | null>(null);

/** One cell, at once on the phone. */
export async function enter(column: AssessmentDoc, learner: string, cell: BookCell, entered: Entered): Promise<void> {
  if (!cell.disputed && cell.outcome === entered.outcome && cell.points === entered.points && cell.byTask.join() === entered.byTask.join()) return;
  const op = await giveScore(column.id, learner, cell.op, entered);
  lastEntered.value = { ...entered, column: column.id, learner, op, before: cell };
}

export async function takeBack(last: LastEntered): Promise<void> {
  lastEntered.value = null;
  await giveScore(last.column, last.learner, last.op, stoodIn(last.before));
}

function giveScore(assessment: string, learner: string, base: string | null, entered: Entered): Promise<string> {
  const { kind, record, fields } = scoreOf(assessment, learner, base, entered);
  return overEverySide(kind, record, { op: base, others: records.get("score", record)?.others ?? [] }, fields);
}

/** Signs what stands in place of a mark, or the mark that the policy makes; the operation's id. */
export function sign(place: Place, term: Term, row: BookRow, rules: BookRules, outcome: TermOutcome, reason: string): Promise<string> {
  const { reckoned, pupil, signed } = row;
  const marked = outcome === "mark";
  return overEverySide("term.confirm", `${pupil.id}~${term.key}~${place.subject}`, signed, {
    class: place.class,
    subject: place.subject,
    term: term.key,
    learner: pupil.id,
    grade: pupil.grade,
    policy: rules.policy.id,
    scale: rules.scale,
    outcome,
    percent: marked ? percentOf(reckoned, rules.policy.total_places) : null,
    mark: marked ? reckoned.mark : null,
    inputs: inputsOf(reckoned),
    reason,
  });
}
