import { describe, expect, it } from "vitest";

import vectors from "../../../tests/server/player/branch_vectors.json";
import type { AttemptDoc, CourseItem } from "../../src/data/docs.ts";
import { answersIn, flatten, readRoute } from "../../src/player/attempt.ts";
import type { Activity } from "../../src/player/description.ts";
import { earlier } from "../../src/player/earlier.ts";
import type { SessionState } from "../../src/player/journal.ts";
import type { CourseState } from "../../src/player/outcome2004.ts";
import { begin, isClosed, openActivity } from "../../src/player/resume.ts";
import { compareProgress, type Progress } from "../../src/player/progress.ts";
import { readSnapshot } from "../../src/player/snapshot.ts";

const activity = (id: string): Activity => ({
  id, title: id, launch: "index.html", parameters: "", masteryScore: "", maxTimeAllowed: "", timeLimitAction: "", launchData: "", visible: true, children: [],
});
const LIST = [activity("one"), activity("two")];
const ROUTE = { snapshot: { format: 1 }, seconds: { one: 5 }, names: {}, standing: { completed: false, satisfied: null, measure: null } } as unknown as CourseState;
const DOC: AttemptDoc = {
  id: "a.1.1", learner: "p", item: "i", lesson: "l", course: "c", session: "there", completion: "incomplete", success: "unknown",
  score: null, total_time_s: 300, location: "7", suspend: "x", at: "2026-11-21T00:00:00.000Z", op: "b.1.9", central: false,
};
const LOCAL: SessionState = {
  learner: "p", item: "i", lesson: "l", course: "c", edition: 1, session: "here", startedAt: "", record: "a.1.1", base: "a.1.4",
  current: "one", mastery: [["one", ""], ["two", ""]], told: null, at: Date.parse(DOC.at) + 1_000,
  activities: { one: { values: { "cmi.core.lesson_status": "incomplete" }, finished: true, earlierSeconds: 0, clockSeconds: 10 } },
};
const CMI = flatten(
  "two",
  new Map([
    ["one", { values: { "cmi.completion_status": "completed", "cmi.session_time": "PT2M" }, finished: true, earlierSeconds: 0, clockSeconds: 0 }],
    ["two", { values: { "cmi.location": "page9", "cmi.exit": "suspend" }, finished: true, earlierSeconds: 0, clockSeconds: 0 }],
  ]),
  ROUTE,
);
const snapshot = (after: string[]) => ({ op: "b.1.9", cmi: CMI, after });

describe("going on with what another phone did", () => {
  it("takes all of a session that follows this phone's own, whatever the clocks say", () => {
    const found = earlier(LOCAL, DOC, LIST, snapshot(["a.1.1", "a.1.4"]));

    expect(found).toMatchObject({ record: "a.1.1", base: "b.1.9", current: "two", route: ROUTE });
    expect(found.activities.two?.values).toMatchObject({ "cmi.location": "page9" });
    expect(found.activities.one?.values).toEqual({ "cmi.completion_status": "completed" });
    expect(found.activities.two?.earlierSeconds).toBe(300);
  });

  it("stays with this phone's own session where the record is the one it follows", () => {
    expect(earlier(LOCAL, { ...DOC, op: "a.1.4" }, LIST, null).base).toBe("a.1.4");
  });

  it("takes the one further on where neither knew of the other", () => {
    const further = { ...LOCAL, activities: { one: { values: { "cmi.core.lesson_status": "completed" }, finished: true, earlierSeconds: 0, clockSeconds: 900 } }, mastery: [["one", ""]] as [string, string][] };

    expect(earlier(further, DOC, LIST, snapshot(["a.1.1"])).base).toBe("a.1.4");
    expect(earlier(LOCAL, DOC, LIST, snapshot(["a.1.1"])).base).toBe("b.1.9");
  });

  it("does with the bookmark of one activity where the whole is not to be had", () => {
    const found = earlier(null, { ...DOC, score: ["8", "0", "10"] }, LIST.slice(0, 1), null, "scorm12");

    expect(found).toMatchObject({ record: "a.1.1", base: "b.1.9" });
    expect(found.activities.one?.values).toMatchObject({ "cmi.core.lesson_location": "7", "cmi.suspend_data": "x", "cmi.core.score.max": "10" });
    expect(found.elsewhere).toBeUndefined();
  });

  it.each([
    ["a package of several parts", DOC, LIST, "scorm12"],
    ["a SCORM 2004 package", DOC, LIST.slice(0, 1), "scorm2004"],
    ["a data model in a file", { ...DOC, location: null, suspend: null }, LIST.slice(0, 1), "quiz"],
  ])("stands beside the session on the other phone where its place is not known: %s", (_, doc, list, format) => {
    const found = earlier(null, doc, list, null, format);
    const state = begin(found, list, { learner: "p", item: { id: "i", manifest: "m" } as CourseItem, lesson: "l", course: "c", edition: 1, session: "now", now: 0, anew: false });

    // It takes no place of the other one, and can't win against it by its time.
    expect(state).toMatchObject({ record: "a.1.1", base: null, current: "one", activities: {} });
    expect(found.elsewhere).toBe(true);
    expect(begin(found, list, { learner: "p", item: { id: "i", manifest: "m" } as CourseItem, lesson: "l", course: "c", edition: 1, session: "now", now: 0, anew: true }).record).toBeNull();
  });

  it("stays with what this phone has of the attempt where the later place is not known", () => {
    const older = { ...LOCAL, at: Date.parse(DOC.at) - 1_000 };

    expect(earlier(older, DOC, LIST, null, "scorm12")).toMatchObject({ base: "a.1.4", activities: { one: {} }, elsewhere: true });
    expect(earlier({ ...older, record: "a.1.0" }, DOC, LIST, null, "scorm12")).toMatchObject({ record: "a.1.1", base: null, activities: {} });
  });

  it("has a completed package of several parts done in each, to be looked at or begun anew", () => {
    const found = earlier(null, { ...DOC, completion: "completed" }, LIST, null, "scorm12");

    expect(isClosed(found, LIST)).toBe(true);
    expect(found.base).toBeNull();
  });

  it("goes by a place that is newer than the document, and by none that is older", () => {
    const newer = { op: "b.1.12", cmi: CMI, after: ["b.1.9", "a.1.4"] };

    expect(earlier(LOCAL, DOC, LIST, newer, "scorm2004")).toMatchObject({ base: "b.1.12", current: "two" });
    expect(earlier({ ...LOCAL, base: "b.1.12" }, DOC, LIST, newer, "scorm2004")).toMatchObject({ base: "b.1.12", current: "one" });
    expect(earlier(null, DOC, LIST, { op: "b.1.2", cmi: CMI, after: [] }, "scorm2004")).toMatchObject({ base: null, elsewhere: true });
  });

  it("chooses the same one in whatever order sessions are compared", () => {
    const values = <T>(...all: T[]): T[] => all;
    const sessions: Progress[] = values("incomplete", "completed").flatMap((completion) =>
      values("unknown", "failed", "passed").flatMap((success) =>
        values(null, ["40", "0", "100"], ["4", null, "5"]).flatMap((score) =>
          values("a.1.1", "b.1.1").map((op) => ({ completion, success, score, seconds: 5, at: 1, op })),
        ),
      ),
    );
    const best = (all: readonly Progress[]): Progress => all.reduce((a, b) => (compareProgress(a, b) >= 0 ? a : b));
    const whole = best(sessions);
    for (let turn = 0; turn < sessions.length; turn += 1) {
      const turned = [...sessions.slice(turn), ...sessions.slice(0, turn)];
      expect(best(turned)).toBe(whole);
      expect(best(turned.reverse())).toBe(whole);
    }
    expect(whole).toMatchObject({ completion: "completed", success: "passed", score: ["4", null, "5"], op: "b.1.1" });
  });
});

