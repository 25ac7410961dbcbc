/** The people and records these stories are told with: teacher Marat, class 5 «Ә» and its pupils. */
import type { AssignmentDoc, CourseDoc, MarkDoc, SubmissionDoc } from "../../src/data/docs.ts";

export const MARAT = "p-marat";
export const SAULE = "p-saule";
export const ARU = "p-aru";
export const BOLAT = "p-bolat";
export const CLASS = "c-5a";
export const SCHOOL = "s-aqbulaq";

export function assignment(over: Partial<AssignmentDoc> = {}): AssignmentDoc {
  return {
    id: "a1",
    class: CLASS,
    author: MARAT,
    title: "Жай бөлшектер",
    instructions: "",
    course: null,
    lesson: null,
    item: null,
    due_at: "2026-11-20T18:59:00.000Z",
    max_mark: 10,
    accepts: ["text", "photo"],
    files: [],
    created_at: "2026-11-18T05:00:00.000Z",
    ...over,
  };
}

export function submission(over: Partial<SubmissionDoc> = {}): SubmissionDoc {
  return {
    id: "w1.1.1",
    op: "w1.1.1",
    assignment: "a1",
    learner: ARU,
    text: "1/2",
    files: [],
    attempts: [],
    made_at: "2026-11-19T14:00:00.000Z",
    received_at: "2026-11-20T03:00:00.000Z",
    at_school: true,
    seen_at: null,
    central: false,
    receipt: "7K-42",
    ...over,
  };
}

export function mark(over: Partial<MarkDoc> = {}): MarkDoc {
  return {
    id: "a1~p-aru",
    assignment: "a1",
    learner: ARU,
    submission: "w1.1.1",
    mark: "8",
    max: 10,
    comment: "",
    author: MARAT,
    made_at: "2026-11-20T06:00:00.000Z",
    op: "wm.1.4",
    central: false,
    others: [],
    ...over,
  };
}

export function course(over: Partial<CourseDoc> = {}): CourseDoc {
  return {
    id: "k1",
    title: "Математика",
    language: "kk",
    subject: "Математика",
    grades: [5],
    edition: 3,
    school: SCHOOL,
    lessons: [{ id: "l1", title: "Жай бөлшектер", summary: "", items: [] }],
    ...over,
  };
}
