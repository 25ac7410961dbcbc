/** The questions of several quizzes as one bank, and what they can be chosen by. Pure. */
import type { QuestionDoc, QuizDoc, Strand } from "../../../data/docs.ts";

export interface InBank {
  readonly quiz: QuizDoc;
  readonly question: QuestionDoc;
}

export interface BankFilter {
  readonly query: string;
  readonly subject: string;
  readonly grade: string;
  readonly strand: Strand;
}

export const EVERYTHING: BankFilter = { query: "", subject: "", grade: "", strand: "" };

/** Quiz by quiz; questions whose quiz is not known here are left out. */
export function bankOf(quizzes: readonly QuizDoc[], questions: readonly QuestionDoc[]): InBank[] {
  const byQuiz = new Map<string, QuestionDoc[]>();
  for (const one of questions) byQuiz.set(one.quiz, [...(byQuiz.get(one.quiz) ?? []), one]);
  return quizzes.flatMap((quiz) => (byQuiz.get(quiz.id) ?? []).map((question) => ({ quiz, question })));
}

export function subjectsIn(all: readonly InBank[]): string[] {
  return [...new Set(all.map((one) => one.quiz.subject).filter(Boolean))].sort();
}

export function gradesIn(all: readonly InBank[]): number[] {
  return [...new Set(all.flatMap((one) => one.quiz.grades))].sort((a, b) => a - b);
}
