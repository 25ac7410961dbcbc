/** Finding the lesson a task is about: the class's own courses first, then by words. */
import type { ClassDoc, CourseDoc, CourseLesson } from "../../../data/docs.ts";

export interface LessonChoice {
  readonly course: CourseDoc;
  readonly lesson: CourseLesson;
}

const FOLDED: Readonly<Record<string, string>> = {
  ә: "а", ғ: "г", қ: "к", ң: "н", ө: "о", ұ: "у", ү: "у", һ: "х", і: "и", ё: "е",
};

/** Lower case without the letters a Russian keyboard lacks, so that «бөлшек» is found by «болшек». */
export function fold(text: string): string {
  return text.normalize("NFC").toLowerCase().replace(/[әғқңөұүһіё]/g, (letter) => FOLDED[letter] ?? letter);
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
  const words = fold(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...choices];
  return choices.filter(({ course, lesson }) => {
    const text = fold(`${lesson.title} ${course.title} ${course.subject}`);
    return words.every((word) => text.includes(word));
  });
}
