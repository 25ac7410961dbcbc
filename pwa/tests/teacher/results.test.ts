import { describe, expect, it } from "vitest";

import type { AttemptDoc } from "../../src/data/docs.ts";
import { fromRecords } from "../../src/screens/teacher/resultsData.ts";

const doc = (id: string, learner: string, item: string, at: string): AttemptDoc => ({
  id, learner, item, lesson: "l", course: "c", session: id, completion: "completed", success: "passed", score: ["5", "0", "5"], total_time_s: 60, at, central: false,
});

describe("a class's results without the school", () => {
  it("are what this phone's records say of its pupils, oldest first", () => {
    const found = fromRecords([doc("b", "dias", "i", "2026-11-02"), doc("a", "aru", "i", "2026-11-01"), doc("c", "timur", "i", "2026-11-03"), doc("d", "aru", "other", "2026-11-03")], "i", ["aru", "dias"], new Map());

    expect(found.attempts.map((one) => one.id)).toEqual(["a", "b"]);
    expect(found.attempts[0]).toMatchObject({ seconds: 60, sittings: null, success: "passed" });
    expect(found).toMatchObject({ questions: [], basedOn: 0, at: null, fresh: false });
  });

  it("tell how questions fared from the answers that are kept, each pupil's first ones alone", () => {
    const attempts = [doc("a2", "aru", "i", "2026-11-03"), doc("a1", "aru", "i", "2026-11-01"), doc("b", "dias", "i", "2026-11-02")];
    const given = (response: string, share: string | null) => [{ activity: "launch", question: "q1", n: 0, type: "choice", response, share }];
    const found = fromRecords(attempts, "i", ["aru", "dias"], new Map([["a1", given("b", "0")], ["a2", given("a", "1")], ["b", given("a", "0.5")]]));

    expect(found.basedOn).toBe(2);
    expect(found.questions).toMatchObject([{ question: "q1", answered: 2, right: 0, mean: 0.25, wrong: { response: "a", count: 1 } }]);
  });
});
