/** The quizzes that this teacher wrote or may read, their questions, and the operations that change them. */
import { computed, type ReadonlySignal } from "@preact/signals";

import type { DraftFile } from "../../data/drafts.ts";
import { fetchedFile } from "../../data/fetched.ts";
import type { WorkBlob } from "../../data/files.ts";
import { submit } from "../../data/outbox.ts";
import { type QuestionDoc, type QuizDoc, records } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { compareKazakh } from "../../i18n/collate.ts";
import { importedPicture } from "./imported.ts";
import { bodyOf, type QuestionForm } from "./model/form.ts";
import { inOrder } from "./model/paper.ts";

/** Questions of one quiz; the server's limit. */
export const MOST_QUESTIONS = 200;

const me = (): string => session.value?.person ?? "";

export const ownQuizzes: ReadonlySignal<readonly QuizDoc[]> = computed(() =>
  records.list("quiz").value.filter((one) => one.author === me()).sort((a, b) => (a.created_at < b.created_at ? 1 : -1)),
);

export const sharedQuizzes: ReadonlySignal<readonly QuizDoc[]> = computed(() =>
  records.list("quiz").value.filter((one) => one.author !== me()).sort((a, b) => compareKazakh(a.title, b.title)),
);

export function questionsIn(quiz: QuizDoc): QuestionDoc[] {
  return inOrder(quiz, records.list("question").value);
}

/** Writes a question, new or changed, and gives its record. */
export async function writeQuestion(quiz: string, form: QuestionForm, before: QuestionDoc | null, blobs: readonly WorkBlob[], draft?: string): Promise<string> {
  const { picture, objective, strand } = form;
  const fields = { body: bodyOf(form), objective: objective.trim(), strand, files: picture ? [picture] : [] };
  if (!before) return submit({ kind: "question.set", fields: { quiz, ...fields } }, blobs, draft);
  const changed = Object.entries(fields).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(stated(before, name)));
  if (changed.length > 0) await submit({ kind: "question.set", record: before.id, base: before.op ?? null, fields: Object.fromEntries(changed) }, blobs, draft);
  return before.id;
}

function stated(before: QuestionDoc, name: string): unknown {
  if (name === "files") return before.files.map(({ sha256, name: file, type, size }) => ({ sha256, name: file, type, size }));
  return before[name as "body" | "objective" | "strand"];
}

/** Takes a question out; the answer puts it back as it was. */
export async function removeQuestion(question: QuestionDoc): Promise<() => Promise<void>> {
  const withdrawal = await submit({ kind: "question.withdraw", record: question.id, base: question.op ?? null, fields: {} });
  return async () => {
    // What is revived begins empty, so all of it is said again.
    const { quiz, body, objective, strand } = question;
    await submit({ kind: "question.set", record: question.id, base: withdrawal, fields: { quiz, body, objective, strand, files: stated(question, "files") } });
  };
}

export async function removeQuiz(quiz: QuizDoc): Promise<() => Promise<void>> {
  const withdrawal = await submit({ kind: "quiz.withdraw", record: quiz.id, base: quiz.op ?? null, fields: {} });
  return async () => {
    const { school, title, subject, grades, language, introduction, order, shared } = quiz;
    await submit({ kind: "quiz.set", record: quiz.id, base: withdrawal, fields: { school, title, subject, grades, language, introduction, order, shared } });
  };
}

/** Only what changed: two phones of one teacher do not undo each other. */
export async function changeQuiz(quiz: QuizDoc, fields: Partial<QuizDoc>): Promise<void> {
  const changed = Object.entries(fields).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(quiz[name as keyof QuizDoc]));
  if (changed.length > 0) await submit({ kind: "quiz.set", record: quiz.id, base: quiz.op ?? null, fields: Object.fromEntries(changed) });
}

/** Copies questions, pictures included, into a quiz of one's own; how many were copied. */
export async function copyQuestions(quiz: QuizDoc, questions: readonly QuestionDoc[]): Promise<number> {
  for (const one of questions) {
    const blobs = (await Promise.all(one.files.map((file) => pictureOf(one, file.sha256)))).filter((blob): blob is WorkBlob => blob !== null);
    // A question about a picture that is not there asks nothing.
    if (one.author === "" && blobs.length < one.files.length) throw new Error("a picture of the question is not here");
    const { body, objective, strand } = one;
    const files: DraftFile[] = blobs.map(({ sha256, name, type, size }) => ({ sha256, name, type, size }));
    await submit({ kind: "question.set", fields: { quiz: quiz.id, body, objective, strand, files } }, blobs);
  }
  return questions.length;
}

/** A picture of a question with its bytes, from this phone or the school. */
export async function pictureOf(question: QuestionDoc, sha256: string): Promise<WorkBlob | null> {
  const file = question.files.find((one) => one.sha256 === sha256);
  // A question that nobody here wrote is an imported one's.
  const blob = file ? await (question.author === "" ? importedPicture(file.sha256) : fetchedFile("questions", question.id, file)) : null;
  return file && blob ? { sha256, name: file.name, type: file.type, size: file.size, blob } : null;
}
