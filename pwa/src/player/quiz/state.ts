/**
 * Where a learner stands in a quiz, and how that is written into an attempt: the same elements a
 * SCORM 1.2 lesson would set, so that journal, resuming, syncing and marks work as for every lesson.
 */
import type { Values } from "../protocol.ts";
import { decimalText } from "./fraction.ts";
import type { Question, Quiz } from "./model.ts";
import { type Answer, type Answers, ids, members, passed, type Result, score } from "./scoring.ts";

/** When an attempt was made by the clock of the phone that has it, in unix ms, and how far that was ahead of the school's. */
export interface Times {
  readonly began: number;
  readonly ended: number | null;
  /** null: the two had not been compared since the app was started, so the times are only the phone's word. */
  readonly ahead: number | null;
}

export interface QuizState {
  /** Decides the order of what is shuffled, for the whole of an attempt. */
  readonly seed: number;
  /** Index of the question that is shown. */
  readonly at: number;
  /** Handed in: answers stand, results are shown. */
  readonly done: boolean;
  readonly answers: Answers;
  /** Of papers, which may have a window. */
  readonly times?: Times;
}

export function fresh(seed: number): QuizState {
  return { seed, at: 0, done: false, answers: {} };
}

const FORM = 1;

export function stateText(state: QuizState): string {
  return JSON.stringify({ quiz: FORM, ...state });
}

/** The state in an attempt's suspend data, or null when there is none of ours. */
export function readState(text: string | undefined): QuizState | null {
  try {
    const raw = JSON.parse(text ?? "") as Record<string, unknown>;
    if (raw.quiz !== FORM) return null;
    const answers: Record<string, Answer> = {};
    for (const [id, answer] of Object.entries(members(raw.answers))) {
      if (typeof answer === "string") answers[id] = answer;
      else if (Array.isArray(answer)) answers[id] = ids(answer);
      else answers[id] = Object.fromEntries(Object.entries(members(answer)).filter((pair): pair is [string, string] => typeof pair[1] === "string"));
    }
    const times = readTimes(raw.times);
    return { seed: Number(raw.seed) || 0, at: Math.max(0, Math.floor(Number(raw.at) || 0)), done: raw.done === true, answers, ...(times ? { times } : {}) };
  } catch {
    return null;
  }
}

function readTimes(raw: unknown): Times | null {
  const { began, ended, ahead } = members(raw);
  const whole = (value: unknown): number | null => (typeof value === "number" && Number.isFinite(value) ? value : null);
  const start = whole(began);
  return start === null ? null : { began: start, ended: whole(ended), ahead: whole(ahead) };
}

/** Whether a question has been answered at all. */
export function isAnswered(question: Question, answer: Answer | undefined): boolean {
  if (answer === undefined) return false;
  if (typeof answer === "string") return answer.trim() !== "";
  if (Array.isArray(answer)) return answer.length > 0;
  const given = Object.values(members(answer)).filter((one) => typeof one === "string" && one.trim() !== "").length;
  if (question.type === "match") return given >= question.left.length;
  return question.type === "text" ? given >= question.blanks.length : given > 0;
}

/** The elements of the attempt for this state. */
export function valuesOf(quiz: Quiz, state: QuizState): Values {
  const values: Values = {
    "cmi.suspend_data": stateText(state),
    "cmi.core.lesson_location": String(state.at + 1),
    "cmi.core.exit": "suspend",
    "cmi.core.lesson_status": "incomplete",
  };
  if (!state.done) return values;
  const result = score(quiz, state.answers);
  const pass = passed(quiz, result);
  values["cmi.core.lesson_status"] = pass === null ? "completed" : pass ? "passed" : "failed";
  if (result.maximum.n !== BigInt(0)) {
    values["cmi.core.score.raw"] = decimalText(result.points);
    values["cmi.core.score.min"] = "0";
    values["cmi.core.score.max"] = decimalText(result.maximum);
  }
  quiz.questions.forEach((question, number) => Object.assign(values, interaction(question, number, state.answers[question.id], result)));
  return values;
}

const INTERACTIONS: Readonly<Record<Question["type"], string>> = {
  choice: "choice",
  several: "choice",
  truefalse: "true-false",
  order: "sequencing",
  match: "matching",
  text: "fill-in",
  number: "numeric",
  essay: "fill-in",
};

/** Characters of an answer written into an interaction; the whole of it is in the suspend data. */
const RESPONSE_CHARACTERS = 4_000;

function interaction(question: Question, number: number, answer: Answer | undefined, result: Result): Values {
  const name = `cmi.interactions.${number}`;
  const share = result.shares[number] ?? null;
  const values: Values = {
    [`${name}.id`]: question.id,
    [`${name}.type`]: INTERACTIONS[question.type],
    [`${name}.weighting`]: question.points,
    [`${name}.result`]: share === null ? "neutral" : share.n === share.d ? "correct" : share.n === BigInt(0) ? "wrong" : decimalText(share),
  };
  if (answer !== undefined) values[`${name}.student_response`] = responseText(answer).slice(0, RESPONSE_CHARACTERS);
  return values;
}

/** An answer as SCORM 1.2 writes it: `a,b` for lists, `left.right,left.right` for pairs (RTE 3.4.2.7). */
function responseText(answer: Answer): string {
  if (typeof answer === "string") return answer;
  if (Array.isArray(answer)) return answer.join(",");
  return Object.entries(members(answer))
    .map(([left, right]) => `${left}.${String(right)}`)
    .join(",");
}

/** The rows in an order of their own that the seed decides; never the order they stand in, where there is another. */
export function shuffled<T>(rows: readonly T[], seed: number, name: string): T[] {
  const dice = random(seed ^ hash(name));
  const mixed = [...rows];
  for (let at = mixed.length - 1; at > 0; at -= 1) {
    const other = Math.floor(dice() * (at + 1));
    [mixed[at], mixed[other]] = [mixed[other] as T, mixed[at] as T];
  }
  const [first] = mixed;
  return mixed.length > 1 && mixed.every((row, at) => row === rows[at]) ? [...mixed.slice(1), first as T] : mixed;
}

function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function hash(text: string): number {
  let value = 2_166_136_261;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 16_777_619);
  return value >>> 0;
}
