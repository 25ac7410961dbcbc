import { describe, expect, it } from "vitest";

import { addressed, arrange, asText, owes, readBy, stepOf } from "../../src/screens/teacher/model/packet.ts";
import { WorkIndex } from "../../src/screens/teacher/model/work.ts";
import { sheetCode } from "../../src/screens/teacher/sheetCode.ts";
import { ARU, assignment, BOLAT, CLASS, mark, submission } from "./cast.ts";

const NOW = "2026-11-21T08:00:00.000Z";
const reading = { id: "a1", class: CLASS, delivered: { [ARU]: NOW, [BOLAT]: NOW }, opened: { [ARU]: NOW, "p-mother": NOW } };

describe("how far a task has come with a pupil", () => {
  const step = (submissions: Parameters<typeof submission>[0][], marks: Parameters<typeof mark>[0][], learner = ARU): string => {
    const index = new WorkIndex(submissions.map(submission), marks.map(mark));
    return stepOf(index.work(assignment(), learner, NOW), reading);
  };

  it("climbs from set to marked", () => {
    expect(stepOf(new WorkIndex([], []).work(assignment(), "p-new", NOW), reading)).toBe("issued");
    expect(step([], [], BOLAT)).toBe("delivered");
    expect(step([], [])).toBe("opened");
    expect(step([{}], [])).toBe("handedIn");
    expect(step([{ seen_at: NOW }], [])).toBe("seen");
    expect(step([{}], [{ mark: "", returned: true }])).toBe("returned");
    expect(step([{}], [{}])).toBe("marked");
  });

  it("is owed until something was handed in, marked or done on paper", () => {
    const paper = { id: `a1~${ARU}`, assignment: "a1", learner: ARU, on_paper: true };
    expect(owes(new WorkIndex([], []).work(assignment(), ARU, NOW))).toBe(true);
    expect(owes(new WorkIndex([], [], [paper]).work(assignment(), ARU, NOW))).toBe(false);
    expect(owes(new WorkIndex([submission()], []).work(assignment(), ARU, NOW))).toBe(false);
  });
});

describe("a notice", () => {
  const pupils = [{ id: ARU }, { id: BOLAT }];

  it("counts pupils who read it, and parents apart", () => {
    expect(readBy(reading, pupils)).toEqual({ read: 1, all: 2, parents: 1 });
    expect(readBy(undefined, pupils)).toEqual({ read: 0, all: 2, parents: 0 });
    expect(addressed({ learners: [BOLAT] }, pupils)).toEqual([{ id: BOLAT }]);
  });

  it("is a text for any messenger", () => {
    const tasks = [assignment({ title: "Есептер", instructions: "24-бет", due_at: null }), assignment({ title: "Оқу" })];
    const due = (at: string): string => at.slice(0, 10);
    expect(asText({ title: "Апта", text: "", due_at: null }, tasks, due)).toBe("Апта\n\n1. Есептер\n24-бет\n2. Оқу (2026-11-20)");
    expect(asText({ title: "Эссе", text: "Екі бет", due_at: "2026-11-21T09:00:00Z" }, [], due)).toBe("Эссе\n2026-11-21\n\nЕкі бет");
  });
});

describe("what is arranged for many", () => {
  it("is one operation for each, over what was arranged before", () => {
    const known = { id: `a1~${ARU}`, assignment: "a1", learner: ARU, op: "w.1.1" };
    const made = arrange("a1", [ARU, BOLAT], { on_paper: true }, (record) => (record === known.id ? known : undefined));
    expect(made.map(({ record, base }) => [record, base])).toEqual([[`a1~${ARU}`, "w.1.1"], [`a1~${BOLAT}`, null]]);
    expect(made[1]?.fields).toEqual({ assignment: "a1", learner: BOLAT, on_paper: true });
  });
});

describe("the code on a printed sheet", () => {
  it("is the one that the server prints", async () => {
    // tests/server/classroom/test_packets.py has the same vector.
    expect(await sheetCode("w1.1.1", "aru")).toBe("TIREK:5988890281DB");
  });
});
