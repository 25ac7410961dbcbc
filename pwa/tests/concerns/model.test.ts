import { describe, expect, it } from "vitest";

import type { ConcernDoc, ConcernStepDoc } from "../../src/data/docs-concerns.ts";
import { told, waiting } from "../../src/screens/concerns/model.ts";

const concern = (id: string, more: Partial<ConcernDoc> = {}): ConcernDoc => ({
  id, school: "akbulaq", learner: "aru", what: "trouble", text: "", readers: "both", place: "", about: "", author: "aru", made_at: `2026-11-23T04:0${id.length}:00Z`, ...more,
});
const step = (id: string, of: string, state: "looking" | "closed", minute: number): ConcernStepDoc => ({
  id, school: "akbulaq", learner: "aru", concern: of, state, words: "", author: null, made_at: `2026-11-23T05:${String(minute).padStart(2, "0")}:00Z`,
});

describe("what somebody told the school", () => {
  it("is on the phone, then received, then looked at, then settled", () => {
    expect(told([concern("a", { local: "phone" })], [])[0]?.state).toBe("phone");
    expect(told([concern("a")], [])[0]?.state).toBe("received");
    expect(told([concern("a")], [step("1", "a", "looking", 1)])[0]?.state).toBe("looking");
    expect(told([concern("a")], [step("2", "a", "closed", 2), step("1", "a", "looking", 1)])[0]?.state).toBe("closed");
  });

  it("is open again once somebody takes it up anew", () => {
    const [one] = told([concern("a")], [step("1", "a", "closed", 1), step("2", "a", "looking", 2)]);
    expect(one?.state).toBe("looking");
    expect(one?.steps.map(({ id }) => id)).toEqual(["1", "2"]);
  });

  it("has only its own steps", () => {
    expect(told([concern("a"), concern("bb")], [step("1", "bb", "closed", 1)]).map(({ state }) => state)).toEqual(["closed", "received"]);
  });
});

describe("what waits for the school", () => {
  it("begins with children who are hurt, then the oldest, and ends with what is being looked at", () => {
    const all = told([concern("a"), concern("bb"), concern("ccc", { what: "hurt" }), concern("dddd"), concern("eeeee", { what: "hurt" })], [step("1", "a", "looking", 1), step("2", "dddd", "closed", 2)]);
    expect(waiting(all).map((one) => one.concern.id)).toEqual(["ccc", "eeeee", "bb", "a"]);
  });
});
