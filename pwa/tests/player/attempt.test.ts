import fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  activityOutcome,
  type ActivityState,
  carried,
  decimalText,
  flatten,
  judgedStatus,
  type Outcome,
  resumable,
  rollUp,
  timespan,
  timespanSeconds,
  unflatten,
} from "../../src/player/attempt.ts";

function state(values: Record<string, string>, change: Partial<ActivityState> = {}): ActivityState {
  return { values, finished: false, earlierSeconds: 0, clockSeconds: 0, ...change };
}

describe("the mastery rule", () => {
  it("judges by the raw score when the content gave only that", () => {
    expect(judgedStatus({ "cmi.core.score.raw": "60" }, "60")).toBe("passed");
    expect(judgedStatus({ "cmi.core.score.raw": "59.9" }, "60")).toBe("failed");
    expect(judgedStatus({ "cmi.core.score.raw": "80", "cmi.core.lesson_status": "completed" }, "60")).toBe("passed");
  });

  it("leaves the content's own verdict alone", () => {
    expect(judgedStatus({ "cmi.core.score.raw": "10", "cmi.core.lesson_status": "passed" }, "60")).toBe("passed");
    expect(judgedStatus({ "cmi.core.score.raw": "90", "cmi.core.lesson_status": "incomplete" }, "60")).toBe("incomplete");
  });

  it("needs both numbers", () => {
    expect(judgedStatus({ "cmi.core.lesson_status": "completed" }, "60")).toBe("completed");
    expect(judgedStatus({ "cmi.core.score.raw": "90" }, "")).toBe("");
  });
});

describe("an activity's outcome", () => {
  it("counts a finished activity that never set a status as completed", () => {
    expect(activityOutcome(state({}, { finished: true }), "").completion).toBe("completed");
    expect(activityOutcome(state({ "cmi.core.exit": "suspend" }, { finished: true }), "").completion).toBe("incomplete");
    expect(activityOutcome(state({}), "").completion).toBe("incomplete");
    expect(activityOutcome(undefined, "").completion).toBe("not attempted");
  });

  it("adds the reported time to that of earlier sessions, and takes the clock when none is reported", () => {
    const reported = state({ "cmi.core.session_time": "0000:02:30.5" }, { earlierSeconds: 60, clockSeconds: 999 });
    expect(activityOutcome(reported, "").seconds).toBe(211);
    expect(activityOutcome(state({}, { earlierSeconds: 60, clockSeconds: 12.4 }), "").seconds).toBe(72);
  });

  it("is failed and completed at once after a failed test", () => {
    const outcome = activityOutcome(state({ "cmi.core.score.raw": "20", "cmi.core.score.max": "100" }, { finished: true }), "50");
    expect(outcome).toMatchObject({ completion: "completed", success: "failed", score: ["20", null, "100"] });
  });
});

describe("a package of several activities", () => {
  const one = (change: Partial<Outcome>): Outcome => ({
    completion: "completed",
    success: "unknown",
    score: null,
    seconds: 10,
    ...change,
  });

  it("is completed only when all are", () => {
    expect(rollUp([one({}), one({ completion: "not attempted" })]).completion).toBe("incomplete");
    expect(rollUp([one({}), one({})])).toMatchObject({ completion: "completed", seconds: 20 });
    expect(rollUp([one({ completion: "not attempted" }), one({ completion: "not attempted" })]).completion).toBe("not attempted");
  });

  it("fails when one fails and passes only in the end", () => {
    expect(rollUp([one({ success: "passed" }), one({ success: "failed" })]).success).toBe("failed");
    expect(rollUp([one({ success: "passed" }), one({ completion: "incomplete" })]).success).toBe("unknown");
    // Who is in the middle of a lesson has not failed it.
    expect(rollUp([one({ success: "failed" }), one({ completion: "not attempted" })]).success).toBe("unknown");
    expect(rollUp([one({ success: "passed" }), one({})]).success).toBe("passed");
  });

  it("scores the mean, on one scale or in percent", () => {
    expect(rollUp([one({ score: ["8", "0", "10"] }), one({ score: ["5", "0", "10"] })]).score).toEqual(["6.5", "0", "10"]);
    expect(rollUp([one({ score: ["5", "0", "10"] }), one({ score: ["100", "0", "100"] })]).score).toEqual(["75", "0", "100"]);
  });
});

describe("numbers and times of content", () => {
  it("come out in the form that operations carry", () => {
    expect(decimalText(" 083.50 ")).toBe("83.5");
    expect(decimalText("-0.0")).toBe("0");
    for (const bad of ["", "1e3", "ten", "1,5", undefined]) expect(decimalText(bad)).toBeNull();
    fc.assert(
      fc.property(fc.float({ min: -99999, max: 99999, noNaN: true }), (number) => {
        expect(decimalText(number.toFixed(4))).toMatch(/^-?\d{1,9}(\.\d{1,9})?$/);
      }),
    );
  });

  it("read back a written time span", () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 3_000_000 }), (seconds) => timespanSeconds(timespan(seconds)) === seconds));
    expect(timespanSeconds("1 hour")).toBe(0);
  });
});

describe("resuming", () => {
  it("goes on when the content asked for it or was not done", () => {
    const done: Outcome = { completion: "completed", success: "passed", score: null, seconds: 0 };
    expect(resumable({ "cmi.core.exit": "suspend" }, done)).toBe(true);
    expect(resumable({}, { ...done, completion: "incomplete" })).toBe(true);
    expect(resumable({}, done)).toBe(false);
  });

  it("carries bookmark, notes and score, not the answers of the earlier session", () => {
    const values = {
      "cmi.suspend_data": "x",
      "cmi.core.lesson_location": "3",
      "cmi.interactions.0.id": "q1",
      "cmi.core.session_time": "0000:01:00",
      "cmi.objectives.0.id": "o",
    };
    expect(Object.keys(carried(values)).sort()).toEqual(["cmi.core.lesson_location", "cmi.objectives.0.id", "cmi.suspend_data"]);
  });
});

describe("the data model in an operation", () => {
  it("comes back as it went, activity by activity", () => {
    const values = fc.dictionary(fc.constantFrom("cmi.suspend_data", "cmi.core.exit", "cmi.objectives.0.id"), fc.string(), { minKeys: 1 });
    const ids = fc.string({ minLength: 1, maxLength: 20 }).filter((id) => !id.includes("|cmi."));
    fc.assert(
      fc.property(fc.dictionary(ids, values, { minKeys: 1, maxKeys: 4 }), (all) => {
        const states = new Map(Object.entries(all).map(([id, one]) => [id, state(one)]));
        const current = [...states.keys()][0] ?? "";
        const back = unflatten(flatten(current, states), "other");
        for (const [id, one] of states) expect({ ...back.get(id) }).toEqual({ ...one.values });
      }),
    );
  });

  it("lets interactions go first when there are more entries than an operation takes", () => {
    const values: Record<string, string> = { "cmi.suspend_data": "kept" };
    for (let index = 0; index < 2_500; index++) values[`cmi.interactions.${index}.id`] = "q";
    const flat = flatten("a", new Map([["a", state(values)]]));
    expect(Object.keys(flat)).toHaveLength(2_000);
    expect(flat["cmi.suspend_data"]).toBe("kept");
  });
});
