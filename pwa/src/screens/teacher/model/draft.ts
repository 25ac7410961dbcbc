/** The form of a new or edited assignment as a value, and the operation it becomes. */
import type { AnswerForm, AssignmentDoc, CourseDoc, Criterion } from "../../../data/docs.ts";

export type { AnswerForm } from "../../../data/docs.ts";
export const ANSWER_FORMS: readonly AnswerForm[] = ["text", "photo", "file", "audio"];

/** Marks of everyday work are given from 1 to 10. */
export const DEFAULT_MAX_MARK = 10;
/** The server takes 1 to 1,000 points. */
export const HIGHEST_MAX_MARK = 1000;
/** Characters; the server's limits for a title and for instructions. */
export const TITLE_CHARACTERS = 300;
export const INSTRUCTIONS_CHARACTERS = 8000;
/** The server takes this many files with one record. */
export const FILES_PER_ASSIGNMENT = 20;
/** The server's limits for criteria. */
export const CRITERIA_PER_TASK = 12;
export const CRITERION_CHARACTERS = 200;
/** Bytes of one file with an assignment; the server's limit for work. */
export const ATTACHMENT_BYTES = 50 * 1024 * 1024;

export interface DraftFile {
  readonly sha256: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
}

export interface Draft {
  readonly classId: string | null;
  readonly course: string | null;
  readonly lesson: string | null;
  readonly title: string;
  /** The title still is the lesson's: choosing another lesson replaces it. */
  readonly titleFromLesson: boolean;
  readonly instructions: string;
  /** RFC 3339 UTC, or null for work without a due time. */
  readonly dueAt: string | null;
  readonly maxMark: number;
  readonly accepts: readonly AnswerForm[];
  readonly files: readonly DraftFile[];
  /** null: the whole class. */
  readonly learners: readonly string[] | null;
  readonly criteria: readonly Criterion[];
  readonly packet: string | null;
}

export type DraftGap = "class" | "learners" | "title" | "accepts" | "max-mark";

export function emptyDraft(classId: string | null, dueAt: string | null): Draft {
  return {
    classId,
    course: null,
    lesson: null,
    title: "",
    titleFromLesson: true,
    instructions: "",
    dueAt,
    maxMark: DEFAULT_MAX_MARK,
    accepts: ["text", "photo"],
    files: [],
    learners: null,
    criteria: [],
    packet: null,
  };
}

export function draftOf(assignment: AssignmentDoc): Draft {
  return {
    classId: assignment.class,
    course: assignment.course ?? null,
    lesson: assignment.lesson,
    title: assignment.title,
    titleFromLesson: false,
    instructions: assignment.instructions,
    dueAt: assignment.due_at,
    maxMark: assignment.max_mark ?? DEFAULT_MAX_MARK,
    accepts: ANSWER_FORMS.filter((form) => assignment.accepts.includes(form)),
    files: assignment.files.map(({ sha256, name, type, size }) => ({ sha256, name, type, size })),
    learners: assignment.learners ?? null,
    criteria: assignment.criteria ?? [],
    packet: assignment.packet ?? null,
  };
}

/** Choosing a lesson brings its title unless the teacher has typed one; null takes the lesson away. */
export function withLesson(draft: Draft, course: CourseDoc | null, lesson: { id: string; title: string } | null): Draft {
  const title = draft.titleFromLesson ? (lesson?.title ?? "").slice(0, TITLE_CHARACTERS) : draft.title;
  return { ...draft, course: lesson ? (course?.id ?? null) : null, lesson: lesson?.id ?? null, title };
}

export function withTitle(draft: Draft, title: string): Draft {
  return { ...draft, title: title.slice(0, TITLE_CHARACTERS), titleFromLesson: title === "" };
}

export function withForm(draft: Draft, form: AnswerForm, wanted: boolean): Draft {
  return { ...draft, accepts: ANSWER_FORMS.filter((one) => (one === form ? wanted : draft.accepts.includes(one))) };
}

/** What keeps a draft from being sent, in the order of the form. A lesson alone needs no hand-in. */
export function gaps(draft: Draft): DraftGap[] {
  const found: DraftGap[] = [];
  if (!draft.classId) found.push("class");
  if (draft.learners?.length === 0) found.push("learners");
  if (draft.title.trim() === "") found.push("title");
  if (draft.accepts.length === 0 && !draft.lesson) found.push("accepts");
  if (!Number.isInteger(draft.maxMark) || draft.maxMark < 1 || draft.maxMark > HIGHEST_MAX_MARK) found.push("max-mark");
  return found;
}

/** Fields of the first `assignment.set` of a new assignment. */
export function fieldsOf(draft: Draft, school: string): Record<string, unknown> {
  const { learners, criteria, packet, ...fields } = contents(draft);
  // What most tasks have none of travels only where there is some.
  return {
    school,
    class: draft.classId,
    ...fields,
    ...(learners ? { learners } : {}),
    ...(criteria.length > 0 ? { criteria } : {}),
    ...(packet ? { packet } : {}),
  };
}

/** Only the fields an edit changes: two teachers who edit different fields both keep theirs. */
export function changedFields(draft: Draft, before: AssignmentDoc): Record<string, unknown> {
  const old: Record<string, unknown> = contents(draftOf(before));
  const changed: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(contents(draft))) {
    if (JSON.stringify(value) !== JSON.stringify(old[field])) changed[field] = value;
  }
  return changed;
}

function contents(draft: Draft) {
  return {
    title: draft.title.trim(),
    instructions: draft.instructions.trim(),
    course: draft.course,
    lesson: draft.lesson,
    item: null,
    due_at: draft.dueAt,
    max_mark: draft.maxMark,
    accepts: draft.accepts,
    files: draft.files.map(({ sha256, name, type, size }) => ({ sha256, name, type, size })),
    learners: draft.learners,
    criteria: draft.criteria.filter((one) => one.name.trim() !== "" && one.max > 0).map(({ name, max }) => ({ name: name.trim(), max })),
    packet: draft.packet,
  };
}
