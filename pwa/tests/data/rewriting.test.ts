/** Edits and undoing name what they are made over: a phone whose clock is an hour behind loses neither. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { exchange } from "../../src/data/exchange.ts";
import { rows } from "../../src/data/outbox.ts";
import { opId } from "../../src/data/queue.ts";
import { type ClubDoc, type ClubMeetingDoc, type PlanRowDoc, records, type RouteDoc } from "../../src/data/records.ts";
import { over } from "../../src/data/rewriting.ts";
import type { DayLesson, DayLine } from "../../src/planning/day.ts";
import { split } from "../../src/planning/plan.ts";
import { judge, saveMeeting, setMember } from "../../src/screens/clubs/writing.ts";
import { NO_SUPPORT, saveReview, saveSupport } from "../../src/screens/inclusion/writing.ts";
import { writeLine } from "../../src/screens/journal/teaching.ts";
import { makeChange } from "../../src/screens/planning/making.ts";
import { current, pupilsPhone } from "./phone.ts";

const said = vi.hoisted(() => {
  vi.stubGlobal("document", { addEventListener: () => undefined });
  return { undo: null as (() => void) | null };
});
vi.mock("../../src/ui/toast.tsx", () => ({
  toast: (_text: string, action: { run: () => void } | null = null) => {
    if (action) said.undo = action.run;
  },
}));

const CHESS = { id: "chess", school: "s1" } as ClubDoc;
const written = () => rows.value.map(({ kind, record, base }) => [kind, record, base]);
const ids = () => rows.value.map((row) => opId(row));

async function undone(n: number): Promise<void> {
  said.undo?.();
  await vi.waitFor(() => expect(rows.value.length).toBe(n));
}

describe("what is written over something", () => {
  beforeEach(async () => {
    const school = await pupilsPhone();
    school.publish("role", "helps", { person: "person-aru", role: "assistant", learner: "dias", school: "s1" });
    school.publish("club_meeting", "m1", { club: "chess", date: "2026-11-20", topic: "Шах", minutes: 40, op: "a.1.1" });
    school.publish("club_attendance", "m1~dias", { club: "chess", meeting: "m1", learner: "dias", code: "unexcused", op: "a.1.2" });
    school.publish("support", "dias~support", { learner: "dias", op: "a.1.3" });
    await exchange(current());
  });
  afterEach(() => void vi.unstubAllGlobals());

  it("names what stood, of each record, and what undoes it names that", async () => {
    const meeting = { id: "m1", club: "chess", date: "2026-11-20", topic: "Шах", minutes: 40 } as ClubMeetingDoc;
    await saveMeeting(CHESS, meeting, { date: "2026-11-20", topic: "Мат", minutes: 40 }, new Map([["dias", "unexcused"]]), new Map());
    expect(written()).toEqual([
      ["club.meeting", "m1", "a.1.1"],
      ["club.attend", "m1~dias", "a.1.2"],
    ]);
    const made = ids();
    await undone(4);
    expect(written().slice(2)).toEqual([
      ["club.meeting", "m1", made[0]],
      ["club.attend", "m1~dias", made[1]],
    ]);
  });

  it("takes back a record that it began", async () => {
    const meeting = { date: "2026-11-20", topic: "Мат", minutes: 40 };
    await saveMeeting(CHESS, null, meeting, new Map(), new Map([["dias", "ill"]]));
    const [made = ""] = ids();
    expect(written()).toEqual([
      ["club.meeting", made, null],
      ["club.attend", `${made}~dias`, null],
    ]);
    await undone(3);
    expect(written()[2]).toEqual(["club.meeting", made, made]);
  });

  it("goes on from what this phone itself wrote last", async () => {
    await saveSupport("dias", NO_SUPPORT, { ...NO_SUPPORT, extra_time: 25 });
    await saveSupport("dias", NO_SUPPORT, { ...NO_SUPPORT, extra_time: 50 });
    await setMember(CHESS, "dias", null, { starts_on: "2026-11-20" }, "2026-11-19");
    await undone(4);
    expect(written().map(([, , base]) => base)).toEqual(["a.1.3", ids()[0], null, ids()[2]]);
    // What a colleague has said of the other fields since the sheet was opened stands.
    expect(Object.keys(rows.value[0]?.fields ?? {})).toEqual(["school", "learner", "extra_time"]);
  });

  it("holds for rows of a plan, too", async () => {
    const row = { id: "r1", school: "s1", class: "c1", grade: null, subject: "mathematics", position: 1024, hours: 4, section: "", topic: "Бөлшек", objectives: [], homework: "", resources: [], summative: "none", on: null, outline: "", files: [], op: "b.1.7" } as PlanRowDoc;
    await makeChange(split([row], row, 0), "");
    await undone(4);
    const [first, second] = ids();
    expect(written()).toEqual([
      ["plan.set", "r1", "b.1.7"],
      ["plan.set", second, null],
      ["plan.set", "r1", first],
      ["plan.remove", second, second],
    ]);
  });
});

describe("a line of the journal that two devices wrote", () => {
  beforeEach(async () => {
    const school = await pupilsPhone();
    school.publish("journal", "l1", { class: "5a", state: "held", topic: "X", homework: "", op: "a.1.1", author: "person-aru", others: [{ topic: "Y", homework: "", state: "held", author: "person-aru", op: "b.1.1" }] });
    await exchange(current());
  });
  afterEach(() => void vi.unstubAllGlobals());

  it("is undisputed once it is written again, on this phone at once", async () => {
    const entry = records.get("journal", "l1");
    const lesson = { slot: { id: "sl", school: "s1", bell: 1 }, day: "2026-11-20" } as DayLesson;
    const line = { line: { n: 1, class: "5a", grade: 5, subject: "mathematics" }, record: "l1", entry } as DayLine;
    await writeLine(lesson, line, "held", { topic: "X, Y", homework: "", row: null });
    expect(written()).toEqual([
      ["journal.record", "l1", "a.1.1"],
      ["journal.record", "l1", "b.1.1"],
    ]);
    expect(records.get("journal", "l1")).toMatchObject({ topic: "X, Y", others: [], op: ids()[1] });
  });
});

describe("what two devices of one person wrote while apart", () => {
  const WEEK = "r~20261116~person-aru";
  const ROUTE = { id: "r", school: "s1", learner: "dias" } as RouteDoc;
  beforeEach(async () => {
    const school = await pupilsPhone();
    const sides = (one: object, other: object) => ({ ...one, op: "a.1.1", author: "person-aru", others: [{ ...other, op: "b.1.1", author: "person-aru" }] });
    school.publish("role", "helps", { person: "person-aru", role: "assistant", learner: "dias", school: "s1" });
    school.publish("route_review", WEEK, { route: "r", week: "2026-11-16", ...sides({ progress: "slow", text: "X" }, { progress: "going", text: "Y" }) });
    school.publish("club_result", "chess~dias~2026-h1", { club: "chess", ...sides({ test: null, outcome: "passed", reason: "" }, { test: null, outcome: "failed", reason: "" }) });
    await exchange(current());
  });
  afterEach(() => void vi.unstubAllGlobals());

  it("is one word once it is said again, and undoing brings back one word, too", async () => {
    await saveReview(ROUTE, "2026-11-16", "going", "Z");
    expect(written()).toEqual([
      ["route.review", WEEK, "a.1.1"],
      ["route.review", WEEK, "b.1.1"],
    ]);
    expect(records.get("route_review", WEEK)).toMatchObject({ text: "Z", others: [] });
    const [, last] = ids();
    await undone(3);
    expect(written()[2]).toEqual(["route.review", WEEK, last]);
    expect(records.get("route_review", WEEK)).toMatchObject({ text: "X", others: [] });
  });

  it("holds for a leader's word on a member, too", async () => {
    const record = "chess~dias~2026-h1";
    await judge(CHESS, "dias", "2026-h1", records.get("club_result", record) ?? null, { test: null, outcome: "failed", reason: "" });
    expect(written().map(([, , base]) => base)).toEqual(["a.1.1", "b.1.1"]);
    expect(records.get("club_result", record)).toMatchObject({ outcome: "failed", others: [] });
  });
});

it("leaves the base of a record that was not written", () => {
  const back = [{ kind: "closure.set", record: "k2", base: "c.1.1", fields: {} }];
  expect(over(back, [{ kind: "closure.set", record: "k1", fields: {} }], ["w.1.1"])).toEqual(back);
});
