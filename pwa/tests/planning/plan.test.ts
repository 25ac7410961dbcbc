import { describe, expect, it } from "vitest";

import type { PlanRowDoc } from "../../src/data/docs.ts";
import { addDays, type Occasion, recordOf, type Settled } from "../../src/planning/flow.ts";
import { appended, daysOf, draftOf, edited, EMPTY, type Held, inOrder, joined, MOST_HOURS, moved, mustSay, removed, shiftsBy, split, standingOf, STEP, takenIn, type Way } from "../../src/planning/plan.ts";

const row = (id: string, position: number, more: Partial<PlanRowDoc> = {}): PlanRowDoc => ({
  id,
  school: "s",
  class: "5a",
  grade: null,
  subject: "mathematics",
  position,
  ...EMPTY,
  topic: id,
  op: `${id}.op`,
  ...more,
});
const TAUGHT = { class: "5a", grade: null, subject: "mathematics" };
const MONDAY = "2026-11-23";
/** A lesson on each day from Monday on. */
const lessons = (from: number, count: number): Occasion[] => Array.from({ length: count }, (_, at) => ({ day: addDays(MONDAY, from + at), bell: 1, slot: "a", line: 1 }));
const YEAR = lessons(0, 6);
const ROWS = [row("a", STEP, { hours: 2 }), row("b", 2 * STEP), row("c", 3 * STEP)];
const held = (at: number, id: string): Held => ({ record: recordOf(YEAR[at] ?? YEAR[0] ?? { day: "", bell: 0, slot: "", line: 0 }), row: id, day: addDays(MONDAY, at) });
const settledBy = (...all: readonly Held[]): ReadonlyMap<string, Settled> => new Map(all.map((one) => [one.record, { held: true, row: one.row }]));

describe("a plan beside its lessons", () => {
  it("has the days of what was held and of what is to come", () => {
    const first = held(0, "a");
    const days = daysOf(ROWS, YEAR, settledBy(first), [first]);
    expect(days.get("a")).toEqual([
      { day: "2026-11-23", held: true },
      { day: "2026-11-24", held: false },
    ]);
    expect(days.get("c")).toEqual([{ day: "2026-11-26", held: false }]);
  });

  it("is behind by the lessons that were called off, and not by those not written up yet", () => {
    const one = held(0, "a");
    const off: [string, Settled] = [recordOf({ day: addDays(MONDAY, 1), bell: 1, slot: "a", line: 1 }), { held: false, row: null }];
    const settled = new Map([...settledBy(one), off]);
    const today = addDays(MONDAY, 3);
    expect(standingOf(ROWS, YEAR, YEAR, settled, [one], today)).toEqual({ behind: 1, lacking: 0, free: 1, hours: 4, done: 1 });
    expect(standingOf(ROWS, YEAR, YEAR, settledBy(one), [one], today).behind).toBe(0);
  });

  it("says what no lesson is left for, and what nothing is planned for", () => {
    expect(standingOf(ROWS, lessons(0, 3), lessons(0, 3), new Map(), [], MONDAY)).toMatchObject({ lacking: 1, free: 0 });
    expect(standingOf(ROWS, YEAR, YEAR, new Map(), [], MONDAY)).toMatchObject({ lacking: 0, free: 2 });
  });

  it("tells what a closure moves, from which day to which", () => {
    const closed = YEAR.slice(2);
    expect(shiftsBy(ROWS, YEAR, closed, new Map()).map(({ row: { id }, from, to }) => [id, from, to])).toEqual([
      ["a", "2026-11-23", "2026-11-25"],
      ["b", "2026-11-25", "2026-11-27"],
      ["c", "2026-11-26", "2026-11-28"],
    ]);
    expect(shiftsBy(ROWS, YEAR, YEAR.slice(5), new Map()).at(-1)).toMatchObject({ row: { id: "c" }, to: null });
    expect(shiftsBy(ROWS, YEAR, YEAR, new Map())).toEqual([]);
  });
});

