/** Finding the lesson a task is about: the class's own courses first, then by words. */
import type { ClassDoc, CourseDoc, CourseLesson } from "../../../data/docs.ts";
import { fold } from "../../../i18n/fold.ts";
import { fits, wanted as searched } from "../../../i18n/search.ts";

export interface LessonChoice {
  readonly course: CourseDoc;
  readonly lesson: CourseLesson;
}

/** All lessons, those fitting the class's grades, language and the teacher's subjects first. */
export function lessonChoices(courses: readonly CourseDoc[], one: ClassDoc | undefined, subjects: readonly string[]): LessonChoice[] {
  const wanted = new Set(subjects.map(fold));
  const rank = (course: CourseDoc): number => {
    if (!one) return 0;
    const grade = course.grades.some((grade) => one.grades.includes(grade)) ? 0 : 4;
    const subject = wanted.size === 0 || wanted.has(fold(course.subject)) ? 0 : 2;
    return grade + subject + (course.language === one.language ? 0 : 1);
  };
  return [...courses]
    .sort((a, b) => rank(a) - rank(b))
    .flatMap((course) => course.lessons.map((lesson) => ({ course, lesson })));
}

/** Lessons whose title, course or subject has every word of the query. */
export function findLessons(choices: readonly LessonChoice[], query: string): LessonChoice[] {
  const words = searched(query);
  if (words.length === 0) return [...choices];
  return choices.filter(({ course, lesson }) => fits(`${lesson.title} ${course.title} ${course.subject}`, words) > 0);
}
