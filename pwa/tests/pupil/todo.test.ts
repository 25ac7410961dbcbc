import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { AssignmentDoc, AttemptDoc, CourseDoc, EnrolmentDoc, MarkDoc, SubmissionDoc } from "../../src/data/docs.ts";
import { setTimezone } from "../../src/i18n/time.ts";
import { match } from "../../src/router.ts";
import { homeOf, sectionsOf } from "../../src/screens/common/Nav.tsx";
import { excess, handInFields, isEmpty } from "../../src/screens/pupil/handing.ts";
import { answers, climb, highest } from "../../src/screens/pupil/model/ladder.ts";
import { coursesFor, itemProgress, lessonProgress } from "../../src/screens/pupil/model/lessons.ts";
import { markForItem } from "../../src/screens/pupil/model/teacherMark.ts";
import { groupOf, inGroup, type LearnerRecords, tasksOf } from "../../src/screens/pupil/model/todo.ts";

const ARU = "person-aru";
const NOW = Date.parse("2026-11-18T06:00:00.000Z"); // a Wednesday, 11:00 at school

function assignment(id: string, due: string | null, more: Partial<AssignmentDoc> = {}): AssignmentDoc {
  return {
    id,
    class: "5a",
    author: "person-marat",
    title: id,
    instructions: "",
    lesson: null,
    item: null,
    due_at: due,
    max_mark: 10,
    accepts: ["text"],
    files: [],
    created_at: "2026-11-10T06:00:00.000Z",
    ...more,
  };
}

const enrolment: EnrolmentDoc = { id: "e1", person: ARU, class: "5a", grade: 5, starts_on: "2026-09-01", ends_on: null };

function work(more: Partial<SubmissionDoc> = {}): SubmissionDoc {
  return {
    id: "w1",
    assignment: "a1",
    learner: ARU,
    text: "",
    files: [],
    attempts: [],
    made_at: "2026-11-17T06:00:00.000Z",
    received_at: null,
    at_school: false,
    seen_at: null,
    central: false,
    receipt: null,
    op: "w.1.1",
    ...more,
  };
}

function mark(more: Partial<MarkDoc> = {}): MarkDoc {
  return {
    id: `a1~${ARU}`,
    assignment: "a1",
    learner: ARU,
    submission: "w1",
    mark: "9",
    max: 10,
    comment: "",
    author: "person-marat",
    made_at: "2026-11-18T05:00:00.000Z",
    op: "m.1.1",
    central: false,
    others: [],
    ...more,
  };
}

function attempt(more: Partial<AttemptDoc> = {}): AttemptDoc {
  return {
    id: "t1",
    learner: ARU,
    item: "i1",
    lesson: "l1",
    course: "k1",
    session: "s1",
    completion: "incomplete",
    success: "unknown",
    score: null,
    total_time_s: 10,
    at: "2026-11-17T06:00:00.000Z",
    central: false,
    ...more,
  };
}

function all(more: Partial<LearnerRecords>): LearnerRecords {
  return { learner: ARU, assignments: [], enrolments: [enrolment], submissions: [], marks: [], attempts: [], ...more };
}

beforeEach(() => setTimezone("Asia/Almaty"));
afterEach(() => setTimezone(null));

describe("a quiz that a teacher has read", () => {
  const handed = work({ attempts: ["t1"] });

  it("shows the mark of the work it was handed in with", () => {
    const older = mark({ id: "m0", mark: "7", made_at: "2026-11-17T05:00:00.000Z" });
    expect(markForItem("i1", all({ attempts: [attempt()], submissions: [handed], marks: [older, mark()] }))?.mark).toBe("9");
  });

  it("shows none of other works, other items and other pupils", () => {
    const known = { attempts: [attempt()], submissions: [handed], marks: [mark()] };
    expect(markForItem("i2", all(known))).toBeNull();
    expect(markForItem("i1", all({ ...known, submissions: [work()] }))).toBeNull();
    expect(markForItem("i1", all({ ...known, learner: "person-else" }))).toBeNull();
  });
});

