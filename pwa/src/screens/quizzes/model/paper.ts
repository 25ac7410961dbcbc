/** A quiz given to a class: the operations that carry its questions, and how a pupil may take it. Pure. */
import type { AttemptDoc, PaperDoc, PaperQuestion, PaperRules, QuestionDoc, QuizDoc } from "../../../data/docs.ts";
import { PAPER_PARTS } from "../../../data/docs-quizzes.ts";
import type { NewOperation } from "../../../data/outbox.ts";
import { add, type Fraction, read, ZERO } from "../../../player/quiz/fraction.ts";
import type { Quiz } from "../../../player/quiz/model.ts";
import { shuffled, type Times } from "../../../player/quiz/state.ts";
import { rich } from "./form.ts";

/** Bytes of questions in one operation; 24 KiB is the whole of it, and JSON takes more than its own form. */
const PART_BYTES = 18 * 1024;

export interface Giving extends PaperRules {
  readonly mode: "task" | "practice";
}

/** The questions in the order that their author gave them; new ones at the end. */
export function inOrder(quiz: Pick<QuizDoc, "id" | "order">, questions: readonly QuestionDoc[]): QuestionDoc[] {
  const place = new Map(quiz.order.map((id, at) => [id, at]));
  const last = quiz.order.length;
  return questions.filter((one) => one.quiz === quiz.id).sort((a, b) => (place.get(a.id) ?? last) - (place.get(b.id) ?? last) || (a.id < b.id ? -1 : 1));
}

export function asPaperQuestion({ id, body, objective, strand }: QuestionDoc): PaperQuestion {
  return { id, ...body, ...(objective === "" ? {} : { objective }), ...(strand === "" ? {} : { strand }) };
}

/** The parts that the questions of a paper travel in; null when there are more than a paper takes. */
export function partsOf(questions: readonly PaperQuestion[]): PaperQuestion[][] | null {
  const parts: PaperQuestion[][] = [];
  let room = 0;
  for (const question of questions) {
    const bytes = new TextEncoder().encode(JSON.stringify(question)).length;
    if (bytes > room || parts.length === 0) {
      parts.push([]);
      room = PART_BYTES;
    }
    parts[parts.length - 1]?.push(question);
    room -= bytes;
  }
  return parts.length <= PAPER_PARTS ? parts : null;
}

/** The first operation makes the paper, the others (of its record) bring what did not fit. */
export function paperOperations(quiz: QuizDoc, questions: readonly QuestionDoc[], classId: string, giving: Giving): { first: NewOperation; rest: Record<string, unknown>[] } | null {
  const parts = partsOf(questions.map(asPaperQuestion));
  if (!parts) return null;
  const files = [...new Map(questions.flatMap((one) => one.files).map((file) => [file.sha256, file])).values()];
  const [first = [], ...rest] = parts;
  return {
    first: {
      kind: "paper.set",
      fields: {
        school: quiz.school,
        class: classId,
        quiz: quiz.id,
        title: quiz.title,
        subject: quiz.subject,
        language: quiz.language,
        introduction: quiz.introduction,
        ...giving,
        parts: parts.length,
        part_1: first,
        files: files.map(({ sha256, name, type, size }) => ({ sha256, name, type, size })),
      },
    },
    rest: rest.map((part, at) => ({ [`part_${at + 2}`]: part })),
  };
}

/** The most points that a paper gives: of the questions drawn, when all give the same. */
export function mostPoints(questions: readonly { readonly points: string }[], draw: number | null): Fraction {
  const chosen = draw === null ? questions : [...questions].sort((a, b) => (read(b.points).n * read(a.points).d > read(a.points).n * read(b.points).d ? 1 : -1)).slice(0, draw);
  return chosen.reduce((sum, one) => add(sum, read(one.points)), ZERO);
}

/** The paper as the quiz player takes it, for the learner whose attempt has this seed. */
export function quizOf(paper: Omit<PaperDoc, "id" | "school" | "class" | "created_at">, seed: number): Quiz {
  const { draw, questions, shuffle } = paper;
  const chosen = draw !== null && draw < questions.length ? shuffled(questions, seed, "draw").slice(0, draw) : questions;
  const kept = new Set(chosen.map((one) => one.id));
  return {
    title: paper.title,
    language: paper.language,
    introduction: paper.introduction === "" ? [] : rich(paper.introduction),
    shuffle,
    view: "one",
    pass: null,
    // Drawn, but in their author's order unless they are to be shuffled.
    questions: questions.filter((one) => kept.has(one.id)),
  };
}

export type Standing = "early" | "open" | "closed" | "used";

/** Whether a pupil may begin (or go on) now. `begun`: an attempt is under way, which may be ended. */
export function standing(paper: PaperRules, used: number, begun: boolean, now: number): Standing {
  if (paper.opens_at !== null && now < Date.parse(paper.opens_at)) return "early";
  if (paper.closes_at !== null && now >= Date.parse(paper.closes_at)) return "closed";
  if (!begun && paper.attempts !== null && used >= paper.attempts) return "used";
  return "open";
}

/** What a clock says: this phone's own, and the school's as far as this phone knows it; unix ms. */
export interface Clocks {
  readonly phone: number;
  readonly school: number;
}

/**
 * Milliseconds until an attempt begun at `began` (by this phone's clock) is handed in by itself; null without
 * an end. Minutes are counted by the phone's clock, the window by the school's.
 *
 * `extra` is percent of further minutes. What was begun in time goes on for so much longer after the close.
 */
export function timeLeft(paper: PaperRules, began: number, { phone, school }: Clocks, extra = 0): number | null {
  const further = ((paper.minutes ?? 0) * 60_000 * extra) / 100;
  const limits = [
    ...(paper.minutes === null ? [] : [began + paper.minutes * 60_000 + further - phone]),
    ...(paper.closes_at === null ? [] : [Date.parse(paper.closes_at) + further - school]),
  ];
  return limits.length === 0 ? null : Math.min(...limits);
}

/**
 * The times of an attempt that is gone on with, as the clock of the phone in hand would have told them: `ahead` is by how
 * many ms that is ahead of the school's now. Where the two clocks cannot be compared, an attempt of another phone (not
 * `own`) has all its minutes again, since none might be left otherwise; nobody has more than all.
 */
export function timesHere(times: Times, own: boolean, phone: number, ahead: number | null): Times {
  const compared = times.ahead !== null && ahead !== null ? times.began - times.ahead + ahead : null;
  return { ...times, began: Math.min(phone, compared ?? (own ? times.began : phone)), ahead };
}

/** Whether a pupil sees which answers were right. */
export function revealed(paper: PaperRules, now: number): boolean {
  if (paper.answers === "at_once") return true;
  return paper.answers === "after_close" && paper.closes_at !== null && now >= Date.parse(paper.closes_at);
}

/** The learner's attempts at a paper, the latest first. */
export function attemptsAt(paper: string, learner: string, attempts: readonly AttemptDoc[]): AttemptDoc[] {
  return attempts.filter((one) => one.item === paper && one.learner === learner).sort((a, b) => (a.at < b.at ? 1 : -1));
}
