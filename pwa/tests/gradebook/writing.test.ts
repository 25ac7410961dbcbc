/** Points with the assessments they are of: one transaction there, and one back. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { AssessmentDoc } from "../../src/data/docs.ts";
import { openProfile } from "../../src/data/open.ts";
import { rows, submit } from "../../src/data/outbox.ts";
import { records } from "../../src/data/records.ts";
import { emptyCell } from "../../src/screens/gradebook/model.ts";
import { enterAll, type Filled, pointsIn, removeAssessment } from "../../src/screens/gradebook/writing.ts";
import { ARU as MARAT, pupilsPhone } from "../data/phone.ts";

beforeEach(async () => {
  await pupilsPhone();
});

afterEach(() => {
  vi.unstubAllGlobals();
});

function draft(at: number): AssessmentDoc {
  return { id: `new ${at}`, school: "s", class: "5a", grade: null, subject: "maths", term: "2026-2", part: "formative", title: `№${at}`, date: "2026-11-20", max: 10, tasks: [], objectives: [], assignment: null };
}

function filled(column: string, learner: string, points: string, more: Partial<Filled["before"]> = {}): Filled {
  return { column, learner, outcome: "points", points, byTask: [], before: { ...emptyCell(draft(0)), ...more } };
}

function made(from = 0): (string | null)[][] {
  return rows.value.slice(from).map(({ kind, record, base, fields }) => [kind, record, base, (fields["title"] ?? fields["points"] ?? null) as string | null]);
}

describe("an assessment that is removed", () => {
  it("says how many points go out of sight with it, and comes back whole", async () => {
    const { ids } = await enterAll([filled("new 1", "aru", "7"), filled("new 1", "dias", "6")], [{ ...draft(1), objectives: ["5.1.2.6"] }]);
    const column = records.get("assessment", ids.get("new 1") as string) as AssessmentDoc;
    expect(pointsIn(column)).toBe(2);

    const back = await removeAssessment(column);
    expect(records.get("assessment", column.id)).toBeUndefined();
    await back();
    expect(records.get("assessment", column.id)).toMatchObject({ title: "№1", max: 10, objectives: ["5.1.2.6"] });
    const [removal, again] = rows.value.slice(-2);
    expect(again?.base).toBe(`${removal?.writer}.${removal?.epoch}.${removal?.seq}`);
  });
});

describe("points with new assessments", () => {
  it("are written after them, and name them", async () => {
    const before = filled("old", "aru", "9", { outcome: "points", points: "8", op: "w.1.1" });
    const { ids } = await enterAll([filled("new 2", "aru", "7"), before, filled("new 1", "dias", "6")], [draft(1), draft(2)]);
    const [one, two] = [ids.get("new 1"), ids.get("new 2")] as [string, string];
    expect(made()).toEqual([
      ["assessment.set", one, null, "№1"],
      ["assessment.set", two, null, "№2"],
      ["score.give", `${two}~aru`, null, "7"],
      ["score.give", "old~aru", "w.1.1", "9"],
      ["score.give", `${one}~dias`, null, "6"],
    ]);
    expect(rows.value.map(({ writer, epoch, seq }) => `${writer}.${epoch}.${seq}`).slice(0, 2)).toEqual([one, two]);
    expect(rows.value.map(({ fields }) => fields["assessment"]).slice(2)).toEqual([two, "old", one]);
    expect(Object.keys(rows.value[0]?.fields ?? {})).not.toContain("id");
    expect(records.get("assessment", one)?.title).toBe("№1");
  });

  it("are taken back with them", async () => {
    const { ids, back } = await enterAll([filled("new 1", "aru", "7"), filled("old", "aru", "9", { outcome: "points", points: "8", op: "w.1.1" })], [draft(1)]);
    const one = ids.get("new 1") as string;
    expect(await back()).toEqual([]);
    expect(made(3)).toEqual([
      ["score.give", `${one}~aru`, one.replace(/1$/, "2"), null],
      ["score.give", "old~aru", one.replace(/1$/, "3"), "8"],
      ["assessment.remove", one, one, null],
    ]);
    expect(records.get("assessment", one)).toBeUndefined();
  });

  it("leave an assessment in which something else stands, and what others have put there", async () => {
    const { ids, back } = await enterAll([filled("new 1", "aru", "7"), filled("new 1", "dias", "8"), filled("new 2", "aru", "5")], [draft(1), draft(2)]);
    const [one, two] = [ids.get("new 1"), ids.get("new 2")] as [string, string];
    await submit({ kind: "score.give", record: `${one}~aru`, base: one.replace(/1$/, "3"), fields: { assessment: one, learner: "aru", outcome: "points", points: "10", by_task: [], comment: "" } });
    expect(await back()).toEqual([one]);
    expect(made(6).map(([kind, record]) => [kind, record])).toEqual([["score.give", `${one}~dias`], ["score.give", `${two}~aru`], ["assessment.remove", two]]);
    expect(records.get("score", `${one}~aru`)?.points).toBe("10");
    expect(records.get("assessment", one)?.title).toBe("№1");
  });

  it("are none of them written where one cannot be", async () => {
    const unstorable = { ...filled("new 1", "aru", "7"), points: (() => 0) as unknown as string };
    await expect(enterAll([unstorable], [draft(1)])).rejects.toThrow();
    expect(await (await openProfile(MARAT)).getAll("outbox")).toEqual([]);
  });
});
