/**
 * What the app shows: the server's documents with this phone's own unanswered operations laid over
 * them, with times by the school's clock. The server's merge decides in the end; this is what it will most likely say.
 */
import type { AssignmentDoc, AttemptDoc, CourseDoc, Docs, Drawn, FileDoc, JournalDoc, MarkDoc, NoticeDoc, RecordType, SubmissionDoc } from "./docs.ts";
import { EMPTY_PAPER, EMPTY_QUIZ, PAPER_PARTS } from "./docs-quizzes.ts";
import { atSchool } from "./now.ts";
import { opId, type OutboxRow } from "./queue.ts";

type Fields = Readonly<Record<string, unknown>>;
type Lay = (docs: Map<string, unknown>, row: OutboxRow, me: string) => void;

/** Which kinds show in which documents. Held operations show nowhere: the server does not apply them. */
const LAYS: { readonly [T in RecordType]?: Readonly<Record<string, Lay>> } = {
  submission: { "submission.hand_in": handIn, "submission.take_in": handIn, "submission.see": see },
  mark: { "mark.give": give },
  assignment: { "assignment.set": setAssignment, "assignment.withdraw": withdraw },
  notice: { "notice.set": setNotice, "notice.withdraw": withdraw },
  arrangement: { "arrangement.set": setFields },
  attempt: { "attempt.commit": commit },
  journal: { "journal.record": record },
  attendance: { "attendance.set": setFields },
  calendar: { "calendar.set": setFields },
  subject: { "subject.set": setSubject },
  slot: { "timetable.set": setFields, "timetable.remove": withdraw },
  group: { "group.set": setFields },
  membership: { "membership.set": setFields },
  substitution: { "substitution.set": setFields },
  plan_row: { "plan.set": over({ grade: null, section: "", objectives: [], homework: "", resources: [], summative: "none", on: null, outline: "", files: [] }), "plan.remove": withdraw },
  shared_plan: { "shared_plan.set": record },
  closure: { "closure.set": over({ withdrawn: false }) },
  assessment: { "assessment.set": over({ grade: null, tasks: [], objectives: [], assignment: null }), "assessment.remove": withdraw },
  score: { "score.give": record },
  term_mark: { "term.confirm": record },
  term_lock: { "term.lock": setFields },
  adopted_policy: { "policy.adopt": record },
  year_mark: { "year.confirm": record },
  year_outcome: { "year.decide": record },
  quiz: { "quiz.set": setQuiz, "quiz.withdraw": withdraw },
  question: { "question.set": setQuestion, "question.withdraw": withdraw },
  paper: { "paper.set": setPaper, "paper.withdraw": withdraw },
  support: { "support.set": over({ extra_time: 0, larger_text: false, read_aloud: false, other_tasks: false, advice: "", starts_on: null, ends_on: null }) },
  route: { "route.set": setRoute },
  route_review: { "route.review": record },
  inquiry: { "inquiry.ask": record },
  club: { "club.set": over({ about: "", led_by: [], starts_on: null, ends_on: null, percent: 80, switched_percent: 65, test: true }) },
  club_member: { "club.member": over({ name: "", starts_on: null, ends_on: null, switched: false }) },
  club_meeting: { "club.meeting": setFields },
  club_attendance: { "club.attend": setFields },
  club_result: { "club.result": record },
  portfolio: { "portfolio.set": setPortfolio },
  consent: { "consent.decide": record },
  concern: { "concern.raise": record },
  concern_step: { "concern.step": record },
  course: { "course.publish": publish, "course.withdraw": withdraw },
};

/** `docs` by id; returned as they are when nothing local concerns this type. */
export function overlay<T extends RecordType>(
  type: T,
  docs: ReadonlyMap<string, Docs[T]>,
  rows: readonly OutboxRow[],
  me: string,
): ReadonlyMap<string, Docs[T]> {
  const lays = LAYS[type];
  if (!lays) return docs;
  const mine = rows.filter((row) => row.state !== "held" && row.kind in lays);
  if (mine.length === 0) return docs;
  const out = new Map<string, unknown>(docs);
  for (const row of mine) lays[row.kind]?.(out, row, me);
  return out as ReadonlyMap<string, Docs[T]>;
}

function local(row: OutboxRow): { local?: "phone" } {
  return row.state === "waiting" ? { local: "phone" } : {};
}

function madeAt(row: OutboxRow): string {
  return new Date(atSchool(row.made)).toISOString();
}