describe("a plan being changed", () => {
  const [a, b, c] = ROWS as [PlanRowDoc, PlanRowDoc, PlanRowDoc];

  it("says only what changes, and takes it back", () => {
    const change = edited(a, { ...draftOf(a), homework: "№ 5" });
    expect(change.makes).toEqual([{ kind: "plan.set", record: "a", base: "a.op", fields: { homework: "№ 5" } }]);
    expect(change.undoes([])).toEqual([{ kind: "plan.set", record: "a", fields: { homework: "" } }]);
    expect(edited(a, draftOf(a)).makes).toEqual([]);
  });

  it("puts a row between two others, and makes room where there is none", () => {
    expect(moved(ROWS, c, -1).makes).toEqual([{ kind: "plan.set", record: "c", base: "c.op", fields: { position: 1.5 * STEP } }]);
    expect(moved(ROWS, a, 1).makes[0]?.fields).toEqual({ position: 2.5 * STEP });
    expect(moved(ROWS, c, 1).makes).toEqual([]);
    const tight = [row("a", 1), row("b", 2), row("c", 3)];
    const change = moved(tight, tight[2] as PlanRowDoc, -1);
    expect(change.makes.map((one) => one.record)).toEqual(["a", "c", "b"]);
    expect(change.undoes([]).map((one) => one.fields["position"])).toEqual([1, 2, 3]);
    expect(moved([row("a", 0), row("b", 5)], row("b", 5), -1).makes.map((one) => one.record)).toEqual(["b", "a"]);
  });

  it("parts a row without losing what was held", () => {
    const change = split(ROWS, row("a", STEP, { hours: 4 }), 3);
    expect(change.makes[0]?.fields).toEqual({ hours: 3 });
    expect(change.makes[1]?.fields).toMatchObject({ hours: 1, position: 1.5 * STEP, topic: "a", class: "5a" });
    expect(change.undoes(["a", "new"])).toEqual([
      { kind: "plan.set", record: "a", fields: { hours: 4 } },
      { kind: "plan.remove", record: "new", fields: {} },
    ]);
    expect(split(ROWS, b, 0).makes).toEqual([]);
  });

  it("joins two rows, with all their hours or fewer", () => {
    const next = { ...b, homework: "№ 7", objectives: ["5.1"], summative: "section" as const };
    const full = joined(a, next, false).makes;
    expect(full[0]?.fields).toMatchObject({ topic: "a; b", hours: 3, homework: "№ 7", summative: "section" });
    expect(full[1]).toEqual({ kind: "plan.remove", record: "b", fields: {} });
    expect(joined(a, { ...next, topic: "a" }, true).makes[0]?.fields).not.toHaveProperty("hours");
    expect(joined({ ...a, hours: 30 }, { ...b, hours: 30 }, false).makes[0]?.fields["hours"]).toBe(MOST_HOURS);
    expect(joined(a, next, false).undoes([]).map((one) => one.kind)).toEqual(["plan.set", "plan.set"]);
  });

  it("takes in other rows behind its own, or in place of what was not held", () => {
    const drafts = [
      { ...EMPTY, topic: "x" },
      { ...EMPTY, topic: "y" },
    ];
    const added = appended("s", TAUGHT, ROWS, drafts, 2026);
    expect(added.makes.map((one) => one.fields["position"])).toEqual([4 * STEP, 5 * STEP]);
    const all = { replaces: new Set(["a", "b", "c"]) };
    const change = takenIn("s", TAUGHT, ROWS, new Set(["a"]), drafts, all, 2026);
    expect(change.makes.map((one) => [one.kind, one.record ?? "new"])).toEqual([
      ["plan.set", "new"],
      ["plan.set", "new"],
      ["plan.remove", "b"],
      ["plan.remove", "c"],
    ]);
    const back = change.undoes(["x", "y", "b", "c"]);
    expect(back.slice(0, 2).map((one) => one.record)).toEqual(["x", "y"]);
    expect(back.slice(2).map((one) => one.fields["topic"])).toEqual(["b", "c"]);
    expect(removed(a).undoes([])[0]?.fields).toMatchObject({ topic: "a", position: STEP });
    expect(inOrder([c, a, b]).map((one) => one.id)).toEqual(["a", "b", "c"]);
  });

  it("loses no row of which nobody said that it goes: those may come while a file is looked at", () => {
    const drafts = [{ ...EMPTY, topic: "x" }];
    const goes = (rows: PlanRowDoc[], way: Way | null): unknown[] =>
      takenIn("s", TAUGHT, rows, new Set(), drafts, way, 2026).makes.flatMap((one) => (one.kind === "plan.remove" ? [one.record] : []));
    expect(mustSay([], null)).toBe(false);
    expect(mustSay(ROWS, null)).toBe(true);
    expect(mustSay(ROWS, "append")).toBe(false);
    expect(goes(ROWS, null)).toEqual([]);
    expect(goes(ROWS, "append")).toEqual([]);
    expect(goes(ROWS, { replaces: new Set(["a", "b"]) })).toEqual(["a", "b"]);
    const [a, ...later] = ROWS;
    const last = { ...(a as PlanRowDoc), year: 2025 };
    expect(goes([last, ...later], { replaces: new Set(["a", "b"]) }), "a row of last year").toEqual(["b"]);
    const [made] = takenIn("s", TAUGHT, ROWS, new Set(), drafts, { replaces: new Set(["a"]) }, 2026).makes;
    expect(made?.fields["position"]).toBe(4 * STEP);
  });

  it("keeps its files when it is changed, copied and joined, and says only what an operation knows of them", () => {
    const file = (name: string): PlanRowDoc["files"][number] => ({ n: 0, state: "here", sha256: name, name, type: "text/plain", size: 1 });
    const a = row("a", STEP, { files: [file("x")] });
    const b = row("b", 2 * STEP, { files: [file("x"), file("y")] });
    const plain = { sha256: "x", name: "x", type: "text/plain", size: 1 };
    expect(draftOf(a).files).toEqual([plain]);
    expect(edited(a, { ...draftOf(a), topic: "жаңа" }).makes[0]?.fields).not.toHaveProperty("files");
    expect(edited(a, { ...draftOf(a), files: [] }).undoes([])[0]?.fields).toEqual({ files: [plain] });
    expect(joined(a, b, false).makes[0]?.fields["files"]).toEqual([plain, { ...plain, sha256: "y", name: "y" }]);
    expect(draftOf({ ...a, files: undefined } as unknown as PlanRowDoc).files).toEqual([]);
  });
});
