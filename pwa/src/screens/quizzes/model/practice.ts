/**
 * Practice: one objective until it is mastered. Pure.
 *
 * The rule (docs/how-to/write-a-quiz.md): an objective is mastered once four of the last five answers were
 * right; where it has fewer than five questions, once as many answers in a row were right as it has.
 * Mastered stays mastered. What is asked next is what was not asked yet, then what went wrong last, then what
 * was asked longest ago.
 */
import type { AttemptDoc, PaperDoc, PaperQuestion } from "../../../data/docs.ts";

/** Answers that are looked at, and how many of them must be right. */
const WINDOW = 5;
const RIGHT = 4;
/** Answers that are remembered: enough to know what was asked longest ago. */
const REMEMBERED = 60;

export interface Tried {
  readonly question: string;
  readonly right: boolean;
}

export interface Practised {
  readonly log: readonly Tried[];
  readonly mastered: boolean;
}

export const UNPRACTISED: Practised = { log: [], mastered: false };

export interface Objective {
  /** Place among the paper's objectives; part of the attempt's name. */
  readonly n: number;
  /** "": questions without one. */
  readonly name: string;
  readonly questions: readonly PaperQuestion[];
}

/** In the order of the paper; an essay cannot be practised. */
export function objectivesOf(paper: Pick<PaperDoc, "questions">): Objective[] {
  const found = new Map<string, PaperQuestion[]>();
  for (const question of paper.questions) {
    if (question.type === "essay") continue;
    const name = question.objective ?? "";
    found.set(name, [...(found.get(name) ?? []), question]);
  }
  return [...found].map(([name, questions], n) => ({ n, name, questions }));
}

/** The item that attempts at an objective name. */
export function itemOf(paper: string, n: number): string {
  return `${paper}~${n}`;
}

/** How many of the last answers count, and how many of those must be right. */
export function needed(questions: number): { window: number; right: number } {
  return questions >= WINDOW ? { window: WINDOW, right: RIGHT } : { window: questions, right: questions };
}

/** Right answers among those that count. */
export function reached(log: readonly Tried[], questions: number): number {
  const { window } = needed(questions);
  return window === 0 ? 0 : log.slice(-window).filter((one) => one.right).length;
}

export function after(before: Practised, tried: Tried, questions: number): Practised {
  const log = [...before.log, tried].slice(-REMEMBERED);
  return { log, mastered: before.mastered || reached(log, questions) >= needed(questions).right };
}

/** What to ask next; never the same twice in a row where there is another. */
export function nextQuestion(objective: Objective, log: readonly Tried[]): PaperQuestion | null {
  const last = new Map(log.map((one, at) => [one.question, { at, right: one.right }]));
  const just = log[log.length - 1]?.question;
  const rank = (question: PaperQuestion): number => {
    const before = last.get(question.id);
    if (!before) return -REMEMBERED * 2;
    return before.right ? before.at : before.at - REMEMBERED;
  };
  const others = objective.questions.filter((one) => one.id !== just);
  const choice = others.length > 0 ? others : objective.questions;
  return [...choice].sort((a, b) => rank(a) - rank(b))[0] ?? null;
}

const FORM = 1;

export function stateText({ log, mastered }: Practised): string {
  return JSON.stringify({ practice: FORM, mastered, log: log.map((one) => [one.question, one.right ? 1 : 0]) });
}

export function readState(text: string | null | undefined): Practised {
  try {
    const raw = JSON.parse(text ?? "") as { practice?: number; mastered?: boolean; log?: unknown };
    if (raw.practice !== FORM || !Array.isArray(raw.log)) return UNPRACTISED;
    const log = raw.log.flatMap((row: unknown): Tried[] =>
      Array.isArray(row) && typeof row[0] === "string" ? [{ question: row[0], right: row[1] === 1 }] : [],
    );
    return { log, mastered: raw.mastered === true };
  } catch {
    return UNPRACTISED;
  }
}

export interface Progress {
  readonly mastered: boolean;
  readonly begun: boolean;
  /** Right ones of those that count, and how many must be. */
  readonly right: number;
  readonly of: number;
}

/** How far a learner is with an objective, as their attempts say it. */
export function progressOf(paper: string, objective: Objective, learner: string, attempts: readonly AttemptDoc[]): Progress {
  const item = itemOf(paper, objective.n);
  const mine = attempts.filter((one) => one.item === item && one.learner === learner);
  const of = needed(objective.questions.length).right;
  const right = Math.max(0, ...mine.map((one) => Number(one.score?.[0] ?? "0") || 0));
  return { mastered: mine.some((one) => one.success === "passed"), begun: mine.length > 0, right: Math.min(right, of), of };
}
