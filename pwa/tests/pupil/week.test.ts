import { describe, expect, it } from "vitest";

import type { AssignmentDoc } from "../../src/data/docs.ts";
import { dueLessons } from "../../src/screens/pupil/model/week.ts";

const task = (lesson: string | null, due_at: string | null): AssignmentDoc => ({
  id: `${lesson} ${due_at}`, class: "c", author: "t", title: "", instructions: "", lesson, item: null, due_at, max_mark: null, accepts: [], files: [], created_at: "",
});

describe("this week's lessons", () => {
  it("are those that tasks of the next seven days name, the soonest first and once", () => {
    const now = Date.parse("2026-11-23T04:00:00Z");
    const tasks = [
      task("late", "2026-12-05T00:00:00Z"), task("friday", "2026-11-27T00:00:00Z"), task("monday", "2026-11-23T10:00:00Z"),
      task("friday", "2026-11-28T00:00:00Z"), task(null, "2026-11-24T00:00:00Z"), task("open", null), task("past", "2026-11-01T00:00:00Z"),
    ];
    expect(dueLessons(tasks, now)).toEqual(["monday", "friday"]);
  });
});
