import { describe, expect, it } from "vitest";

import type { PaperDoc, QuestionDoc, QuizDoc } from "../../src/data/docs.ts";
import { EMPTY_PAPER, OPEN_RULES } from "../../src/data/docs-quizzes.ts";
import { decimalText } from "../../src/player/quiz/fraction.ts";
import { bodyOf, EMPTY_FORM } from "../../src/screens/quizzes/model/form.ts";
import { inOrder, mostPoints, paperOperations, partsOf, quizOf, revealed, standing, timeLeft, timesHere } from "../../src/screens/quizzes/model/paper.ts";
import { after, needed, nextQuestion, type Objective, objectivesOf, type Practised, readState, stateText, UNPRACTISED } from "../../src/screens/quizzes/model/practice.ts";

const QUIZ: QuizDoc = { id: "z", school: "aqbulaq", author: "marat", title: "Бөлшектер", subject: "mathematics", grades: [5], language: "kk", introduction: "", order: ["b", "a"], shared: false, created_at: "2026-11-20T04:00:00.000Z" };
const question = (id: string, objective = "", text = "Дұрыс па?"): QuestionDoc => ({
  id, quiz: "z", author: "marat", body: bodyOf({ ...EMPTY_FORM, type: "truefalse", text }), objective, strand: "", files: [],
});
const paper = (ids: readonly string[], more: Partial<PaperDoc> = {}): PaperDoc =>
  ({ ...EMPTY_PAPER, id: "p", school: "aqbulaq", class: "5a", title: "Бөлшектер", created_at: "", questions: ids.map((id) => ({ id, ...question(id).body })), ...more });
const MANY = Array.from({ length: 20 }, (_, at) => `q${at}`);
const AT = Date.parse("2026-11-20T05:00:00.000Z");
const time = (minutes: number): string => new Date(AT + minutes * 60_000).toISOString();

describe("a quiz that is given", () => {
  it("has its questions in their author's order, new ones last", () => {
    expect(inOrder(QUIZ, [question("c"), question("a"), question("b"), { ...question("d"), quiz: "other" }]).map((one) => one.id)).toEqual(["b", "a", "c"]);
  });

  it("travels in as many operations as it needs, each within the limit", () => {
    const long = Array.from({ length: 40 }, (_, at) => question(`q${at}`, "", "ө".repeat(900)));
    const made = paperOperations(QUIZ, long, "5a", { ...OPEN_RULES, mode: "task" });
    const all = [made?.first.fields, ...(made?.rest ?? [])];
    expect(made?.first.fields["parts"]).toBe(all.length);
    expect(all.length).toBeGreaterThan(3);
    for (const fields of all) expect(new TextEncoder().encode(JSON.stringify(fields)).length).toBeLessThan(22 * 1024);
    const asked = all.flatMap((fields, at) => (fields?.[`part_${at + 1}`] ?? []) as { id: string }[]);
    expect(asked.map((one) => one.id)).toEqual(long.map((one) => one.id));
  });

  it("is told apart when it is too long for one paper", () => {
    expect(partsOf(Array.from({ length: 100 }, (_, at) => ({ id: String(at), ...question("x", "", "ө".repeat(1900)).body })))).toBeNull();
  });

  it("draws other questions for everybody, and the same again for the same pupil", () => {
    const drawn = (seed: number): string[] => quizOf(paper(MANY, { draw: 5 }), seed).questions.map((one) => one.id);
    expect(drawn(7)).toEqual(drawn(7));
    expect(drawn(7)).toHaveLength(5);
    expect(new Set([1, 2, 3, 4].map((seed) => drawn(seed).join())).size).toBeGreaterThan(1);
    expect(new Set(Array.from({ length: 60 }, (_, seed) => drawn(seed)).flat()).size).toBe(MANY.length);
    expect(decimalText(mostPoints(paper(MANY).questions, 5))).toBe("5");
  });
});

