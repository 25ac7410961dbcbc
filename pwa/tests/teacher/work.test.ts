import { describe, expect, it } from "vitest";

import { buildGrid } from "../../src/screens/teacher/model/grid.ts";
import { count, neighbours, toMark } from "../../src/screens/teacher/model/queue.ts";
import { WorkIndex, waitingSince } from "../../src/screens/teacher/model/work.ts";
import { ARU, BOLAT, assignment, mark, submission } from "./cast.ts";

const BEFORE_DUE = "2026-11-20T08:00:00.000Z";
const AFTER_DUE = "2026-11-21T08:00:00.000Z";

describe("a piece of work", () => {
  it("is simply not there before its due time, and missing after it", () => {
    const index = new WorkIndex([], []);
    expect(index.work(assignment(), ARU, BEFORE_DUE).state).toBe("none");
    expect(index.work(assignment(), ARU, AFTER_DUE).state).toBe("missing");
    expect(index.work(assignment({ due_at: null }), ARU, AFTER_DUE).state).toBe("none");
  });

  it("waits once handed in and is marked once marked", () => {
    expect(new WorkIndex([submission()], []).work(assignment(), ARU, BEFORE_DUE).state).toBe("waiting");
    expect(new WorkIndex([submission()], [mark()]).work(assignment(), ARU, BEFORE_DUE).state).toBe("marked");
  });

  it("waits again when the pupil hands in again, whatever the phones' clocks say", () => {
    const second = submission({ id: "w1.1.2", made_at: "2026-11-19T15:00:00.000Z", received_at: "2026-11-20T04:00:00.000Z" });
    const work = new WorkIndex([submission(), second], [mark()]).work(assignment(), ARU, BEFORE_DUE);
    expect(work.state).toBe("waiting");
    expect(work.again).toBe(true);
    expect(work.submissions[0]?.id).toBe("w1.1.2");
    expect(waitingSince(work)).toBe("2026-11-20T04:00:00.000Z");
  });

  it("waits again when an older work of another phone arrives after the mark: nobody has looked at that one", () => {
    const older = submission({ id: "w9.1.1", made_at: "2026-11-18T10:00:00.000Z", received_at: "2026-11-20T09:00:00.000Z" });
    const work = new WorkIndex([submission(), older], [mark({ returned: true })]).work(assignment(), ARU, BEFORE_DUE);
    expect([work.state, work.again, work.submissions[0]?.id]).toEqual(["waiting", true, "w9.1.1"]);
    expect(waitingSince(work)).toBe("2026-11-20T09:00:00.000Z");
  });

  it("waits when it is redone on a phone whose clock is behind that of the first", () => {
    const ahead = submission({ made_at: "2026-11-20T14:00:00.000Z" });
    const redone = submission({ id: "w9.1.1", made_at: "2026-11-20T05:00:00.000Z", received_at: "2026-11-20T05:00:01.000Z" });
    const work = new WorkIndex([ahead, redone], [mark({ returned: true })]).work(assignment(), ARU, BEFORE_DUE);
    expect([work.state, work.submissions[0]?.id]).toEqual(["waiting", "w9.1.1"]);
  });

  it("goes by the order of one phone even where its clock was put back or photos arrived later", () => {
    const words = submission({ id: "w1.1.10", made_at: "2026-11-19T13:00:00.000Z" });
    const photos = submission({ id: "w1.1.9", received_at: "2026-11-20T09:00:00.000Z" });
    const given = mark({ submission: "w1.1.10" });
    expect(new WorkIndex([words, photos], [given]).work(assignment(), ARU, BEFORE_DUE).state).toBe("marked");
    expect(new WorkIndex([{ ...photos, received_at: null }, words], [given]).work(assignment(), ARU, BEFORE_DUE).submissions[0]?.id).toBe("w1.1.10");
  });

  it("keeps a paper mark given before the work arrived, but shows the work", () => {
    const given = mark({ submission: null, made_at: "2026-11-20T01:00:00.000Z" });
    expect(new WorkIndex([submission()], [given]).work(assignment(), ARU, BEFORE_DUE).state).toBe("waiting");
  });

  it("is late by the time it was made, not by the time it arrived", () => {
    const onTime = submission({ received_at: "2026-11-23T03:00:00.000Z" });
    const late = submission({ made_at: "2026-11-20T19:30:00.000Z" });
    expect(new WorkIndex([onTime], []).work(assignment(), ARU, AFTER_DUE).late).toBe(false);
    expect(new WorkIndex([late], []).work(assignment(), ARU, AFTER_DUE).late).toBe(true);
  });
});