function handIn(docs: Map<string, unknown>, row: OutboxRow, me: string): void {
  if (docs.has(row.record)) return; // the server's own document knows more
  const fields = row.fields;
  const doc: SubmissionDoc = {
    id: row.record,
    assignment: text(fields, "assignment"),
    learner: text(fields, "learner") || me,
    ...(row.kind === "submission.take_in" ? { taken_in: true } : {}),
    text: text(fields, "text"),
    files: files(fields),
    attempts: list(fields, "attempts") as readonly string[],
    made_at: text(fields, "made_at") || madeAt(row),
    received_at: row.answered === null ? null : new Date(atSchool(row.answered)).toISOString(),
    at_school: row.state === "acked",
    seen_at: null,
    central: false,
    receipt: row.receipt,
    op: opId(row),
    ...local(row),
  };
  docs.set(doc.id, doc);
}

function see(docs: Map<string, unknown>, row: OutboxRow): void {
  const id = text(row.fields, "submission");
  const doc = docs.get(id) as SubmissionDoc | undefined;
  if (doc?.seen_at === null) docs.set(id, { ...doc, seen_at: madeAt(row) });
}

function give(docs: Map<string, unknown>, row: OutboxRow, me: string): void {
  const fields = row.fields;
  const assignment = text(fields, "assignment");
  const learner = text(fields, "learner");
  const id = `${assignment}~${learner}`;
  const before = docs.get(id) as MarkDoc | undefined;
  if (before?.op === opId(row)) return;
  const doc: MarkDoc = {
    id,
    assignment,
    learner,
    submission: textOrNull(fields, "submission"),
    mark: text(fields, "mark"),
    max: typeof fields["max"] === "number" ? fields["max"] : null,
    comment: text(fields, "comment"),
    returned: fields["returned"] === true,
    points: list(fields, "points") as readonly (number | null)[],
    drawing: list(fields, "drawing") as readonly Drawn[],
    files: files(fields),
    author: me,
    made_at: madeAt(row),
    op: opId(row),
    central: false,
    others: beside(before, row),
    ...local(row),
  };
  docs.set(id, doc);
}

/** What stays beside it, as the server merges: all but what it was made over and what this phone itself said before. */
function beside<T extends { readonly op: string }>(before: (T & { readonly others?: readonly T[] }) | undefined, row: OutboxRow): T[] {
  return before ? [before, ...(before.others ?? [])].filter(({ op }) => op !== row.base && !op.startsWith(`${row.writer}.`)) : [];
}

function setAssignment(docs: Map<string, unknown>, row: OutboxRow, me: string): void {
  const before = docs.get(row.record) as AssignmentDoc | undefined;
  const { school, ...fields } = row.fields;
  const blank: AssignmentDoc = {
    id: row.record,
    class: "",
    author: me,
    title: "",
    instructions: "",
    course: null,
    lesson: null,
    item: null,
    due_at: null,
    max_mark: null,
    accepts: [],
    files: [],
    created_at: madeAt(row),
    ...(typeof school === "string" ? { school } : {}),
  };
  docs.set(row.record, { ...(before ?? blank), ...fields, ...local(row) });
}

function setNotice(docs: Map<string, unknown>, row: OutboxRow, me: string): void {
  const before = docs.get(row.record) as NoticeDoc | undefined;
  const blank: NoticeDoc = { id: row.record, class: "", author: me, title: "", text: "", due_at: null, learners: null, created_at: madeAt(row) };
  docs.set(row.record, { ...(before ?? blank), ...row.fields, ...local(row) });
}

function withdraw(docs: Map<string, unknown>, row: OutboxRow): void {
  docs.delete(row.record);
}

function commit(docs: Map<string, unknown>, row: OutboxRow, me: string): void {
  const before = docs.get(row.record) as AttemptDoc | undefined;
  if (before?.op === opId(row)) return;
  const fields = row.fields;
  const cmi = (fields["cmi"] ?? {}) as Fields;
  const doc: AttemptDoc = {
    id: row.record,
    learner: me,
    item: text(fields, "item"),
    lesson: text(fields, "lesson"),
    course: text(fields, "course"),
    ...(typeof fields["edition"] === "number" ? { edition: fields["edition"] } : {}),
    manifest: textOrNull(fields, "manifest"),
    session: text(fields, "session"),
    completion: text(fields, "completion"),
    success: text(fields, "success"),
    score: (fields["score"] ?? null) as AttemptDoc["score"],
    total_time_s: typeof fields["total_time_s"] === "number" ? fields["total_time_s"] : 0,
    location: textOrNull(cmi, "cmi.core.lesson_location"),
    suspend: textOrNull(cmi, "cmi.suspend_data"),
    at: madeAt(row),
    op: opId(row),
    central: false,
    ...local(row),
  };
  docs.set(doc.id, before ? bestOf(before, doc) : doc);
}

const COMPLETIONS = ["unknown", "not attempted", "incomplete", "completed"];
const SUCCESSES = ["unknown", "failed", "passed"];

