import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { activityOutcome } from "../../src/player/attempt.ts";
import { decimalText, read, same, typed } from "../../src/player/quiz/fraction.ts";
import { type Question, readQuiz } from "../../src/player/quiz/model.ts";
import { QuizRun } from "../../src/player/quiz/run.ts";
import { type Answers, normal, passed, score, shareOf } from "../../src/player/quiz/scoring.ts";
import { fresh, isAnswered, readState, shuffled, stateText, valuesOf } from "../../src/player/quiz/state.ts";
import type { Values } from "../../src/player/protocol.ts";

interface Vectors {
  numbers: [string, string | null][];
  decimals: [string, string][];
  texts: [string, string, boolean, boolean, boolean][];
  questions: { name: string; question: Question; answers: [unknown, string | null][] }[];
  quizzes: { name: string; pass: string; questions: Question[]; answers: Answers; points: string; maximum: string; waiting: string; passed: boolean | null }[];
}

const vectors = JSON.parse(readFileSync(new URL("../../../tests/content/quiz_vectors.json", import.meta.url), "utf-8")) as Vectors;

describe("the vectors shared with the server", () => {
  it.each(vectors.numbers)("read %j as a person means it", (text, value) => {
    const found = typed(text);
    expect(found === null ? null : `${found.n}/${found.d}`).toBe(value === null ? null : `${read(value).n}/${read(value).d}`);
  });

  it.each(vectors.decimals)("write %s as %s", (value, written) => {
    expect(decimalText(read(value))).toBe(written);
  });

  it.each(vectors.texts)("compare %j with %j", (one, other, withCase, forgive, equal) => {
    expect(normal(one, withCase, forgive) === normal(other, withCase, forgive)).toBe(equal);
  });

  it.each(vectors.questions)("score $name", ({ question, answers }) => {
    for (const [answer, share] of answers) {
      const found = shareOf(question, answer);
      if (share === null || found === null) expect(found).toBe(share);
      else expect(same(found, read(share)), JSON.stringify(answer)).toBe(true);
    }
  });

  it.each(vectors.quizzes)("score a quiz: $name", (vector) => {
    const result = score(vector, vector.answers);
    expect([result.points, result.maximum, result.waiting].map(decimalText)).toEqual([vector.points, vector.maximum, vector.waiting]);
    expect(passed(vector, result)).toBe(vector.passed);
  });
});

const [choice, , , truefalse] = vectors.questions.map((one) => one.question);
const quiz = readQuiz(
  JSON.stringify({
    version: 1, title: "Бөлшектер", language: "kk", introduction: [], shuffle: false, view: "one", pass: "50",
    questions: [{ ...choice, id: "a" }, { ...truefalse, id: "b" }],
  }),
);

describe("a quiz being taken", () => {
  const taken = (suspended?: string): { run: QuizRun; kept: [Values, boolean][] } => {
    const kept: [Values, boolean][] = [];
    const run = new QuizRun(quiz, suspended, 7, (values, done) => kept.push([values, done]), () => Promise.resolve(null));
    return { run, kept };
  };

  it("goes on where a killed phone left it", () => {
    const { run, kept } = taken();
    run.answer(run.questions[0] as Question, "a");
    run.go(1);
    run.answer(run.questions[1] as Question, "false");
    run.close();

    const again = taken(kept.at(-1)?.[0]["cmi.suspend_data"]).run;
    expect(again.state.value).toMatchObject({ at: 1, done: false, answers: { a: "a", b: "false" } });
    expect(again.unanswered).toBe(0);
  });

  it("becomes an attempt with a score and interactions when it is handed in, and then stands", () => {
    const { run, kept } = taken();
    run.answer(run.questions[0] as Question, "a");
    expect(run.unanswered).toBe(1);
    run.finish();
    run.answer(run.questions[1] as Question, "false");
    run.go(1);

    const [values, done] = kept.at(-1) ?? [{}, false];
    // What was chosen is kept at once, and the hand-in after it.
    expect([kept.length, done]).toEqual([2, true]);
    expect(values).toMatchObject({
      "cmi.core.lesson_status": "passed",
      "cmi.core.score.raw": "2",
      "cmi.core.score.max": "3",
      "cmi.interactions.0.student_response": "a",
      "cmi.interactions.0.result": "correct",
      "cmi.interactions.1.result": "wrong",
    });
    const outcome = activityOutcome({ values, finished: true, earlierSeconds: 0, clockSeconds: 60 }, "");
    expect(outcome).toMatchObject({ completion: "completed", success: "passed", score: ["2", "0", "3"] });
  });

  it("is only completed while an essay waits for the teacher", () => {
    const essay = { ...quiz, questions: [...quiz.questions, { id: "c", type: "essay", prompt: [], points: "5" } as Question] };
    const values = valuesOf(essay, { ...fresh(1), done: true, answers: { c: "Менің ауылым" } });
    expect(values["cmi.core.lesson_status"]).toBe("completed");
    expect(values["cmi.interactions.2.result"]).toBe("neutral");
    expect(values["cmi.interactions.2.student_response"]).toBe("Менің ауылым");
  });

  it("reads back only a state of its own", () => {
    const state = { ...fresh(3), at: 1, answers: { a: "x", b: ["1", "2"], c: { l: "r" } } };
    expect(readState(stateText(state))).toEqual(state);
    for (const text of [undefined, "", "p=4;a=1", "{}", "[1]", '{"quiz":2}']) expect(readState(text)).toBeNull();
    expect(readState('{"quiz":1,"seed":"x","at":-4,"answers":{"a":5,"b":[1,"2"]}}')).toEqual({ ...fresh(0), answers: { a: {}, b: ["2"] } });
  });

  it("knows what is answered in whole", () => {
    const match = vectors.questions.find((one) => one.question.type === "match")?.question as Question;
    expect(isAnswered(match, { l1: "r1", l2: "r1" })).toBe(false);
    expect(isAnswered(match, { l1: "r1", l2: "r1", l3: "r3" })).toBe(true);
    expect(isAnswered(quiz.questions[0] as Question, "  ")).toBe(false);
  });
});

describe("a shuffled list", () => {
  it("is the same for one seed, another for another, and never the one that gives the answer away", () => {
    const rows = ["1", "2", "3", "4"];
    expect(shuffled(rows, 5, "q")).toEqual(shuffled(rows, 5, "q"));
    for (let seed = 0; seed < 200; seed += 1) {
      const mixed = shuffled(rows, seed, "q");
      expect(mixed).not.toEqual(rows);
      expect([...mixed].sort()).toEqual(rows);
    }
    expect(new Set(Array.from({ length: 50 }, (_, seed) => shuffled(rows, seed, "q").join(""))).size).toBeGreaterThan(10);
  });
});

describe("a quiz's file", () => {
  it.each(["", "null", "[]", "{}", '{"version":2,"questions":[]}', '{"version":1,"questions":[{"type":"hotspot"}]}'])("is not %s", (text) => {
    expect(() => readQuiz(text)).toThrow();
  });
});