describe("the queue", () => {
  const older = submission({ id: "w2.1.1", learner: BOLAT, received_at: "2026-11-19T03:00:00.000Z" });

  it("puts the longest waiting work first and leaves marked ones out", () => {
    const index = new WorkIndex([submission(), older], []);
    expect(toMark([assignment()], index, AFTER_DUE).map((entry) => entry.work.learner)).toEqual([BOLAT, ARU]);
    const marked = new WorkIndex([submission(), older], [mark()]);
    expect(toMark([assignment()], marked, AFTER_DUE).map((entry) => entry.work.learner)).toEqual([BOLAT]);
  });

  it("knows the works on both sides, and offers its first from outside", () => {
    const queue = toMark([assignment()], new WorkIndex([submission(), older], []), AFTER_DUE);
    expect(neighbours(queue, "a1", BOLAT).next?.learner).toBe(ARU);
    expect(neighbours(queue, "a1", BOLAT).previous).toBeNull();
    expect(neighbours(queue, "a1", "p-nobody").next?.learner).toBe(BOLAT);
  });
});

describe("the three counters", () => {
  it("count works to mark, pupils without work after the due time, and what the centre lacks", () => {
    const pupils = () => [{ id: ARU }, { id: BOLAT }, { id: "p-dana" }];
    const before = count([assignment()], pupils, [submission()], [], new WorkIndex([submission()], []), BEFORE_DUE);
    expect(before).toEqual({ toMark: 1, notHandedIn: 0, notCentral: 1 });
    const after = count([assignment()], pupils, [submission({ central: true })], [mark()], new WorkIndex([submission()], [mark()]), AFTER_DUE);
    expect(after).toEqual({ toMark: 0, notHandedIn: 2, notCentral: 1 });
  });

  it("leave other teachers' assignments out", () => {
    const foreign = submission({ assignment: "a-other" });
    expect(count([assignment()], () => [], [foreign], [], new WorkIndex([foreign], []), AFTER_DUE)).toEqual({ toMark: 0, notHandedIn: 0, notCentral: 0 });
  });
});

describe("the grid", () => {
  it("has a row per pupil, the newest task first, and a word in each cell", () => {
    const newer = assignment({ id: "a2", due_at: "2026-11-25T18:59:00.000Z" });
    const unsent = mark({ id: "a2~p-bolat", assignment: "a2", learner: BOLAT, submission: null, mark: "9", local: "phone" });
    const grid = buildGrid(
      [{ id: ARU, name: "Ару" }, { id: BOLAT, name: "Болат" }],
      [assignment(), newer],
      new WorkIndex([submission()], [unsent]),
      AFTER_DUE,
    );
    expect(grid.columns.map((column) => column.id)).toEqual(["a2", "a1"]);
    expect(grid.rows.map((row) => row.cells.map((cell) => cell.state))).toEqual([["none", "waiting"], ["marked", "missing"]]);
    expect(grid.rows[1]?.cells[0]).toMatchObject({ mark: "9", unsent: true });
    expect(grid.done).toEqual([1, 1]);
  });

  it("shows that two teachers disagree", () => {
    const other = { mark: "6", comment: "", author: "p-saule", op: "ws.1.1" };
    const grid = buildGrid([{ id: ARU, name: "Ару" }], [assignment()], new WorkIndex([submission()], [mark({ others: [other] })]), AFTER_DUE);
    expect(grid.rows[0]?.cells[0]?.disputed).toBe(true);
  });
});
