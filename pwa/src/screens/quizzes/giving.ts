/** Giving a quiz to a class: the paper, its pictures, and the task that leads to it. */
import type { WorkBlob } from "../../data/files.ts";
import { submit } from "../../data/outbox.ts";
import type { QuizDoc } from "../../data/records.ts";
import { pictureOf, questionsIn } from "./bank.ts";
import { type Giving, mostPoints, paperOperations } from "./model/paper.ts";

/** A task's most points are a whole number; the server's limit. */
const MOST_MARK = 1000;

/** Gives the paper's record; null when it has too many questions. The task comes last, when all of the paper waits before it. */
export async function givePaper(quiz: QuizDoc, classId: string, giving: Giving): Promise<string | null> {
  const questions = questionsIn(quiz);
  const made = paperOperations(quiz, questions, classId, giving);
  if (!made) return null;
  const pictures = new Map<string, WorkBlob>();
  for (const question of questions) {
    for (const file of question.files) {
      const picture = await pictureOf(question, file.sha256);
      if (picture) pictures.set(file.sha256, picture);
    }
  }
  const paper = await submit(made.first, [...pictures.values()]);
  for (const fields of made.rest) await submit({ kind: "paper.set", record: paper, base: paper, fields });
  if (giving.mode === "task") await submit({ kind: "assignment.set", fields: taskFields(quiz, classId, giving, paper, questions.map((one) => one.body)) });
  return paper;
}

function taskFields(quiz: QuizDoc, classId: string, giving: Giving, paper: string, bodies: readonly { readonly points: string }[]): Record<string, unknown> {
  const most = mostPoints(bodies, giving.draw);
  const whole = Number((most.n + most.d - BigInt(1)) / most.d);
  return {
    school: quiz.school,
    class: classId,
    title: quiz.title,
    instructions: quiz.introduction,
    course: null,
    lesson: paper,
    item: paper,
    due_at: giving.closes_at,
    max_mark: Math.max(1, Math.min(MOST_MARK, whole)),
    // The attempt is the work: nothing else is asked for.
    accepts: [],
    files: [],
  };
}