describe("two branches of an attempt", () => {
  it.each(vectors)("$branch is gone on from, as the school's server chooses: $sessions", ({ sessions, branch }) => {
    const further = (a: Progress, b: Progress): Progress => (compareProgress(a, b) >= 0 ? a : b);
    const all: Progress[] = sessions;
    expect(all.reduce(further).op).toBe(branch);
    expect([...all].reverse().reduce(further).op).toBe(branch);
  });
});

describe("what the school answers", () => {
  it("is read with every member checked", () => {
    expect(readSnapshot({ op: "o", cmi: { a: "1", b: 2 }, after: ["x", 3] })).toEqual({ op: "o", cmi: { a: "1" }, after: ["x"] });
    for (const odd of [null, "x", {}, { op: 1, cmi: {}, after: [] }, { op: "o", cmi: null, after: [] }]) expect(readSnapshot(odd)).toBeNull();
    expect(readRoute({ "tirek.route": "{broken" })).toBeNull();
    expect(readRoute({ "tirek.route": "{}" })).toBeNull();
  });
});

describe("a closed attempt", () => {
  const done = (exit: string) => ({
    ...LOCAL,
    mastery: [["one", ""]] as [string, string][],
    activities: { one: { values: { "cmi.core.lesson_status": "passed", "cmi.core.exit": exit, "cmi.suspend_data": "s" }, finished: true, earlierSeconds: 0, clockSeconds: 10 } },
  });

  it("is one that is done and did not ask to be resumed", () => {
    const one = [activity("one")];
    expect(isClosed(earlier(done(""), null, one), one)).toBe(true);
    expect(isClosed(earlier(done("suspend"), null, one), one)).toBe(false);
    expect(isClosed(earlier(LOCAL, null, one), one)).toBe(false);
  });

  it("is looked at without credit, with all that it held", () => {
    const { seed } = openActivity(activity("one"), done("").activities.one, { id: "p", name: "P", counts: false, reviews: true });
    expect(seed).toMatchObject({ "cmi.core.credit": "no-credit", "cmi.core.lesson_mode": "review", "cmi.suspend_data": "s", "cmi.core.lesson_status": "passed" });
    expect(seed["cmi.core.entry"]).toBeUndefined();
  });
});

describe("answers beside a data model in a file", () => {
  it("are told for every activity, and bounded", () => {
    const values: Record<string, string> = {};
    for (let n = 0; n < 400; n += 1) Object.assign(values, { [`cmi.interactions.${n}.id`]: `q${n}`, [`cmi.interactions.${n}.learner_response`]: "x".repeat(1_000), [`cmi.interactions.${n}.result`]: "correct" });
    const rows = answersIn(new Map([["one", { values, finished: true, earlierSeconds: 0, clockSeconds: 0 }]]));

    expect(rows[0]).toEqual(["one", "q0", "", "x".repeat(300), "correct"]);
    expect(rows.flat().join("").length).toBeLessThan(6_000);
  });
});
