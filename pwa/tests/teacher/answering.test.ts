import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import type { AttemptDoc } from "../../src/data/docs.ts";
import type { Question as QuizQuestion } from "../../src/player/quiz/model.ts";
import { responseWords } from "../../src/player/quiz/words.ts";
import { analyse, type Given, type Question } from "../../src/screens/teacher/model/analysis.ts";
import { ANSWERS_KEPT, attemptsOf, worthKeeping } from "../../src/screens/teacher/model/answering.ts";
import { toMark } from "../../src/screens/teacher/model/queue.ts";
import { WorkIndex } from "../../src/screens/teacher/model/work.ts";
import { assignment, submission } from "./cast.ts";

type Answered = [learner: string, activity: string, question: string, n: number, type: string, response: string, share: number | null];
interface Vector {
  name: string;
  answers: Answered[];
  questions: Question[];
}
const vectors = JSON.parse(readFileSync(new URL("../../../tests/server/results/analysis_vectors.json", import.meta.url), "utf-8")) as Vector[];

describe("the analysis of questions, as the school makes it", () => {
  it.each(vectors)("$name", ({ answers, questions }) => {
    const given = answers.map(([learner, activity, question, n, type, response, share]): Given => ({ learner, activity, question, n, type, response, share }));
    expect(analyse(given)).toEqual(questions);
  });
});

const attempt = (id: string, learner: string, at: string, lesson = "lesson"): AttemptDoc => ({
  id, learner, item: "quiz", lesson, course: "c", session: id, completion: "completed", success: "unknown", score: null, total_time_s: 60, at, central: false,
});

describe("the attempts behind a work", () => {
  const task = assignment({ id: "task", lesson: "lesson" });
  const handed = submission({ id: "s", assignment: "task", learner: "aru", attempts: ["elsewhere"] });
  const all = [attempt("first", "aru", "2026-11-01"), attempt("last", "aru", "2026-11-03"), attempt("dias", "dias", "2026-11-04"), attempt("elsewhere", "aru", "2026-11-02", "other")];

  it("are those handed in and those at its lesson, the latest first, and nobody else's", () => {
    const work = new WorkIndex([handed], []).work(task, "aru", "2026-11-05T00:00:00.000Z");
    expect(attemptsOf(work, all).map((one) => one.id)).toEqual(["last", "elsewhere", "first"]);
  });

  it("are kept on the phone before those that nobody waits for, and not without end", () => {
    const queue = toMark([task], new WorkIndex([handed], []), "2026-11-05T00:00:00.000Z");
    const many = Array.from({ length: ANSWERS_KEPT }, (_, n) => attempt(`x${n}`, "dias", `2026-12-${n}`));
    const kept = worthKeeping(queue, [task], [...all, ...many]).map((one) => one.id);
    expect(kept.slice(0, 3)).toEqual(["last", "elsewhere", "first"]);
    expect(kept).toHaveLength(ANSWERS_KEPT);
  });
});

describe("answers in words", () => {
  const row = (id: string, text: string) => ({ id, text: [text] });
  const common = { id: "q", prompt: [], points: "1" };
  const say = (question: Partial<QuizQuestion>, response: string) => responseWords({ ...common, ...question } as QuizQuestion, response, "иә", "жоқ");
  const choices = [{ ...row("a", "Астана"), share: "1" }, { ...row("b", "Бішкек"), share: "0" }];

  it("name what was chosen, put in order, matched and typed", () => {
    expect(say({ type: "choice", choices }, "b")).toBe("Бішкек");
    expect(say({ type: "several", choices }, "a,b")).toBe("Астана, Бішкек");
    expect(say({ type: "order", choices }, "b,a")).toBe("Бішкек → Астана");
    expect(say({ type: "truefalse" }, "false")).toBe("жоқ");
    const left = [{ ...row("kz", "Қазақстан"), right: "a" }, { ...row("kg", "Қырғызстан"), right: "b" }];
    expect(say({ type: "match", left, right: choices }, "kz.a,kg.b")).toBe("Қазақстан: Астана; Қырғызстан: Бішкек");
    const blanks = [{ id: "x", accept: [], case: false, forgive: false }, { id: "y", options: choices }];
    expect(say({ type: "text", blanks }, "x.бір, екі. үш,y.a")).toBe("бір, екі. үш; Астана");
  });

  it("stay as they were written where the quiz has changed since", () => {
    expect(say({ type: "choice", choices }, "gone")).toBe("gone");
    expect(say({ type: "match", left: [], right: [] }, "x.y")).toBe("x.y");
    expect(say({ type: "several", choices }, "")).toBe("");
  });
});
