/** A quiz being taken: its state, kept a moment after each change and at once when it is handed in. */
import { type ReadonlySignal, signal } from "@preact/signals";

import type { Values } from "../protocol.ts";
import type { Question, Quiz } from "./model.ts";
import { type Answer, score, type Result } from "./scoring.ts";
import { fresh, isAnswered, type QuizState, readState, shuffled, type Times, valuesOf } from "./state.ts";

/** Milliseconds of typing that a killed phone may lose; what is chosen is written at once. */
const KEEP_DELAY_MS = 40;
/** The same for a long text, of which every letter would be written with the whole of it. */
const KEEP_LONG_MS = 300;

export type Keep = (values: Values, done: boolean) => void;

export interface RunOptions {
  /** For an attempt that begins now. */
  readonly times?: Times;
  /** Whether the learner may see which answers were right; always, where nothing is said. */
  readonly reveals?: () => boolean;
  readonly now?: () => number;
}

export class QuizRun {
  readonly state: ReadonlySignal<QuizState>;
  /** In the order in which this learner sees them. */
  readonly questions: readonly Question[];
  private readonly stateSignal;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly pictures = new Map<string, Promise<string | null>>();

  constructor(
    readonly quiz: Quiz,
    suspended: string | undefined,
    seed: number,
    private readonly keep: Keep,
    private readonly fetchPicture: (path: string) => Promise<Blob | null>,
    private readonly more: RunOptions = {},
  ) {
    const { times } = more;
    const state = readState(suspended) ?? { ...fresh(seed), ...(times ? { times } : {}) };
    this.questions = quiz.shuffle ? shuffled(quiz.questions, state.seed, "questions") : quiz.questions;
    this.stateSignal = signal({ ...state, at: Math.min(state.at, Math.max(0, quiz.questions.length - 1)) });
    this.state = this.stateSignal;
  }

  answer(question: Question, answer: Answer): void {
    const state = this.stateSignal.peek();
    if (state.done) return;
    this.stateSignal.value = { ...state, answers: { ...state.answers, [question.id]: answer } };
    clearTimeout(this.timer);
    const delay = delayOf(question);
    if (delay === 0) this.write();
    else this.timer = setTimeout(() => this.flush(), delay);
  }

  go(at: number): void {
    const state = this.stateSignal.peek();
    this.stateSignal.value = { ...state, at: Math.max(0, Math.min(at, this.questions.length - 1)) };
    if (!state.done) this.write();
  }

  /** Keeps that the attempt was begun, before anything is answered. */
  begin(): void {
    if (!this.stateSignal.peek().done) this.write();
  }

  finish(): void {
    const state = this.stateSignal.peek();
    if (state.done) return;
    const { times } = state;
    this.stateSignal.value = { ...state, at: 0, done: true, ...(times ? { times: { ...times, ended: this.now() } } : {}) };
    this.write();
  }

  /** Whether the answers may be looked at again, with what was right. */
  get reveals(): boolean {
    return this.more.reveals?.() ?? true;
  }

  get unanswered(): number {
    const { answers } = this.stateSignal.value;
    return this.questions.filter((question) => !isAnswered(question, answers[question.id])).length;
  }

  result(): Result {
    return score({ questions: this.questions }, this.stateSignal.value.answers);
  }

  /** Writes what is still on its way. */
  flush(): void {
    if (this.timer !== undefined) this.write();
  }

  /** The address of a picture or recording of the quiz, or null when it is not there. */
  picture(path: string): Promise<string | null> {
    const known = this.pictures.get(path);
    if (known) return known;
    const found = this.fetchPicture(path).then(
      (blob) => (blob ? URL.createObjectURL(blob) : null),
      () => null,
    );
    this.pictures.set(path, found);
    return found;
  }

  close(): void {
    this.flush();
    for (const picture of this.pictures.values()) void picture.then((address) => address !== null && URL.revokeObjectURL(address));
    this.pictures.clear();
  }

  private now(): number {
    return this.more.now?.() ?? Date.now();
  }

  private write(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const state = this.stateSignal.peek();
    this.keep(valuesOf(this.quiz, state), state.done);
  }
}

function delayOf({ type }: Question): number {
  if (type === "essay") return KEEP_LONG_MS;
  return type === "number" || type === "text" ? KEEP_DELAY_MS : 0;
}