describe("the to-do list", () => {
  it("groups by the school's calendar", () => {
    expect(groupOf("2026-11-17T18:59:00.000Z", NOW)).toBe("overdue");
    expect(groupOf("2026-11-18T18:59:00.000Z", NOW)).toBe("today");
    expect(groupOf("2026-11-18T19:30:00.000Z", NOW)).toBe("week"); // half past midnight at school
    expect(groupOf("2026-11-22T18:59:00.000Z", NOW)).toBe("week");
    expect(groupOf("2026-11-23T04:00:00.000Z", NOW)).toBe("later");
    expect(groupOf(null, NOW)).toBe("noDue");
  });

  it("has the soonest first, and what is handed in or marked under done", () => {
    const tasks = tasksOf(
      all({
        assignments: [
          assignment("later", "2026-11-30T06:00:00.000Z"),
          assignment("a1", "2026-11-17T06:00:00.000Z"),
          assignment("soon", "2026-11-28T06:00:00.000Z"),
          assignment("paper", null),
        ],
        submissions: [work()],
        marks: [mark({ id: "m2", assignment: "paper", submission: null })],
      }),
      NOW,
    );
    expect(inGroup(tasks, "later").map((task) => task.assignment.id)).toEqual(["soon", "later"]);
    expect(inGroup(tasks, "done").map((task) => task.assignment.id).sort()).toEqual(["a1", "paper"]);
    expect(inGroup(tasks, "overdue")).toEqual([]);
  });

  it("shows only the learner's own classes, but keeps old work of a former class", () => {
    const tasks = tasksOf(
      all({
        assignments: [assignment("other", null, { class: "6b" }), assignment("a1", null, { class: "4a" })],
        submissions: [work(), work({ id: "w2", assignment: "other", learner: "person-else" })],
      }),
      NOW,
    );
    expect(tasks.map((task) => task.assignment.id)).toEqual(["a1"]);
  });

  it("no longer asks for work that was redone on another phone, whose clock is behind", () => {
    const first = work({ id: "w1.1.1", made_at: "2026-11-17T18:00:00.000Z", received_at: "2026-11-17T06:00:00.000Z" });
    const redone = work({ id: "w2.1.1", made_at: "2026-11-17T09:00:00.000Z" });
    const back = mark({ submission: "w1.1.1", returned: true });
    const [task] = tasksOf(all({ assignments: [assignment("a1", null)], submissions: [first, redone], marks: [back] }), NOW);
    expect([task?.returned, task?.group, task?.submissions[0]?.id]).toEqual([false, "done", "w2.1.1"]);
  });

  it("counts a task that only asks for a lesson as done when the lesson is", () => {
    const only = assignment("a2", null, { accepts: [], lesson: "l1" });
    expect(tasksOf(all({ assignments: [only], attempts: [attempt()] }), NOW)[0]?.group).toBe("noDue");
    expect(tasksOf(all({ assignments: [only], attempts: [attempt({ completion: "completed" })] }), NOW)[0]?.group).toBe("done");
  });

  it("forgets a class that the learner has left", () => {
    const left = { ...enrolment, ends_on: "2026-11-17" };
    expect(tasksOf(all({ assignments: [assignment("a1", null)], enrolments: [left] }), NOW)).toEqual([]);
  });
});

describe("the ladder", () => {
  it("begins on this phone and climbs as news comes", () => {
    expect(highest(work(), null)).toBe("phone");
    expect(highest(work({ at_school: true }), null)).toBe("school");
    expect(highest(work({ at_school: true, seen_at: "2026-11-18T04:00:00.000Z" }), null)).toBe("seen");
    expect(highest(work({ at_school: true }), mark())).toBe("marked");
  });

  it("leaves no gap below the highest rung", () => {
    const steps = climb(work(), mark());
    expect(steps.every((step) => step.done)).toBe(true);
  });

  it("does not call a second work marked by the first one's mark", () => {
    expect(answers(mark(), work({ id: "w2", made_at: "2026-11-18T06:00:00.000Z" }))).toBe(false);
    expect(answers(mark({ submission: null }), work())).toBe(true);
  });
});

