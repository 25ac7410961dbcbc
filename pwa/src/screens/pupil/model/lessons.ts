/** How far a learner has come in lessons, from the attempts of all their sessions. Pure. */
import type { AttemptDoc, CourseDoc, CourseItem, CourseLesson, EnrolmentDoc } from "../../../data/docs.ts";

export type Progress = "new" | "started" | "failed" | "completed" | "passed";

const ORDER: readonly Progress[] = ["new", "started", "failed", "completed", "passed"];

export interface ItemProgress {
  readonly progress: Progress;
  /** The best raw score with its maximum, as the lesson wrote them. */
  readonly score: string | null;
}

export function progressOf(attempt: AttemptDoc): Progress {
  if (attempt.success === "passed") return "passed";
  if (attempt.success === "failed") return "failed";
  return attempt.completion === "completed" ? "completed" : "started";
}

export function itemProgress(item: string, learner: string, attempts: readonly AttemptDoc[]): ItemProgress {
  let progress: Progress = "new";
  let best: { value: number; text: string } | null = null;
  for (const attempt of attempts) {
    if (attempt.item !== item || attempt.learner !== learner) continue;
    const reached = progressOf(attempt);
    if (ORDER.indexOf(reached) > ORDER.indexOf(progress)) progress = reached;
    const raw = attempt.score?.[0] ?? null;
    const value = Number(raw);
    if (raw === null || !Number.isFinite(value) || (best && best.value >= value)) continue;
    const max = attempt.score?.[2] ?? null;
    best = { value, text: max === null ? raw : `${raw} / ${max}` };
  }
  return { progress, score: best?.text ?? null };
}

/** A lesson is as far as the item that is least far, but started as soon as one is. */
export function lessonProgress(lesson: CourseLesson, learner: string, attempts: readonly AttemptDoc[]): Progress {
  const each = lesson.items.map((item) => itemProgress(item.id, learner, attempts).progress);
  if (each.every((one) => one === "new")) return "new";
  const least = each.reduce((low, one) => (ORDER.indexOf(one) < ORDER.indexOf(low) ? one : low));
  return least === "new" ? "started" : least;
}

export function lessonBytes(lesson: CourseLesson): number {
  return lesson.items.reduce((sum, item) => sum + item.bytes, 0);
}

export function findLesson(courses: readonly CourseDoc[], id: string): { course: CourseDoc; lesson: CourseLesson } | null {
  for (const course of courses) {
    const lesson = course.lessons.find((one) => one.id === id);
    if (lesson) return { course, lesson };
  }
  return null;
}

export function hasItem(lesson: CourseLesson, item: string): CourseItem | undefined {
  return lesson.items.find((one) => one.id === item);
}

/** The subject of the course that a school puts before all others, in each of its languages. */
const FIRST = /^\s*(кибер-?гигиена|cyber-?hygiene)\s*$/i;

/** A learner sees the courses of their grades; everybody else, and a learner without any, sees all. */
export function coursesFor(
  person: string,
  courses: readonly CourseDoc[],
  enrolments: readonly EnrolmentDoc[],
  compare: (a: string, b: string) => number,
): CourseDoc[] {
  const grades = new Set(enrolments.filter((one) => one.person === person).map((one) => one.grade));
  const own = courses.filter((course) => course.grades.length === 0 || course.grades.some((grade) => grades.has(grade)));
  const shown = grades.size > 0 && own.length > 0 ? own : courses;
  return [...shown].sort((a, b) => Number(FIRST.test(b.subject)) - Number(FIRST.test(a.subject)) || compare(a.subject, b.subject) || compare(a.title, b.title));
}
