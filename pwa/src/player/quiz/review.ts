/** A quiz that somebody handed in, to be read by others: drawn as its learner answered it. */
import { fetchFile } from "../../data/content.ts";
import { type Description, DescriptionUnreadable, launchable, PackageFiles, readDescription } from "../description.ts";
import { type Question, readQuiz } from "./model.ts";
import { openQuiz } from "./open.ts";
import type { QuizRun } from "./run.ts";
import type { Answers } from "./scoring.ts";
import { stateText, type Times } from "./state.ts";

export interface HandedIn {
  readonly seed: number;
  readonly answers: Answers;
  readonly times?: Times | null;
}

/** The quiz behind a description, closed and with these answers. Throws what fetchFile and readQuiz throw. */
export async function openHandedIn(manifest: string, { seed, answers }: HandedIn): Promise<QuizRun> {
  const { files, quiz } = await quizIn(manifest);
  const suspended = stateText({ seed, at: 0, done: true, answers });
  return openQuiz(quiz, { suspended, files, keep: () => undefined });
}

/** What a quiz asks, for those who look at how a class fared. Throws what fetchFile and readQuiz throw. */
export async function questionsOf(manifest: string): Promise<readonly Question[]> {
  const { quiz } = await quizIn(manifest);
  return readQuiz(await (await fetchFile(quiz)).text()).questions;
}

/** As questionsOf, with the files that its questions may name. */
export async function questionsAndFiles(manifest: string): Promise<{ questions: readonly Question[]; files: PackageFiles }> {
  const { files, quiz } = await quizIn(manifest);
  return { questions: readQuiz(await (await fetchFile(quiz)).text()).questions, files };
}

/** Brings a quiz with its pictures onto this phone, where it stays as long as there is room. */
export async function fetchQuiz(manifest: string): Promise<void> {
  const { description } = await quizIn(manifest);
  for (const { sha256 } of description.files.values()) await fetchFile(sha256);
}

async function quizIn(manifest: string): Promise<{ description: Description; files: PackageFiles; quiz: string }> {
  const description = readDescription(await (await fetchFile(manifest)).text());
  const quiz = description.files.get(launchable(description)[0]?.launch ?? "");
  if (description.format !== "quiz" || !quiz) throw new DescriptionUnreadable("not a quiz");
  return { description, files: new PackageFiles(description.files), quiz: quiz.sha256 };
}