describe("lessons", () => {
  const lesson = { id: "l1", title: "", summary: "", items: [{ id: "i1" }, { id: "i2" }] as never };

  it("show the best of all sessions", () => {
    const attempts = [
      attempt({ success: "passed", score: ["80", "0", "100"] }),
      attempt({ id: "t2", success: "failed", score: ["30", "0", "100"] }),
      attempt({ id: "t3", learner: "person-else", score: ["100", "0", "100"] }),
    ];
    expect(itemProgress("i1", ARU, attempts)).toEqual({ progress: "passed", score: "80 / 100" });
  });

  it("are as far as their least item, but begun with the first", () => {
    expect(lessonProgress(lesson, ARU, [])).toBe("new");
    expect(lessonProgress(lesson, ARU, [attempt({ success: "passed" })])).toBe("started");
    expect(lessonProgress(lesson, ARU, [attempt({ success: "passed" }), attempt({ item: "i2", completion: "completed" })])).toBe("completed");
  });

  it("are shown by grade to a learner, all of them to others", () => {
    const course = (id: string, grades: number[]): CourseDoc => ({ id, title: id, subject: "", language: "kk", grades, edition: 1, school: null, lessons: [] });
    const courses = [course("five", [5]), course("nine", [9])];
    const order = (a: string, b: string): number => (a < b ? -1 : 1);
    expect(coursesFor(ARU, courses, [enrolment], order).map((one) => one.id)).toEqual(["five"]);
    expect(coursesFor("person-marat", courses, [enrolment], order).length).toBe(2);
  });

  it("begin with cyber-hygiene, which is for every grade where none is named", () => {
    const course = (id: string, subject: string, grades: number[]): CourseDoc => ({ id, title: id, subject, language: "kk", grades, edition: 1, school: null, lessons: [] });
    const courses = [course("algebra", "algebra", [5]), course("net", " Кибергигиена", []), course("science", "science", [])];
    const order = (a: string, b: string): number => (a < b ? -1 : 1);
    expect(coursesFor(ARU, courses, [enrolment], order).map((one) => one.id)).toEqual(["net", "algebra", "science"]);
  });
});

describe("handing in", () => {
  it("asks for something to hand in", () => {
    expect(isEmpty({ text: "  \n", files: [] })).toBe(true);
    expect(isEmpty({ text: "1/2", files: [] })).toBe(false);
  });

  it("says by how much a text is too long, in letters of its own alphabet", () => {
    expect(excess("ұ".repeat(9000))).toBe(0);
    expect(excess("a".repeat(10_003))).toBe(3);
    expect(excess("ұ".repeat(9_300))).toBeGreaterThan(0);
  });

  it("names the learner's own attempts at the lesson", () => {
    const fields = handInFields(
      assignment("a1", null, { lesson: "l1" }),
      { text: " 1/2 ", files: [] },
      [attempt(), attempt({ id: "t2", learner: "person-else" }), attempt({ id: "t3", lesson: "l2" })],
      ARU,
      new Date(NOW),
    );
    expect(fields).toEqual({ assignment: "a1", text: "1/2", files: [], attempts: ["t1"], made_at: "2026-11-18T06:00:00.000Z" });
  });
});

describe("addresses and sections", () => {
  it("match by parts and decode them", () => {
    expect(match("/t/work/:assignment/:learner", "/t/work/a%7E1/p")).toEqual({ assignment: "a~1", learner: "p" });
    expect(match("/t/work/:assignment", "/t/work/a/b")).toBeNull();
    expect(match("/task/:id", "/task/%E0%A4%A")).toBeNull();
  });

  it("lead everyone to their own home, in at most five sections", () => {
    const grant = (role: string): { role: string; school: string } => ({ role, school: "s1" });
    expect(homeOf([grant("pupil")])).toBe("/todo");
    expect(homeOf([grant("teacher"), grant("parent")])).toBe("/t");
    expect(homeOf([grant("parent")])).toBe("/children");
    expect(homeOf([grant("director")])).toBe("/admin");
    const everything = ["pupil", "teacher", "parent", "admin"].map(grant);
    const sections = sectionsOf(everything).map((one) => one.href);
    expect(sections.length).toBe(5);
    expect(sections[sections.length - 1]).toBe("/settings");
  });
});
