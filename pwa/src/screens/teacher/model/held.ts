/** What the teacher's screens show while acts can still be taken back: as if they had been sent. */
import type { AssignmentDoc, CourseDoc, Drawn, FileDoc, MarkDoc } from "../../../data/docs.ts";
import { atSchool } from "../../../data/now.ts";
import type { HeldAct } from "./undo.ts";

/** Marks with the held ones laid over them. They have no operation yet, so `op` is empty. */
export function withHeldMarks(marks: readonly MarkDoc[], acts: readonly HeldAct[], me: string): readonly MarkDoc[] {
  const held = new Map<string, MarkDoc>();
  for (const act of acts) {
    if (act.shown.type !== "mark") continue;
    const operation = act.operations[act.operations.length - 1];
    if (!operation) continue;
    const { record, learner, mark, comment } = act.shown;
    const { assignment, submission, max, points, drawing, files } = operation.fields;
    held.set(record, {
      id: record,
      assignment: typeof assignment === "string" ? assignment : "",
      learner,
      submission: typeof submission === "string" ? submission : null,
      mark,
      max: typeof max === "number" ? max : null,
      comment,
      returned: operation.fields["returned"] === true,
      points: (points ?? []) as readonly (number | null)[],
      drawing: (drawing ?? []) as readonly Drawn[],
      files: (files ?? []) as readonly FileDoc[],
      author: me,
      made_at: new Date(atSchool(act.heldAt)).toISOString(),
      op: "",
      central: false,
      others: [],
      local: "phone",
    });
  }
  if (held.size === 0) return marks;
  return [...marks.filter((mark) => !held.has(mark.id)), ...held.values()];
}

/** Assignments without those that are being withdrawn. */
export function withoutWithdrawn(assignments: readonly AssignmentDoc[], acts: readonly HeldAct[]): readonly AssignmentDoc[] {
  const gone = new Set(acts.filter((act) => act.shown.type === "withdraw").map((act) => act.shown.record));
  return gone.size === 0 ? assignments : assignments.filter((assignment) => !gone.has(assignment.id));
}

/** Courses as they are once what is being taken back has gone. */
export function withoutTaken(courses: readonly CourseDoc[], acts: readonly HeldAct[]): readonly CourseDoc[] {
  const left = new Map<string, unknown>();
  for (const act of acts) if (act.shown.type === "takeBack") left.set(act.shown.record, act.operations[0]?.fields["lessons"]);
  return courses.map((course) => (left.has(course.id) ? { ...course, lessons: left.get(course.id) as CourseDoc["lessons"] } : course));
}
