/** One objective being practised: each answer is kept at once, what comes next follows from all of them. */
import { type ReadonlySignal, signal } from "@preact/signals";

import type { PaperDoc } from "../../data/docs.ts";
import type { Values } from "../../player/protocol.ts";
import type { Question } from "../../player/quiz/model.ts";
import { type Answer, shareOf } from "../../player/quiz/scoring.ts";
import type { LessonSession, Saved } from "../../player/session.ts";
import { after, itemOf, needed, nextQuestion, type Objective, type Practised, reached, readState, stateText } from "./model/practice.ts";
import { openSession, QUIZ_ACTIVITY } from "./taking.ts";

export class Practising {
  readonly state: ReadonlySignal<Practised>;
  readonly asked: ReadonlySignal<Question | null>;
  readonly saved: ReadonlySignal<Saved>;
  /** Counts the questions of this sitting: the same one asked again is another. */
  readonly turn = signal(0);

  private constructor(
    readonly objective: Objective,
    private readonly session: LessonSession,
    start: Practised,
    saved: ReadonlySignal<Saved>,
    private readonly stateSignal = signal(start),
    private readonly askedSignal = signal<Question | null>(nextQuestion(objective, start.log)),
  ) {
    this.state = stateSignal;
    this.asked = askedSignal;
    this.saved = saved;
  }

  static async open(paper: PaperDoc, objective: Objective): Promise<Practising> {
    const saved = signal<Saved>("idle");
    const item = itemOf(paper.id, objective.n);
    const { session, suspended } = await openSession(item, item, () => false, (now) => (saved.value = now));
    return new Practising(objective, session, readState(suspended), saved);
  }

  /** Judges an answer and keeps it; whether it was wholly right. */
  answer(question: Question, answer: Answer): boolean {
    const share = shareOf(question, answer);
    const right = share !== null && share.n === share.d;
    const count = this.objective.questions.length;
    const state = after(this.stateSignal.peek(), { question: question.id, right }, count);
    this.stateSignal.value = state;
    const { right: of } = needed(count);
    const values: Values = {
      "cmi.suspend_data": stateText(state),
      "cmi.core.exit": "suspend",
      "cmi.core.lesson_status": state.mastered ? "passed" : "incomplete",
      "cmi.core.score.raw": String(Math.min(of, state.mastered ? of : reached(state.log, count))),
      "cmi.core.score.min": "0",
      "cmi.core.score.max": String(of),
    };
    // Mastered is told at once; on the way there the end of the sitting is enough.
    void this.session.take(QUIZ_ACTIVITY.id, values, state.mastered, false);
    return right;
  }

  next(): void {
    this.turn.value += 1;
    this.askedSignal.value = nextQuestion(this.objective, this.stateSignal.peek().log);
  }

  close(): Promise<void> {
    return this.session.close();
  }
}
