import { expect, it } from "vitest";

import { findLessons, lessonChoices } from "../../src/screens/teacher/model/lessons.ts";
import { withHeldMarks, withoutTaken, withoutWithdrawn } from "../../src/screens/teacher/model/held.ts";
import { markOperations } from "../../src/screens/teacher/model/marking.ts";
import { takeBackOperation } from "../../src/screens/teacher/model/publish.ts";
import { WorkIndex } from "../../src/screens/teacher/model/work.ts";
import { ARU, MARAT, SCHOOL, assignment, course, mark, submission } from "./cast.ts";

const NOW = "2026-11-21T08:00:00.000Z";
const work = new WorkIndex([submission()], [mark()]).work(assignment(), ARU, NOW);
const marking = {
  id: "a1~p-aru",
  operations: markOperations(work, { mark: "9", comment: "" }),
  shown: { type: "mark", record: "a1~p-aru", learner: ARU, mark: "9", comment: "" },
  heldAt: Date.parse(NOW),
} as const;

it("shows a mark as given, and as unsent, while it can still be taken back", () => {
  const shown = withHeldMarks([mark(), mark({ id: "a2~p-aru", assignment: "a2" })], [marking], MARAT);
  expect(shown).toHaveLength(2);
  expect(shown.find((one) => one.id === "a1~p-aru")).toMatchObject({ mark: "9", local: "phone", submission: "w1.1.1" });
  const marks = [mark()];
  expect(withHeldMarks(marks, [], MARAT)).toBe(marks);
});

it("hides an assignment while its withdrawal can still be taken back", () => {
  const act = { id: "a1", operations: [], shown: { type: "withdraw", record: "a1", title: "" }, heldAt: 0 } as const;
  expect(withoutWithdrawn([assignment(), assignment({ id: "a2" })], [act]).map((one) => one.id)).toEqual(["a2"]);
});

it("shows a course without what is being taken back, and leaves the others alone", () => {
  const taken = { lesson: "l1", item: null };
  const operation = { kind: "course.publish", record: "k1", base: null, fields: takeBackOperation(course(), taken).fields };
  const act = { id: "k1", operations: [operation], shown: { type: "takeBack", record: "k1", taken }, heldAt: 0 } as const;
  expect(withoutTaken([course(), course({ id: "k2" })], [act]).map(({ id, lessons }) => [id, lessons.length])).toEqual([["k1", 0], ["k2", 1]]);
  expect(withoutTaken([course()], [marking])).toEqual([course()]);
});

it("offers the lessons of the class first and finds others with a Russian keyboard", () => {
  const one = { id: "c", school: SCHOOL, label: "5 Ә", grades: [5], language: "kk" };
  const senior = course({ id: "k9", title: "Алгебра", grades: [9], lessons: [{ id: "l9", title: "Көпмүшелер", summary: "", items: [] }] });
  const choices = lessonChoices([senior, course()], one, ["Математика"]);
  expect(choices.map(({ lesson }) => lesson.id)).toEqual(["l1", "l9"]);
  expect(findLessons(choices, "копмушелер алгебра").map(({ lesson }) => lesson.id)).toEqual(["l9"]);
  expect(findLessons(choices, "география")).toEqual([]);
});
