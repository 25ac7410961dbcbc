import { describe, expect, it } from "vitest";

import type { AssessmentDoc, AssignmentDoc, ClassDoc, ClosureDoc } from "../../src/data/docs.ts";
import type { Known } from "../../src/planning/day.ts";
import { assessmentsIn, changes, type Draft, faultOf, lessonsMoved, standing } from "../../src/screens/closures/model.ts";
import { closuresNear, homeLessons, isRunning } from "../../src/screens/pupil/model/closures.ts";
import type { Task } from "../../src/screens/pupil/model/todo.ts";

const TODAY = "2026-11-23"; // a Monday
const CLASSES: readonly ClassDoc[] = [["5a", "s"], ["3b", "branch"]].map(([id = "", school = ""]) => ({ id, school, label: id, grades: [5], language: "kk" }));

function order(id: string, starts_on: string, ends_on: string, more: Partial<ClosureDoc> = {}): ClosureDoc {
  return { id, school: "s", order: "", reason: "weather", note: "", starts_on, ends_on, classes: [], withdrawn: false, ...more };
}

function task(lesson: string | null, due_at: string | null, group: Task["group"] = "week"): Task {
  const assignment: AssignmentDoc = {
    id: `${lesson} ${due_at}`, class: "5a", author: "t", title: "", instructions: "", lesson, item: null, due_at, max_mark: null, accepts: [], files: [], created_at: "",
  };
  return { assignment, group } as unknown as Task;
}

const dayOf = (moment: string): string => moment.slice(0, 10);

describe("days at home, for a family", () => {
  it("are told of a week ahead and until they are over, to whom they concern", () => {
    const all = [
      order("later", "2026-12-01", "2026-12-02"), order("soon", "2026-11-30", "2026-12-01"), order("now", "2026-11-20", TODAY), order("over", "2026-11-19", "2026-11-22"),
      order("others", TODAY, TODAY, { classes: ["7"] }), order("mine", TODAY, TODAY, { classes: ["7", "5a"] }), order("off", TODAY, TODAY, { withdrawn: true }),
    ];
    expect(closuresNear(all, new Set(["5a"]), CLASSES, TODAY).map((one) => one.id)).toEqual(["now", "mine", "soon"]);
  });

  it("are not told of to the children of another school that their mother knows of", () => {
    const all = [order("ours", TODAY, TODAY), order("theirs", TODAY, TODAY, { school: "branch" })];
    expect(closuresNear(all, new Set(["5a"]), CLASSES, TODAY).map((one) => one.id)).toEqual(["ours"]);
    expect(closuresNear(all, new Set(["3b"]), CLASSES, TODAY).map((one) => one.id)).toEqual(["theirs"]);
  });

  it("run from the first day to the last", () => {
    const one = order("a", "2026-11-24", "2026-11-25");
    expect(["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26"].map((day) => isRunning(one, day))).toEqual([false, true, true, false]);
  });

  it("need the lessons of what is due up to the morning after, and nothing that is done", () => {
    const tasks = [
      task("after", "2026-11-27T05:00:00Z"), task("morning", "2026-11-26T04:00:00Z"), task("first", "2026-11-24T04:00:00Z"), task("overdue", "2026-11-20T04:00:00Z", "overdue"),
      task("first", "2026-11-25T04:00:00Z"), task("ready", "2026-11-24T04:00:00Z", "done"), task(null, "2026-11-24T04:00:00Z"), task("open", null),
    ];
    expect(homeLessons(tasks, [order("a", "2026-11-24", "2026-11-25")], dayOf)).toEqual(["overdue", "first", "morning"]);
    expect(homeLessons(tasks, [], dayOf)).toEqual([]);
  });
});

describe("an order, for those who lead the school", () => {
  const draft: Draft = { order: "12", reason: "weather", note: "", starts_on: "2026-11-24", ends_on: "2026-11-25", classes: [] };

  it("stands ahead, now, in the past, or is withdrawn", () => {
    expect([order("a", "2026-11-24", "2026-11-24"), order("b", TODAY, TODAY), order("c", "2026-11-20", "2026-11-22"), order("d", TODAY, TODAY, { withdrawn: true })].map((one) => standing(one, TODAY))).toEqual([
      "ahead", "now", "past", "withdrawn",
    ]);
  });

  it("has days in their order, and not for ever", () => {
    expect(faultOf(draft)).toBeNull();
    expect(faultOf({ ...draft, ends_on: "2026-11-23" })).toBe("datesWrong");
    expect(faultOf({ ...draft, ends_on: "" })).toBe("datesWrong");
    expect(faultOf({ ...draft, ends_on: "2027-11-23" })).toBe("tooLong");
  });

  it("moves the lessons of its classes on its days", () => {
    const slot = (id: string, weekday: number, classes: readonly string[]) => ({
      id, weekday, bell: 1, teachers: [], room: "", starts_on: "2026-09-01", ends_on: null,
      lines: classes.map((one, at) => ({ n: at + 1, class: one, grade: null, subject: "s" })),
    });
    const calendar = { id: "c", terms: [{ starts_on: "2026-09-01", ends_on: "2027-05-25" }], holidays: [], weekdays: [1, 2, 3, 4, 5], moved: [], bells: [{ n: 1, starts: "08:00", ends: "08:45" }] };
    const known = {
      slots: [slot("tuesday", 2, ["5a"]), slot("wednesday", 3, ["5a", "7"]), slot("friday", 5, ["5a"])],
      closures: () => [], substitutions: [], journal: new Map(), calendar: () => calendar,
    } as unknown as Known;
    expect(lessonsMoved(draft, () => known)).toBe(3);
    expect(lessonsMoved({ ...draft, classes: ["7"] }, () => known)).toBe(1);
    expect(lessonsMoved({ ...draft, ends_on: "2026-11-01" }, () => known)).toBe(0);
  });

  it("names the summative assessments that it falls on", () => {
    const one = (id: string, part: AssessmentDoc["part"], date: string, klass = "5a") => ({ id, part, date, class: klass }) as unknown as AssessmentDoc;
    const all = [one("late", "term", "2026-11-25"), one("small", "formative", "2026-11-24"), one("early", "section", "2026-11-24"), one("out", "term", "2026-11-26"), one("other", "term", "2026-11-24", "7")];
    expect(assessmentsIn({ ...draft, classes: ["5a"] }, all).map(({ id }) => id)).toEqual(["early", "late"]);
  });

  it("says in an edit only what the edit changes", () => {
    const before = order("a", "2026-11-24", "2026-11-25", { order: "12" });
    expect(changes({ ...draft, ends_on: "2026-11-26", classes: ["5a"] }, before)).toEqual({ ends_on: "2026-11-26", classes: ["5a"] });
  });
});
