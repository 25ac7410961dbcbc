/** In which school year a class is, and so which tasks are asked of whom: none of an earlier year, none from before a pupil came. Pure. */
import type { AssignmentDoc, CalendarDoc, ClassDoc, EnrolmentDoc } from "../data/docs.ts";
import { dayOf } from "../i18n/time.ts";

export interface Attending {
  readonly enrolments: readonly EnrolmentDoc[];
  readonly classes?: readonly ClassDoc[];
  readonly calendars?: readonly CalendarDoc[];
}

/** `due` is the learner's own time where one was given. */
export type Asked = (task: Pick<AssignmentDoc, "class" | "learners" | "created_at">, learner: string, due: string | null) => boolean;

/** Whether a calendar is one for this class: of its school or of all, for its grades or for all. */
export function isFor(one: Pick<ClassDoc, "school" | "grades">, { school, schools, grades }: CalendarDoc): boolean {
  return (school === null ? (schools?.includes(one.school) ?? true) : school === one.school) && (grades.length === 0 || one.grades.some((grade) => grades.includes(grade)));
}

/** Whether everybody has left a class: its lessons stand in the timetable until somebody ends them, and nobody comes. A new class has nobody yet. */
export function hasLeft({ id, year }: Pick<ClassDoc, "id" | "year">, day: string, enrolments: readonly EnrolmentDoc[]): boolean {
  const ends = enrolments.flatMap((one) => (one.class === id ? [one.ends_on ?? day] : []));
  const last = ends.sort().pop() ?? (year && `${year.slice(5)}-08-31`);
  return Boolean(last) && (last ?? "") < day;
}

/** The first day of its first term. */
export function firstDay({ terms }: CalendarDoc): string {
  return terms.map((term) => term.starts_on).sort()[0] ?? "";
}

/**
 * Since which day a class has been in its school year: the first of the month in which the latest calendar that has
 * begun does, for work over the summer is due «by 1 September» also where lessons begin on the 2nd. Empty, and so
 * before every day, where no calendar is known.
 */
export function yearStart(one: Pick<ClassDoc, "school" | "grades">, day: string, calendars: readonly CalendarDoc[]): string {
  let latest = "";
  for (const calendar of calendars) {
    const first = firstDay(calendar);
    if (isFor(one, calendar) && first <= day && first > latest) latest = first;
  }
  return latest && `${latest.slice(0, 8)}01`;
}

/**
 * A class keeps its id, and so its tasks, when it moves up a grade. What fell due before the year, or before the learner
 * was there, is not owed any more; work without a due time ends with the year it was given in. Who is named by a task
 * owes it though it was due before they came.
 */
export function askedOn(day: string, { enrolments, classes = [], calendars = [] }: Attending): Asked {
  const years = new Map(classes.map((one) => [one.id, yearStart(one, day, calendars)]));
  const joined = new Map<string, string>();
  for (const { person, class: of, starts_on, ends_on } of enrolments) {
    const [key, since] = [`${of}~${person}`, starts_on ?? ""];
    if (since <= day && day <= (ends_on ?? day) && since <= (joined.get(key) ?? since)) joined.set(key, since);
  }
  // A class that is not known any more is one that the learner has left: its year is that of the others.
  const latest = [...years.values()].sort().pop();
  return ({ class: of, learners, created_at }, learner, due) => {
    const on = dayOf(due ?? created_at);
    return on >= (years.get(of) ?? latest ?? "") && (Boolean(learners) || due === null || on >= (joined.get(`${of}~${learner}`) ?? ""));
  };
}