describe("the window of a paper", () => {
  const rules = paper(["a"], { opens_at: time(0), closes_at: time(60), attempts: 1, minutes: 15 });
  it.each([
    ["early", -1, 0, false],
    ["open", 0, 0, false],
    ["used", 5, 1, false],
    ["open", 5, 1, true],
    ["closed", 60, 0, false],
    ["closed", 60, 1, true],
  ] as const)("is %s after %d minutes with %d attempts used", (state, minutes, used, begun) => {
    expect(standing(rules, used, begun, AT + minutes * 60_000)).toBe(state);
  });

  it("ends with the minutes, and never after it closes", () => {
    const left = (began: number, now: number, ahead = 0): number | null => timeLeft(rules, AT + began * 60_000, { phone: AT + (now + ahead) * 60_000, school: AT + now * 60_000 });
    expect(left(10, 12)).toBe(13 * 60_000);
    expect(left(50, 52)).toBe(8 * 60_000);
    // A phone an hour ahead counts its own minutes; the window is the school's.
    expect(left(110, 52, 60)).toBe(8 * 60_000);
    expect(timeLeft(paper(["a"]), AT, { phone: AT, school: AT })).toBeNull();
  });

  it("gives further minutes to who has them, and as many after the close", () => {
    const now = { phone: AT, school: AT };
    const timed = { ...paper(["a"]), minutes: 20 };
    expect([0, 25, 100].map((extra) => timeLeft(timed, AT, now, extra))).toEqual([20, 25, 40].map((minutes) => minutes * 60_000));
    const closes = new Date(AT + 10 * 60_000).toISOString();
    expect(timeLeft({ ...timed, closes_at: closes }, AT, now, 25)).toBe(15 * 60_000);
    expect(timeLeft({ ...paper(["a"]), closes_at: closes }, AT, now, 25)).toBe(10 * 60_000);
  });

  describe("goes on upon another phone", () => {
    const timed = { ...paper(["a"]), minutes: 30 };
    const HOUR = 3_600_000;
    const left = (times: { began: number; ahead: number | null }, phone: number, ahead: number | null, own = false): number | null =>
      timeLeft(timed, timesHere({ ...times, ended: null }, own, phone, ahead).began, { phone, school: phone });
    const later = AT + 5 * 60_000;

    it("with the minutes that are left, whichever clock is wrong", () => {
      expect(left({ began: AT - HOUR, ahead: -HOUR }, later, 0)).toBe(25 * 60_000);
      expect(left({ began: AT, ahead: 0 }, later + HOUR, HOUR)).toBe(25 * 60_000);
      // One phone whose clock was put right meanwhile.
      expect(left({ began: AT - HOUR, ahead: -HOUR }, later, 0, true)).toBe(25 * 60_000);
    });

    it("with all of them where nobody can tell, and never with more", () => {
      expect(left({ began: AT - HOUR, ahead: null }, later, 0)).toBe(30 * 60_000);
      expect(left({ began: AT, ahead: 0 }, later, null)).toBe(30 * 60_000);
      expect(left({ began: AT, ahead: null }, later, null, true)).toBe(25 * 60_000);
      expect(left({ began: AT + HOUR, ahead: null }, later, null, true)).toBe(30 * 60_000);
    });
  });

  it("shows the right answers when its author says", () => {
    expect([revealed(rules, AT), revealed({ ...rules, answers: "after_close" }, AT), revealed({ ...rules, answers: "after_close" }, AT + 3_600_000), revealed({ ...rules, answers: "never" }, AT * 2)]).toEqual([true, false, true, false]);
  });
});

describe("practice", () => {
  const [objective] = objectivesOf({ questions: MANY.slice(0, 6).map((id) => ({ id, ...question(id).body, objective: "5.1" })) });
  const through = (answers: string): Practised =>
    Array.from(answers).reduce((state, one) => after(state, { question: nextQuestion(objective as Objective, state.log)?.id ?? "", right: one === "+" }, 6), UNPRACTISED);

  it("is mastered with four right of the last five, and stays so", () => {
    expect(["++++", "+-++", "--+-+", "+-+++", "++++---"].map((one) => through(one).mastered)).toEqual([true, false, false, true, true]);
  });

  it("asks all of few questions right in a row", () => {
    expect(needed(3)).toEqual({ window: 3, right: 3 });
    expect(needed(12)).toEqual({ window: 5, right: 4 });
  });

  it("asks what is new, then what went wrong, then what is longest ago", () => {
    const asked = (answers: string): string[] => through(answers).log.map((one) => one.question);
    expect(asked("++-+++--")).toEqual(["q0", "q1", "q2", "q3", "q4", "q5", "q2", "q0"]);
  });

  it("comes back as it was kept; what is no such thing is nothing", () => {
    const state = through("+-+");
    expect(readState(stateText(state))).toEqual(state);
    expect(readState('{"quiz":1}')).toEqual(UNPRACTISED);
    expect(readState(undefined)).toEqual(UNPRACTISED);
  });

  it("leaves essays out and keeps objectives apart", () => {
    const found = objectivesOf({ questions: [{ id: "a", ...question("a").body, objective: "1" }, { id: "b", ...bodyOf({ ...EMPTY_FORM, type: "essay", text: "?" }) }, { id: "c", ...question("c").body }] });
    expect(found.map((one) => [one.name, one.questions.map((row) => row.id)])).toEqual([["1", ["a"]], ["", ["c"]]]);
  });
});
