import { describe, expect, it } from "vitest";

import type { AssignmentDoc } from "../../src/data/docs.ts";
import { unacknowledged } from "../../src/screens/pupil/model/receipts.ts";
import { type LearnerRecords, tasksOf } from "../../src/screens/pupil/model/todo.ts";
import { ARU, assignment, BOLAT, CLASS, mark, submission } from "../teacher/cast.ts";

const NOW = Date.parse("2026-11-21T08:00:00.000Z");

function seen(tasks: readonly AssignmentDoc[], more: Partial<LearnerRecords> = {}): ReturnType<typeof tasksOf> {
  const enrolments = [{ id: "e1", person: ARU, class: CLASS, grade: 5, starts_on: null, ends_on: null }];
  return tasksOf({ learner: ARU, assignments: tasks, enrolments, submissions: [], marks: [], attempts: [], ...more }, NOW);
}

describe("a pupil's tasks", () => {
  it("are those of the class and one's own, not those of others", () => {
    const tasks = [assignment({ id: "all" }), assignment({ id: "mine", learners: [ARU] }), assignment({ id: "his", learners: [BOLAT] })];
    expect(seen(tasks).map((task) => task.assignment.id).sort()).toEqual(["all", "mine"]);
  });

  it("come back when the teacher returns the work, until it is handed in again", () => {
    const back = mark({ mark: "", returned: true });
    const [open] = seen([assignment()], { submissions: [submission()], marks: [back] });
    expect([open?.group, open?.returned]).toEqual(["overdue", true]);
    const again = submission({ id: "w1.1.2", op: "w1.1.2", made_at: "2026-11-21T07:00:00.000Z" });
    const [done] = seen([assignment()], { submissions: [submission(), again], marks: [back] });
    expect([done?.group, done?.returned]).toEqual(["done", false]);
  });

  it("are due when the teacher said to this pupil, and done when they were done on paper", () => {
    const arrangement = { id: `a1~${ARU}`, assignment: "a1", learner: ARU };
    const [later] = seen([assignment()], { arrangements: [{ ...arrangement, due_at: "2026-11-30T09:00:00.000Z" }] });
    expect([later?.group, later?.due]).toEqual(["later", "2026-11-30T09:00:00.000Z"]);
    const [paper] = seen([assignment()], { arrangements: [{ ...arrangement, on_paper: true }] });
    expect(paper?.group).toBe("done");
  });
});

describe("receipts", () => {
  it("are given once for what is new, and not for what is only on this phone", () => {
    const about = [
      { id: "new", created_at: "2026-11-20T08:00:00.000Z" },
      { id: "told", created_at: "2026-11-20T08:00:00.000Z" },
      { id: "old", created_at: "2026-10-01T08:00:00.000Z" },
      { id: "local", created_at: "2026-11-20T08:00:00.000Z", local: "phone" as const },
    ];
    expect(unacknowledged(about, { told: "opened" }, NOW)).toEqual(["new"]);
  });
});
