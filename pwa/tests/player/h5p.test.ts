import { describe, expect, it } from "vitest";

import { h5pAnswer, h5pValues, interaction } from "../../shell/h5p-result.ts";

const verb = (name: string): { id: string } => ({ id: `http://adlnet.gov/expapi/verbs/${name}` });
const score = { min: 0, max: 5, raw: 4, scaled: 0.8 };

describe("what H5P says of a result", () => {
  it("becomes a status and a score", () => {
    const passed = { verb: verb("completed"), object: { id: "http://x/c/1" }, result: { score, completion: true, success: true } };
    expect(h5pValues(passed)).toEqual({
      "cmi.core.lesson_status": "passed",
      "cmi.core.score.raw": "4",
      "cmi.core.score.min": "0",
      "cmi.core.score.max": "5",
    });
    expect(h5pValues({ ...passed, result: { score, success: false } })).toMatchObject({ "cmi.core.lesson_status": "failed" });
    expect(h5pValues({ ...passed, result: { score } })).toMatchObject({ "cmi.core.lesson_status": "completed" });
  });

  it("is completion alone where nothing can be scored", () => {
    const read = { verb: verb("completed"), result: { score: { raw: 0, max: 0 }, success: true } };
    expect(h5pValues(read)).toEqual({ "cmi.core.lesson_status": "completed" });
    expect(h5pValues({ verb: verb("consumed") })).toEqual({ "cmi.core.lesson_status": "completed" });
  });

  it("counts for the whole only: a question inside a set decides nothing", () => {
    const part = { verb: verb("answered"), result: { score } };
    expect(h5pValues({ ...part, context: { contextActivities: { parent: [{ id: "http://x" }] } } })).toBeNull();
    expect(h5pValues({ ...part, object: { id: "http://x?subContentId=1" } })).toBeNull();
    expect(h5pValues({ ...part, context: { contextActivities: { parent: [] } } })).not.toBeNull();
  });

  it("is nothing while the content is under way, or when it is no statement", () => {
    for (const name of ["attempted", "interacted", "progressed"]) expect(h5pValues({ verb: verb(name), result: { score } })).toBeNull();
    expect(h5pValues({ verb: verb("completed"), result: { completion: false } })).toBeNull();
    for (const odd of [null, undefined, 5, "x", {}, { verb: null }, { verb: { id: 5 } }]) expect(h5pValues(odd)).toBeNull();
    expect(h5pValues({ verb: verb("answered"), result: { score: { raw: NaN, max: 5 } } })).toEqual({ "cmi.core.lesson_status": "completed" });
  });
});

describe("what H5P says of a single question", () => {
  const asked = (id: string, result: object) => ({ verb: verb("answered"), object: { id, definition: { interactionType: "choice" } }, result });

  it("becomes an interaction with its share", () => {
    const answer = h5pAnswer(asked("http://x?subContentId=ab-1", { response: "0[,]2", score: { scaled: 0.5 } }));
    expect(answer).toEqual({ question: "ab-1", type: "choice", response: "0[,]2", result: "0.5" });
    expect(interaction(3, answer as NonNullable<typeof answer>)).toEqual({
      "cmi.interactions.3.id": "ab-1",
      "cmi.interactions.3.type": "choice",
      "cmi.interactions.3.student_response": "0[,]2",
      "cmi.interactions.3.result": "0.5",
    });
    expect(h5pAnswer(asked("http://x", { score: { scaled: 1 } }))).toMatchObject({ question: "content", result: "correct" });
    expect(h5pAnswer(asked("http://x", { success: false }))?.result).toBe("wrong");
    expect(h5pAnswer(asked("http://x", {}))?.result).toBe("neutral");
  });

  it("is nothing for whole sets and for what is no statement", () => {
    for (const odd of [null, 5, {}, { verb: verb("completed") }, { verb: verb("answered"), object: { id: "x" } }]) expect(h5pAnswer(odd)).toBeNull();
  });
});
