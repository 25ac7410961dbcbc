import { describe, expect, it } from "vitest";

import type { Question } from "../../src/player/quiz/model.ts";
import { shareOf } from "../../src/player/quiz/scoring.ts";
import { bodyOf, EMPTY_FORM, exactText, formOf, gaps, type QuestionForm } from "../../src/screens/quizzes/model/form.ts";
import { readPasted } from "../../src/screens/quizzes/model/paste.ts";

const form = (changes: Partial<QuestionForm>): QuestionForm => ({ ...EMPTY_FORM, text: "Сұрақ", ...changes });
const question = (changes: Partial<QuestionForm>): Question => ({ id: "q", ...bodyOf(form(changes)) });
const right = (asked: Question, answer: unknown): boolean => shareOf(asked, answer)?.n === BigInt(1) && shareOf(asked, answer)?.d === BigInt(1);

const KINDS: readonly Partial<QuestionForm>[] = [
  { type: "choice", choices: [{ text: "1/2", right: true }, { text: "1/3", right: false }] },
  { type: "several", choices: [{ text: "2", right: true }, { text: "4", right: false }, { text: "3", right: true }] },
  { type: "truefalse", truth: false },
  { type: "order", order: ["дән", "өскін", "масақ"] },
  { type: "match", pairs: [{ left: "Абай", right: "ақын" }, { left: "Құрманғазы", right: "күйші" }, { left: "", right: "суретші" }] },
  { type: "number", number: "12,5", tolerance: "0,5", unit: "см" },
  { type: "text", accepted: ["қазақ тілі", "қазақша"] },
  { type: "essay", explanation: "Үш сөйлем\nжеткілікті.", language: "ru" },
];

describe("a question that is written", () => {
  it.each(KINDS)("comes back into its form as it was: $type", (changes) => {
    const whole = form({ points: "2", objective: "5.1.2", strand: "reading", ...changes });
    expect(gaps(whole)).toEqual([]);
    const back = formOf({ body: bodyOf(whole), objective: "5.1.2", strand: "reading", files: [] });
    expect(back && bodyOf(back)).toEqual(bodyOf(whole));
    expect(back).toMatchObject(changes);
  });

  it("keeps its picture beside its words", () => {
    const picture = { sha256: "a".repeat(64), name: "suret.webp", type: "image/webp", size: 9 };
    const whole = form({ type: "truefalse", picture });
    expect(formOf({ body: bodyOf(whole), objective: "", strand: "", files: [picture] })?.picture).toEqual(picture);
  });

  it("is scored as its author meant it", () => {
    expect(right(question({ type: "number", number: "12,5", tolerance: "0,5", unit: "см" }), "13 см")).toBe(true);
    expect(right(question({ type: "number", number: "12,5", tolerance: "0,5", unit: "см" }), "13,1")).toBe(false);
    expect(right(question({ type: "text", accepted: ["қазақ тілі"] }), { 1: " Казак  тили " })).toBe(true);
    expect(right(question({ type: "order", order: ["a", "b"] }), ["a", "b"])).toBe(true);
  });

  it.each<[string, Partial<QuestionForm>]>([
    ["text", { text: " " }],
    ["points", { points: "0" }],
    ["rows", { choices: [{ text: "жалғыз", right: true }] }],
    ["right", { choices: [{ text: "a", right: false }, { text: "b", right: false }] }],
    ["right", { choices: [{ text: "a", right: true }, { text: "b", right: true }] }],
    ["twice", { choices: [{ text: "a", right: true }, { text: "a ", right: false }] }],
    ["rows", { type: "match", pairs: [{ left: "a", right: "b" }, { left: "c", right: "" }] }],
    ["number", { type: "number", number: "он екі" }],
    ["number", { type: "number", number: "12", tolerance: "-1" }],
    ["accepted", { type: "text", accepted: [" "] }],
  ])("lacks %s", (gap, changes) => {
    expect(gaps(form({ ...KINDS[0], ...changes }))).toEqual([gap]);
  });

  it("is left alone where it says more than the form", () => {
    const body = { ...bodyOf(form({ type: "truefalse" })), prompt: ["Бұл ", ["b", {}, "дұрыс"], " па?"] } as never;
    expect(formOf({ body, objective: "", strand: "", files: [] })).toBeNull();
  });

  it("writes numbers without rounding", () => {
    const [one, three, eight, minus] = [BigInt(1), BigInt(3), BigInt(8), BigInt(-5)];
    expect([exactText({ n: one, d: eight }), exactText({ n: one, d: three }), exactText({ n: minus, d: BigInt(2) })]).toEqual(["0.125", "1/3", "-2.5"]);
  });
});

const TEXT = `1. Қазақстанның астанасы қай қала? [2]
* Астана
- Алматы
- Шымкент
! 1997 жылдан бері.
# 5.1.2.3

2) Қайсысы жұп сан?
A) 12*
B) 7
C) 30 *

Какая река самая длинная?
А) Иртыш
В) Или
Ответ: А

Ұзындығы неше?
= 12,5 ± 0,5 см

Ең биік шың
= Хан Тәңірі
= Хантәңірі

Сәйкестендір
Абай -> ақын
Құрманғазы → күйші

Ретімен қой
1) дән
2) өскін

Ауылың туралы жаз.

Жауабы жоқ сұрақ
- бір
- екі
`;

describe("pasted text", () => {
  it("becomes questions, a paragraph each", () => {
    const found = readPasted(TEXT);
    expect(found.map((one) => one.form.type)).toEqual(["choice", "several", "choice", "number", "text", "match", "order", "essay", "choice"]);
    expect(found[0]?.form).toMatchObject({ text: "Қазақстанның астанасы қай қала?", points: "2", explanation: "1997 жылдан бері.", objective: "5.1.2.3" });
    expect(found[1]?.form.choices.map((one) => one.right)).toEqual([true, false, true]);
    expect(found[2]?.form.choices).toEqual([{ text: "Иртыш", right: true }, { text: "Или", right: false }]);
    expect(found[3]?.form).toMatchObject({ number: "12,5", tolerance: "0,5", unit: "см" });
    expect(found[4]?.form.accepted).toEqual(["Хан Тәңірі", "Хантәңірі"]);
  });

  it("says of each what it lacks, and where it stands", () => {
    const lacking = readPasted(TEXT).filter((one) => one.gaps.length > 0);
    expect(lacking.map(({ line, gaps: missing }) => [line, missing])).toEqual([[35, ["right"]]]);
  });

  it("is nothing where there is nothing", () => {
    expect(readPasted(" \n\n ")).toEqual([]);
  });
});
