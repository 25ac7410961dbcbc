/** Putting an imported file into a course of the school, or taking one out: as the next edition of that course. */
import type { CourseDoc, CourseItem, CourseLesson, ItemFormat } from "../../../data/docs.ts";
import type { Imported, ImportedPiece } from "../../../data/upload.ts";

/** Characters; the server's limit for the titles of courses, lessons and items. */
export const TITLE_CHARACTERS = 300;

export interface NewCourse {
  readonly title: string;
  readonly language: "kk" | "ru" | "en";
  readonly subject: string;
  readonly grades: readonly number[];
}

/** Where an imported file goes: a lesson of a course, a new lesson of it, or a new course. */
export interface Target {
  readonly course: CourseDoc | NewCourse;
  /** Id of an existing lesson, or null for a new one. */
  readonly lesson: string | null;
  /** Title of a new lesson. */
  readonly lessonTitle: string;
  /** Id of the item whose place the file takes in the new edition, or null to add it. */
  readonly replaces?: string | null;
}

export interface PublishOperation {
  readonly kind: "course.publish";
  /** Absent for a new course: its id is the operation's. */
  readonly record?: string;
  /** What the course was made from: the server keeps what colleagues have added since. */
  readonly base?: string;
  readonly fields: Record<string, unknown>;
}

/** Courses this school may change: its own. National ones come from the centre as they are. */
export function ownCourses(courses: readonly CourseDoc[], schools: ReadonlySet<string>, compare: (a: string, b: string) => number): CourseDoc[] {
  return courses.filter((course) => course.school !== null && schools.has(course.school)).sort((a, b) => compare(a.title, b.title));
}

export function isComplete(target: Target): boolean {
  return target.course.title.trim() !== "" && (target.lesson !== null || Boolean(target.replaces) || target.lessonTitle.trim() !== "");
}

/** The operation that publishes; `newId` gives ids nobody else has. */
export function publishOperation(imported: Imported, target: Target, school: string, newId: () => string): PublishOperation {
  const { course } = target;
  const lessons = placed((isDoc(course) ? course.lessons : []).map(lessonFields), imported, target, newId);
  return edition(course, school, lessons);
}

/** What of a course is taken back: a lesson, or with `item` one thing of a lesson that has others. */
export interface Taken {
  readonly lesson: string;
  readonly item: string | null;
}

/**
 * The operation that takes it out of its course. A course that has nothing left stays the school's, to be filled
 * again: withdrawn, it would take with it what a colleague is adding to it at the same time.
 */
export function takeBackOperation(course: CourseDoc, { lesson, item }: Taken): PublishOperation {
  const rest = (one: CourseLesson): CourseLesson[] => {
    const items = item === null ? [] : one.items.filter(({ id }) => id !== item);
    return one.id !== lesson ? [one] : items.length > 0 ? [{ ...one, items }] : [];
  };
  return edition(course, course.school ?? "", course.lessons.map(lessonFields).flatMap(rest));
}

/** Whether nothing of it is in the course any more. */
export function isTaken(course: CourseDoc | undefined, { lesson, item }: Taken): boolean {
  const found = course?.lessons.find((one) => one.id === lesson);
  return !found || (item !== null && !found.items.some((one) => one.id === item));
}

function edition(course: CourseDoc | NewCourse, school: string, lessons: readonly CourseLesson[]): PublishOperation {
  const known = isDoc(course) ? course : null;
  return {
    kind: "course.publish",
    ...(known ? { record: known.id } : {}),
    ...(known?.op ? { base: known.op } : {}),
    fields: {
      edition: (known?.edition ?? 0) + 1,
      title: cut(course.title),
      language: course.language,
      subject: cut(course.subject),
      grades: [...course.grades],
      school: known?.school ?? school,
      lessons,
    },
  };
}

/** Whether the file brought lessons of its own, whose titles it states. */
export function isWhole(imported: Imported): boolean {
  return imported.lessons.length > 1;
}

function placed(before: readonly CourseLesson[], imported: Imported, target: Target, newId: () => string): CourseLesson[] {
  const item = (piece: ImportedPiece, id: string): CourseItem => ({
    id,
    title: cut(piece.title) || cut(target.lessonTitle) || cut(target.course.title),
    format: piece.format as ItemFormat,
    manifest: piece.manifest,
    launch: piece.launch,
    bytes: piece.bytes,
  });
  const [first, ...rest] = imported.lessons.flatMap((lesson) => lesson.items);
  if (target.replaces && first) {
    // The item keeps its id, so that tasks and attempts still lead to it.
    const renew = (old: CourseItem): CourseItem[] =>
      old.id === target.replaces ? [{ ...item(first, old.id), title: old.title }, ...rest.map((piece) => item(piece, newId()))] : [old];
    return before.map((lesson) => ({ ...lesson, items: lesson.items.flatMap(renew) }));
  }
  if (target.lesson !== null && before.some((lesson) => lesson.id === target.lesson)) {
    const items = imported.lessons.flatMap((lesson) => lesson.items.map((piece) => item(piece, newId())));
    return before.map((lesson) => (lesson.id === target.lesson ? { ...lesson, items: [...lesson.items, ...items] } : lesson));
  }
  const own = isWhole(imported);
  const added = imported.lessons.map((lesson) => {
    const items = lesson.items.map((piece) => item(piece, newId()));
    const title = (own ? cut(lesson.title) : cut(target.lessonTitle)) || items[0]?.title || "";
    return { id: newId(), title, summary: "", items };
  });
  return [...before, ...added];
}

/** Only what the operation may hold: documents also say what the server knows of the files. */
function lessonFields(lesson: CourseLesson): CourseLesson {
  const { id, title, summary, items } = lesson;
  return { id, title, summary, items: items.map(itemFields) };
}

function itemFields({ id, title, format, manifest, launch, bytes }: CourseItem): CourseItem {
  return { id, title, format, manifest, launch, bytes };
}

function isDoc(course: CourseDoc | NewCourse): course is CourseDoc {
  return "id" in course;
}

function cut(text: string): string {
  return text.trim().slice(0, TITLE_CHARACTERS);
}
