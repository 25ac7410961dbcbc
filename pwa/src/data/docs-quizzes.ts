/** Documents of quizzes that teachers write in the app. A question's body is one of content/quiz.py. */
import type { FileDoc, Overlaid } from "./docs.ts";
import type { QuestionBody, Question } from "../player/quiz/model.ts";

export interface QuizDoc extends Overlaid {
  readonly id: string;
  readonly school: string;
  readonly author: string;
  readonly title: string;
  readonly subject: string;
  readonly grades: readonly number[];
  readonly language: string;
  readonly introduction: string;
  /** Ids of its questions; those not named come last. */
  readonly order: readonly string[];
  /** Colleagues of the school may read it and copy from it. */
  readonly shared: boolean;
  readonly created_at: string;
  readonly op?: string;
}

export type Strand = "" | "mathematics" | "reading" | "science" | "computer";

export interface QuestionDoc extends Overlaid {
  readonly id: string;
  readonly quiz: string;
  readonly author: string;
  readonly body: QuestionBody;
  readonly objective: string;
  readonly strand: Strand;
  readonly files: readonly FileDoc[];
  readonly op?: string;
}

export type WhenShown = "at_once" | "after_close" | "never";

export interface PaperRules {
  /** How many; null: as many as one likes. */
  readonly attempts: number | null;
  /** For one attempt. */
  readonly minutes: number | null;
  readonly opens_at: string | null;
  readonly closes_at: string | null;
  readonly shuffle: boolean;
  /** So many of its questions, others for everybody; null: all. */
  readonly draw: number | null;
  /** When a pupil sees which answers were right. */
  readonly answers: WhenShown;
}

/** A question as a paper holds it, with what it is tagged with. */
export type PaperQuestion = Question & { readonly objective?: string; readonly strand?: Strand };

/** Questions as a class was given them. */
export interface PaperDoc extends Overlaid, PaperRules {
  readonly id: string;
  readonly school: string;
  readonly class: string;
  readonly quiz: string | null;
  /** practice: ungraded, objective by objective. */
  readonly mode: "task" | "practice";
  readonly title: string;
  readonly subject: string;
  readonly language: string;
  readonly introduction: string;
  readonly questions: readonly PaperQuestion[];
  readonly files: readonly FileDoc[];
  readonly created_at: string;
  readonly op?: string;
}

/** What a quiz is before its author has said anything of it. */
export const EMPTY_QUIZ = { subject: "", grades: [], language: "kk", introduction: "", order: [], shared: false };

/** How a paper is taken unless its author says otherwise. */
export const OPEN_RULES: PaperRules = { attempts: null, minutes: null, opens_at: null, closes_at: null, shuffle: true, draw: null, answers: "at_once" };

/** What a paper is before all of its operations are known. */
export const EMPTY_PAPER: Omit<PaperDoc, "id" | "school" | "class" | "title" | "created_at"> = {
  quiz: null, mode: "task", subject: "", language: "kk", introduction: "", ...OPEN_RULES, questions: [], files: [],
};

/** Operations over which the questions of a paper may be spread; the server's limit. */
export const PAPER_PARTS = 6;
