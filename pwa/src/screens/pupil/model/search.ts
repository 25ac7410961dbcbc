/** Finding lessons by their titles on the phone itself. Pure. */
import type { CourseDoc, CourseLesson } from "../../../data/docs.ts";
import { fits, wanted } from "../../../i18n/search.ts";

export interface FoundLesson {
  readonly course: CourseDoc;
  readonly lesson: CourseLesson;
}

/** Lessons whose own title, items, course or subject have every word, the best first. */
export function findByTitle(courses: readonly CourseDoc[], query: string): FoundLesson[] {
  const words = wanted(query);
  if (words.length === 0) return [];
  return courses
    .flatMap((course) => course.lessons.map((lesson) => ({ course, lesson, rank: rankOf(course, lesson, words) })))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .map(({ course, lesson }) => ({ course, lesson }));
}

/** A word in the lesson's own title counts twice. */
function rankOf(course: CourseDoc, lesson: CourseLesson, words: ReturnType<typeof wanted>): number {
  const items = lesson.items.map((item) => item.title).join(" ");
  return 2 * fits(lesson.title, words) || fits(`${lesson.title} ${items} ${course.title} ${course.subject}`, words);
}
