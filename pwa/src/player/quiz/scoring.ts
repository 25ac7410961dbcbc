/**
 * What answers to a quiz are worth, by the same rules as content/quiz_scoring.py; both are held to
 * the vectors in tests/content/quiz_vectors.json. Pure.
 */
import { asCyrillic, fold, hasCyrillic } from "../../i18n/fold.ts";
import { add, atMost, type Fraction, fraction, larger, ONE, read, same, smaller, times, typed, ZERO } from "./fraction.ts";
import type { Blank, Question, QuestionOf, Quiz, Range } from "./model.ts";

/** By the type of the question: an id, a list of ids, {left or blank: what was chosen or typed}, or what was typed. */
export type Answer = string | readonly string[] | Readonly<Record<string, string>>;
export type Answers = Readonly<Record<string, Answer>>;

export interface Result {
  readonly points: Fraction;
  readonly maximum: Fraction;
  /** Points that a teacher still has to give. */
  readonly waiting: Fraction;
  /** By question; null for an essay. */
  readonly shares: readonly (Fraction | null)[];
}

export function score(quiz: Pick<Quiz, "questions">, answers: Answers): Result {
  let [points, maximum, waiting] = [ZERO, ZERO, ZERO];
  const shares = quiz.questions.map((question) => {
    const worth = read(question.points);
    const share = shareOf(question, answers[question.id]);
    if (share === null) waiting = add(waiting, worth);
    else {
      maximum = add(maximum, worth);
      points = add(points, times(worth, share));
    }
    return share;
  });
  return { points, maximum, waiting, shares };
}

/** Whether the pass mark is reached; null without one, or while essays are unread. */
export function passed(quiz: Pick<Quiz, "pass">, result: Result): boolean | null {
  if (quiz.pass === null || !same(result.waiting, ZERO) || same(result.maximum, ZERO)) return null;
  return atMost(times(read(quiz.pass), result.maximum), times(result.points, fraction(100)));
}

/** The part of the question's points, 0 to 1; null for what a person has to read. */
export function shareOf(question: Question, answer: unknown): Fraction | null {
  if (question.type === "essay") return null;
  return smaller(ONE, larger(ZERO, rawShare(question, answer)));
}

function rawShare(question: Exclude<Question, QuestionOf<"essay">>, answer: unknown): Fraction {
  switch (question.type) {
    case "choice":
      return shareById(question.choices, answer);
    case "several":
      return several(question, ids(answer));
    case "truefalse":
      return answer === String(question.answer) ? ONE : ZERO;
    case "order": {
      const given = ids(answer);
      const hits = question.choices.slice(0, given.length).map((row, at) => (row.id === given[at] ? ONE : ZERO));
      return parts(hits, question.choices.length, question.partial);
    }
    case "match": {
      const given = members(answer);
      return parts(question.left.map((row) => (given[row.id] === row.right ? ONE : ZERO)), question.left.length, question.partial);
    }
    case "text": {
      const given = members(answer);
      return parts(question.blanks.map((blank) => blankShare(blank, given[blank.id])), question.blanks.length, question.partial);
    }
    case "number":
      return inRanges(question.ranges, withoutUnit(answer, question.unit ?? ""));
  }
}

function several(question: QuestionOf<"several">, given: readonly string[]): Fraction {
  const chosen = new Set(given);
  if (question.partial) {
    return question.choices.filter((row) => chosen.has(row.id)).reduce((sum, row) => add(sum, read(row.share)), ZERO);
  }
  const right = question.choices.filter((row) => !atMost(read(row.share), ZERO));
  return right.length === chosen.size && right.every((row) => chosen.has(row.id)) ? ONE : ZERO;
}

function parts(hits: readonly Fraction[], of: number, partial: boolean): Fraction {
  if (of === 0) return ZERO;
  if (partial) return times(hits.reduce(add, ZERO), fraction(1, of));
  return hits.length === of && hits.every((hit) => same(hit, ONE)) ? ONE : ZERO;
}

export function blankShare(blank: Blank, given: unknown): Fraction {
  if ("ranges" in blank) return inRanges(blank.ranges, given);
  if ("options" in blank) return shareById(blank.options, given);
  if (typeof given !== "string") return ZERO;
  // «cop» on a Latin keyboard is «сор» where a Cyrillic word is asked for.
  const forgiven = blank.forgive && !blank.case;
  const wanted = (text: string): string => normal(forgiven && hasCyrillic(text) ? asCyrillic(given) : given, blank.case, blank.forgive);
  return blank.accept
    .filter((row) => normal(row.text, blank.case, blank.forgive) === wanted(row.text))
    .reduce((best, row) => larger(best, read(row.share)), ZERO);
}

/** What was typed before the unit, where the unit was typed, too. */
export function withoutUnit(typed: unknown, unit: string): unknown {
  if (typeof typed !== "string" || unit.trim() === "") return typed;
  const end = fold(unit.trim());
  const wanted = fold(typed.trim());
  return wanted.endsWith(end) ? wanted.slice(0, -end.length) : typed;
}

/** The form in which two typed answers are the same. */
export function normal(text: string, withCase: boolean, forgive: boolean): string {
  const plain = text.normalize("NFC").split(/\s+/).filter(Boolean).join(" ");
  if (withCase) return plain;
  return forgive ? fold(plain) : plain.toLowerCase();
}

function inRanges(ranges: readonly Range[], given: unknown): Fraction {
  const value = typed(given);
  if (value === null) return ZERO;
  return ranges
    .filter((row) => atMost(read(row.low), value) && atMost(value, read(row.high)))
    .reduce((best, row) => larger(best, read(row.share)), ZERO);
}

function shareById(rows: readonly { id: string; share: string }[], answer: unknown): Fraction {
  const found = rows.find((row) => row.id === answer);
  return found ? read(found.share) : ZERO;
}

export function ids(answer: unknown): string[] {
  return Array.isArray(answer) ? answer.filter((one): one is string => typeof one === "string") : [];
}

export function members(answer: unknown): Readonly<Record<string, unknown>> {
  return typeof answer === "object" && answer !== null && !Array.isArray(answer) ? (answer as Record<string, unknown>) : {};
}
