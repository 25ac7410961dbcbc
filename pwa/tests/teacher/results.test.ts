import { describe, expect, it } from "vitest";

import type { AttemptDoc } from "../../src/data/docs.ts";
import { fromRecords } from "../../src/screens/teacher/resultsData.ts";

const doc = (id: string, learner: string, item: string, at: string): AttemptDoc => ({
  id, learner, item, lesson: "l", course: "c", session: id, completion: "completed", success: "passed", score: ["5", "0", "5"], total_time_s: 60, at, central: false,
});

describe("a class's results without the school", () => {
  it("are what this phone's records say of its pupils, oldest first", () => {
    const found = fromRecords([doc("b", "dias", "i", "2026-11-02"), doc("a", "aru", "i", "2026-11-01"), doc("c", "timur", "i", "2026-11-03"), doc("d", "aru", "other", "2026-11-03")], "i", ["aru", "dias"]);

    expect(found.attempts.map((one) => one.id)).toEqual(["a", "b"]);
    expect(found.attempts[0]).toMatchObject({ seconds: 60, sittings: null, success: "passed" });
    expect(found).toMatchObject({ questions: null, at: null, fresh: false });
  });
});
