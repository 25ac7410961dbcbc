/**
 * Questions pasted as plain text, a paragraph each (docs/how-to/write-a-quiz.md). Pure.
 *
 *     3. Қазақстанның астанасы қай қала? [2]      a question; points in brackets
 *     * Астана                                    right (also +)
 *     - Алматы                                    wrong
 *     ! Астана 1997 жылдан бері астана.           explanation
 *     # 5.1.2.3                                   objective
 *
 * Instead of choices: `= 12 ± 0,5 см` a number, `= сөз` a short answer (a line for each spelling),
 * `сол жақ -> оң жақ` a pair, `1) …`, `2) …` what is to be put in order. Nothing: an essay. Tests as
 * they go round among teachers are read, too: `A) …` lines with `*` at the right one, or a line
 * `Жауабы: B`.
 */
import { typed } from "../../../player/quiz/fraction.ts";
import { EMPTY_FORM, gaps, type Gap, type Line, type Pair, type QuestionForm } from "./form.ts";

export interface Pasted {
  /** First line of the paragraph in what was pasted, from 1. */
  readonly line: number;
  readonly form: QuestionForm;
  /** What it lacks to be a question. */
  readonly gaps: readonly Gap[];
}

/** Characters that are read: some 500 questions. */
export const PASTE_CHARACTERS = 100_000;

const NUMBERED = /^\d{1,3}\s*[.)]\s*/;
const POINTS = /\s*\[\s*(\d{1,3}(?:[.,]\d{1,2})?)\s*\]\s*$/;
const MARKED = /^([*+✓-])\s*(.+)$/;
const LETTERED = /^([*+✓]?)\s*([A-HА-ЕӘҒa-hа-еәғ])\s*[).]\s*(.+?)\s*([*+✓]?)$/;
const KEY = /^(?:жауабы|дұрыс жауап|ответы?|правильный ответ|answers?)\s*:\s*(.+)$/i;
const PAIR = /^(.+?)\s*(?:->|→|—>)\s*(.+)$/;
const ORDERED = /^\d{1,2}\s*\)\s*(.+)$/;
const ANSWER = /^=\s*(.+)$/;
const TOLERANCE = /^(.+?)\s*(?:±|\+-|\+\/-)\s*([\d.,/]+)\s*(.*)$/;
const NUMBER_UNIT = /^([+−-]?\d[\d\s.,/]*)\s*([^\d\s].{0,19})?$/;

export function readPasted(text: string): Pasted[] {
  const lines = text.slice(0, PASTE_CHARACTERS).replace(/\r\n?/g, "\n").split("\n");
  const found: Pasted[] = [];
  let paragraph: string[] = [];
  let start = 1;
  [...lines, ""].forEach((line, at) => {
    if (line.trim() !== "") {
      if (paragraph.length === 0) start = at + 1;
      paragraph.push(line.trim());
      return;
    }
    if (paragraph.length > 0) found.push(one(paragraph, start));
    paragraph = [];
  });
  return found;
}

interface Parts {
  text: string[];
  choices: (Line & { name: string })[];
  order: string[];
  pairs: Pair[];
  answers: string[];
  key: string;
  explanation: string[];
  objective: string;
}

function one(paragraph: readonly string[], line: number): Pasted {
  const [head = "", ...rest] = paragraph;
  const parts: Parts = { text: [], choices: [], order: [], pairs: [], answers: [], key: "", explanation: [], objective: "" };
  const points = POINTS.exec(head)?.[1] ?? "1";
  parts.text.push(head.replace(POINTS, "").replace(NUMBERED, "").trim());
  for (const row of rest) take(row, parts);
  const form: QuestionForm = {
    ...EMPTY_FORM,
    ...answersOf(parts),
    text: parts.text.join("\n"),
    points,
    explanation: parts.explanation.join("\n"),
    objective: parts.objective,
  };
  return { line, form, gaps: gaps(form) };
}

function take(row: string, parts: Parts): void {
  const lettered = LETTERED.exec(row);
  const marked = MARKED.exec(row);
  const key = KEY.exec(row);
  const pair = PAIR.exec(row);
  const ordered = ORDERED.exec(row);
  const answer = ANSWER.exec(row);
  if (row.startsWith("!")) parts.explanation.push(row.slice(1).trim());
  else if (row.startsWith("#")) parts.objective = row.slice(1).trim();
  else if (key) parts.key = key[1] ?? "";
  else if (answer) parts.answers.push(answer[1] ?? "");
  else if (lettered) parts.choices.push({ name: plainLetter(lettered[2] ?? ""), text: lettered[3] ?? "", right: Boolean(lettered[1] || lettered[4]) });
  else if (pair) parts.pairs.push({ left: (pair[1] ?? "").replace(/^-\s*/, ""), right: pair[2] ?? "" });
  else if (marked) parts.choices.push({ name: "", text: marked[2] ?? "", right: marked[1] !== "-" });
  else if (ordered) parts.order.push(ordered[1] ?? "");
  else parts.text.push(row);
}

function answersOf(parts: Parts): Partial<QuestionForm> {
  if (parts.choices.length > 0) {
    const keys = new Set(parts.key.split(/[\s,;]+/).map(plainLetter).filter(Boolean));
    const choices = parts.choices.map(({ name, text, right }) => ({ text, right: right || (name !== "" && keys.has(name)) }));
    return { type: choices.filter((row) => row.right).length > 1 ? "several" : "choice", choices };
  }
  if (parts.pairs.length > 0) return { type: "match", pairs: parts.pairs };
  if (parts.order.length > 0) return { type: "order", order: parts.order };
  if (parts.answers.length > 0) return answered(parts.answers);
  return { type: "essay" };
}

function answered(answers: readonly string[]): Partial<QuestionForm> {
  const [first = ""] = answers;
  const tolerant = TOLERANCE.exec(first);
  if (answers.length === 1 && tolerant && typed(tolerant[1]) && typed(tolerant[2])) {
    return { type: "number", number: (tolerant[1] ?? "").trim(), tolerance: tolerant[2] ?? "", unit: (tolerant[3] ?? "").trim() };
  }
  const bare = NUMBER_UNIT.exec(first);
  if (answers.length === 1 && bare && typed(bare[1])) return { type: "number", number: (bare[1] ?? "").trim(), unit: (bare[2] ?? "").trim() };
  return { type: "text", accepted: answers };
}

const LOOK = "ABCDEFGH";
const CYRILLIC: Readonly<Record<string, string>> = { А: "A", В: "B", С: "C", Е: "E", Б: "B", Г: "D", Д: "E", Ә: "B", Ғ: "E" };

/** The letter of a choice, whichever alphabet it was typed in: А, В, С look Latin and are meant so. */
function plainLetter(text: string): string {
  const letter = text.trim().toUpperCase();
  if (LOOK.includes(letter)) return letter;
  return CYRILLIC[letter] ?? "";
}
