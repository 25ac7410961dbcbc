/** A learner's assignments as a list to do: what is open, by when, and how far the rest has come. Pure. */
import type { ArrangementDoc, AssignmentDoc, AttemptDoc, EnrolmentDoc, MarkDoc, SubmissionDoc } from "../../../data/docs.ts";
import { dayOf, wall } from "../../../i18n/time.ts";
import { askedOn, type Attending } from "../../../planning/year.ts";
import { newestFirst } from "../../common/handIns.ts";
import { answers } from "./ladder.ts";

/** past: never handed in, and not asked any more; only its own address and its packet lead to it. */
export type Group = "overdue" | "today" | "week" | "later" | "noDue" | "done" | "past";
export const OPEN_GROUPS = ["overdue", "today", "week", "later", "noDue"] as const satisfies readonly Group[];

export interface Task {
  readonly assignment: AssignmentDoc;
  readonly group: Group;
  /** By when: the learner's own time where the teacher gave one. */
  readonly due: string | null;
  /** The teacher sent the newest work back to be done again. */
  readonly returned: boolean;
  readonly arrangement: ArrangementDoc | null;
  /** Newest first. */
  readonly submissions: readonly SubmissionDoc[];
  readonly mark: MarkDoc | null;
}

export interface LearnerRecords extends Attending {
  readonly learner: string;
  readonly assignments: readonly AssignmentDoc[];
  readonly submissions: readonly SubmissionDoc[];
  readonly marks: readonly MarkDoc[];
  readonly attempts: readonly AttemptDoc[];
  readonly arrangements?: readonly ArrangementDoc[];
}

/** Every assignment of the learner's present classes, and older ones they have worked on. */
export function tasksOf(all: LearnerRecords, now: number): Task[] {
  const classes = classesOf(all.learner, all.enrolments, now);
  const asked = askedOn(dayOf(now), all);
  const work = groupBy(all.submissions.filter((one) => one.learner === all.learner), (one) => one.assignment);
  const marks = new Map(all.marks.filter((one) => one.learner === all.learner).map((mark) => [mark.assignment, mark]));
  const arranged = new Map((all.arrangements ?? []).filter((one) => one.learner === all.learner).map((one) => [one.assignment, one]));
  const tasks: Task[] = [];
  for (const assignment of all.assignments) {
    const submissions = newestFirst(work.get(assignment.id) ?? []);
    const mark = marks.get(assignment.id) ?? null;
    const theirs = classes.has(assignment.class) && (!assignment.learners || assignment.learners.includes(all.learner));
    if (!theirs && submissions.length === 0 && !mark) continue;
    const arrangement = arranged.get(assignment.id) ?? null;
    const due = arrangement?.due_at ?? assignment.due_at;
    const latest = submissions[0];
    const returned = mark?.returned === true && (!latest || answers(mark, latest));
    const worked = submissions.length > 0 || mark !== null || arrangement?.on_paper === true;
    const done = !returned && (worked || lessonDone(assignment, all));
    // What came back is owed from then on, within the year.
    const open = asked(assignment, all.learner, due) || (returned && asked(assignment, all.learner, mark.made_at));
    tasks.push({ assignment, submissions, mark, due, returned, arrangement, group: done ? "done" : open ? groupOf(due, now) : "past" });
  }
  return tasks.sort(byDue);
}

export function inGroup(tasks: readonly Task[], group: Group): Task[] {
  const found = tasks.filter((task) => task.group === group);
  return group === "done" ? found.reverse() : found;
}

/** Weeks end on Sunday, as a school's do. */
export function groupOf(due: string | null, now: number): Group {
  if (due === null) return "noDue";
  const at = Date.parse(due);
  if (at < now) return "overdue";
  const today = wall(now);
  const ahead = wall(at).day - today.day;
  if (ahead === 0) return "today";
  return ahead <= 6 - today.weekday ? "week" : "later";
}

/** The classes a learner is in at a moment, by the school's calendar. */
export function classesOf(learner: string, enrolments: readonly EnrolmentDoc[], now: number): ReadonlySet<string> {
  const day = dayOf(now);
  return new Set(
    enrolments
      .filter((one) => one.person === learner)
      .filter((one) => (!one.starts_on || one.starts_on <= day) && (!one.ends_on || day <= one.ends_on))
      .map((one) => one.class),
  );
}

/** An assignment that asks for nothing but a lesson is done when the lesson is. */
function lessonDone(assignment: AssignmentDoc, all: LearnerRecords): boolean {
  if (assignment.accepts.length > 0 || assignment.lesson === null) return false;
  return all.attempts.some(
    (attempt) =>
      attempt.learner === all.learner &&
      attempt.lesson === assignment.lesson &&
      (assignment.item === null || attempt.item === assignment.item) &&
      (attempt.completion === "completed" || attempt.success === "passed"),
  );
}

function byDue(a: Task, b: Task): number {
  const left = a.due ?? "9999";
  const right = b.due ?? "9999";
  if (left !== right) return left < right ? -1 : 1;
  if (a.assignment.created_at !== b.assignment.created_at) return a.assignment.created_at < b.assignment.created_at ? -1 : 1;
  return a.assignment.id < b.assignment.id ? -1 : 1;
}

function groupBy<V>(values: readonly V[], key: (value: V) => string): Map<string, V[]> {
  const groups = new Map<string, V[]>();
  for (const value of values) {
    const group = groups.get(key(value));
    if (group) group.push(value);
    else groups.set(key(value), [value]);
  }
  return groups;
}