/** The later session of an attempt, with the best that any of them has reached: as the server says it. */
function bestOf(before: AttemptDoc, after: AttemptDoc): AttemptDoc {
  const further = (order: readonly string[], a: string, b: string): string => (order.indexOf(b) >= order.indexOf(a) ? b : a);
  return {
    ...after,
    completion: further(COMPLETIONS, before.completion, after.completion),
    success: further(SUCCESSES, before.success, after.success),
    score: scoreCounts(before, after) ? after.score : before.score,
  };
}

/** A score on the way, of the parts done so far, says nothing once the lesson has been ended. */
function scoreCounts(before: AttemptDoc, after: AttemptDoc): boolean {
  const [was, is] = [share(before.score), share(after.score)];
  const further = COMPLETIONS.indexOf(after.completion) - COMPLETIONS.indexOf(before.completion);
  return further === 0 || was === -Infinity || is === -Infinity ? is >= was : further > 0;
}

/** A score as a part of its scale; less than any where there is none. */
function share(score: AttemptDoc["score"]): number {
  if (!score || score[0] === null) return -Infinity;
  const low = Number(score[1] ?? "0");
  const high = Number(score[2] ?? "100");
  return high > low ? (Number(score[0]) - low) / (high - low) : 0;
}

function publish(docs: Map<string, unknown>, row: OutboxRow): void {
  const fields = row.fields as unknown as Omit<CourseDoc, "id">;
  const before = docs.get(row.record) as CourseDoc | undefined;
  if (before && before.edition > fields.edition) return;
  docs.set(row.record, { ...before, ...fields, id: row.record, ...local(row) });
}

function record(docs: Map<string, unknown>, row: OutboxRow, me: string): void {
  const before = docs.get(row.record) as JournalDoc | undefined;
  if (before?.op === opId(row)) return;
  docs.set(row.record, { made_at: madeAt(row), ...before, ...row.fields, id: row.record, author: me, op: opId(row), others: beside(before, row), ...local(row) });
}

/** Of a record that merges field by field: what was said last stands. */
function setFields(docs: Map<string, unknown>, row: OutboxRow): void {
  const before = docs.get(row.record) as { op?: string } | undefined;
  if (before?.op === opId(row)) return;
  docs.set(row.record, { ...before, ...row.fields, id: row.record, op: opId(row), ...local(row) });
}

/** The same over `blank`, where the record begins on this phone: what is not said has its usual value. */
function over(blank: object): Lay {
  return (docs, row) => {
    if (!docs.has(row.record)) docs.set(row.record, blank);
    setFields(docs, row);
  };
}

function setSubject(docs: Map<string, unknown>, row: OutboxRow): void {
  const { kk, ru, en } = row.fields;
  setFields(docs, row);
  docs.set(row.record, { ...(docs.get(row.record) as object), names: { kk, ru, en } });
}

function setQuiz(docs: Map<string, unknown>, row: OutboxRow, me: string): void {
  if (!docs.has(row.record)) docs.set(row.record, { ...EMPTY_QUIZ, author: me, created_at: madeAt(row) });
  setFields(docs, row);
}

function setQuestion(docs: Map<string, unknown>, row: OutboxRow, me: string): void {
  if (!docs.has(row.record)) docs.set(row.record, { author: me, objective: "", strand: "", files: [] });
  setFields(docs, row);
}

/** The questions of a paper come in several operations. */
function setPaper(docs: Map<string, unknown>, row: OutboxRow): void {
  if (!docs.has(row.record)) docs.set(row.record, { ...EMPTY_PAPER, created_at: madeAt(row) });
  setFields(docs, row);
  const doc = docs.get(row.record) as Record<string, unknown>;
  const parts = Array.from({ length: PAPER_PARTS }, (_, at) => doc[`part_${at + 1}`]).filter(Array.isArray);
  if (parts.length > 0) docs.set(row.record, { ...doc, questions: parts.length >= Number(doc["parts"] ?? 1) ? parts.flat() : [] });
}

function setRoute(docs: Map<string, unknown>, row: OutboxRow, me: string): void {
  if (!docs.has(row.record)) docs.set(row.record, { author: me, steps: [], ends_on: null, state: "open", conclusion: "" });
  setFields(docs, row);
}

function setPortfolio(docs: Map<string, unknown>, row: OutboxRow, me: string): void {
  if (!docs.has(row.record)) docs.set(row.record, { author: me, text: "", subject: "", submission: null });
  setFields(docs, row);
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === "string" ? value : "";
}

function textOrNull(fields: Fields, name: string): string | null {
  const value = fields[name];
  return typeof value === "string" ? value : null;
}

function list(fields: Fields, name: string): readonly unknown[] {
  const value = fields[name];
  return Array.isArray(value) ? value : [];
}

/** Without `n`: only the server numbers files, and a file is looked up on the phone by its hash. */
function files(fields: Fields): readonly FileDoc[] {
  return list(fields, "files") as readonly FileDoc[];
}
