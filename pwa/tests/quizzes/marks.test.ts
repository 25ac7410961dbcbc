import { describe, expect, it } from "vitest";

import type { PaperDoc, QuestionDoc, QuizDoc } from "../../src/data/docs.ts";
import { overlay } from "../../src/data/overlay.ts";
import type { OutboxRow } from "../../src/data/queue.ts";
import { bodyOf, EMPTY_FORM } from "../../src/screens/quizzes/model/form.ts";
import { bankOf, gradesIn, subjectsIn } from "../../src/screens/quizzes/model/bank.ts";
import { countedIn, resultsToGive } from "../../src/screens/quizzes/model/marks.ts";
import { submission } from "../teacher/cast.ts";

const asked = (type: "truefalse" | "essay") => ({ id: type, ...bodyOf({ ...EMPTY_FORM, type, text: "?" }) }) as PaperDoc["questions"][number];
const tried = (learner: string, raw: string | null, completion = "completed") => ({ id: `${learner} ${raw}`, learner, completion, score: raw === null ? null : [raw, "0", "10"] });

describe("results as marks", () => {
  const paper = { questions: [asked("truefalse")] };

  it("are the best finished attempts of those who have none", () => {
    const attempts = [tried("aru", "4"), tried("aru", "7.5"), tried("dias", "9"), tried("alihan", "3", "incomplete"), tried("ainur", null), tried("zero", "0")];
    expect(resultsToGive(paper, attempts, new Set(["dias"]))).toEqual([
      { learner: "aru", mark: "8" },
      { learner: "zero", mark: "0" },
    ]);
  });

  it("wait for a person where there is an essay", () => {
    expect(resultsToGive({ questions: [asked("truefalse"), asked("essay")] }, [tried("aru", "4")], new Set())).toEqual([]);
  });

  it("answer only hand-ins whose attempts were counted: each names all attempts up to it", () => {
    const first = submission({ id: "h1", attempts: ["a1"] });
    const second = submission({ id: "h2", attempts: ["a2", "a1"] });
    expect(countedIn([second, first], [{ id: "a1" }])).toEqual([first]);
    expect(countedIn([second, first], [{ id: "a1" }, { id: "a2" }])).toEqual([second, first]);
    expect(countedIn([submission({ id: "h3", attempts: [] }), first], [{ id: "a1" }])).toEqual([first]);
    expect(countedIn([second], [{ id: "a1" }])).toBeNull();
    expect(countedIn([], [{ id: "a1" }])).toEqual([]);
  });
});

let seq = 0;
function row(kind: string, record: string, fields: Record<string, unknown>): OutboxRow {
  seq += 1;
  return { writer: "w", epoch: 1, seq, hlc: "0", kind, v: 1, base: null, record, fields, blobs: [], blobBytes: 0, state: "waiting", reason: null, receipt: null, made: 0, answered: null };
}

describe("what was written and not sent", () => {
  it("shows a paper once all of its questions are there, and keeps them when its rules change", () => {
    const first = row("paper.set", "p", { class: "5a", title: "Тест", parts: 2, part_1: [{ id: "a" }] });
    const part = row("paper.set", "p", { part_2: [{ id: "b" }] });
    const questions = (rows: OutboxRow[]): string[] => (overlay("paper", new Map(), rows, "marat").get("p")?.questions ?? []).map((one) => one.id);
    expect(questions([first])).toEqual([]);
    expect(questions([first, part])).toEqual(["a", "b"]);
    expect(questions([first, part, row("paper.set", "p", { minutes: 5 })])).toEqual(["a", "b"]);
    const server = new Map([["p", { id: "p", questions: [{ id: "s" }], minutes: null } as unknown as PaperDoc]]);
    expect(overlay("paper", server, [row("paper.set", "p", { minutes: 5 })], "marat").get("p")).toMatchObject({ minutes: 5, questions: [{ id: "s" }] });
  });

  it("shows a quiz with its questions, and a deleted question no more", () => {
    const rows = [row("quiz.set", "z", { school: "s", title: "Тест" }), row("question.set", "q", { quiz: "z", body: {} }), row("question.set", "r", { quiz: "z", body: {} }), row("question.withdraw", "r", {})];
    expect(overlay("quiz", new Map(), rows, "marat").get("z")).toMatchObject({ author: "marat", order: [], shared: false });
    expect([...overlay("question", new Map(), rows, "marat").keys()]).toEqual(["q"]);
  });
});

describe("the bank", () => {
  const quiz = (id: string, subject: string, grades: number[]): QuizDoc => ({ id, school: "s", author: "a", title: id, subject, grades, language: "kk", introduction: "", order: [], shared: true, created_at: "" });
  const question = (id: string, of: string): QuestionDoc => ({ id, quiz: of, author: "a", body: bodyOf({ ...EMPTY_FORM, type: "truefalse", text: id }), objective: "", strand: "", files: [] });

  it("is quiz by quiz, and leaves out what belongs to none of them", () => {
    const all = bankOf([quiz("m", "mathematics", [5, 4]), quiz("s", "science", [4])], [question("1", "s"), question("2", "m"), question("3", "gone"), question("4", "m")]);
    expect(all.map((one) => one.question.id)).toEqual(["2", "4", "1"]);
    expect([subjectsIn(all), gradesIn(all)]).toEqual([["mathematics", "science"], [4, 5]]);
  });
});
