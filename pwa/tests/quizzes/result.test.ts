/** What a finished paper says in the learner's record; the server takes the same one (tests/server/quizzes/). */
import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { NAMES } from "../../src/player/xapi/rules.ts";
import { operationFields } from "../../src/player/xapi/statement.ts";
import { resultStatement } from "../../src/screens/quizzes/model/result.ts";

type Args = Parameters<typeof resultStatement>;
const vector = JSON.parse(readFileSync(new URL("../../../tests/server/quizzes/result_statement.json", import.meta.url), "utf8")) as {
  paper: Args[0];
  attempt: Args[1];
  digest: string;
  record: string;
  fields: Record<string, unknown>;
};
const { paper, attempt, digest } = vector;

describe("the statement of a finished paper", () => {
  it("is the one that the server is tried with", () => {
    const made = resultStatement(paper, attempt, NAMES.home, digest);
    expect(made.id).toBe(vector.record);
    expect(operationFields(made, paper.school)).toEqual(vector.fields);
  });

  it("says no points while an answer waits to be judged, or where they make no sense", () => {
    for (const score of [null, [null, "0", "10"], ["11", "0", "10"], ["0", "0", "0"]] as const) {
      expect(resultStatement(paper, { ...attempt, score }, NAMES.home, digest).result).toEqual({ completion: true, duration: "PT634S" });
    }
  });

  it("has the same id for the same attempt alone", () => {
    const id = (of: string): unknown => resultStatement(paper, attempt, NAMES.home, of).id;
    expect(id(digest)).toBe(vector.record);
    expect(id(digest.split("").reverse().join(""))).not.toBe(vector.record);
  });
});
