/** Opens a quiz from the phone's own copy of its files. */
import { fetchFile } from "../../data/content.ts";
import type { PackageFiles } from "../description.ts";
import { readQuiz } from "./model.ts";
import { type Keep, QuizRun } from "./run.ts";

interface Given {
  readonly suspended: string | undefined;
  readonly files: PackageFiles | null;
  readonly keep: Keep;
}

/** The quiz in the file of that hash, as the learner left it. Throws what fetchFile and readQuiz throw. */
export async function openQuiz(sha256: string, { suspended, files, keep }: Given): Promise<QuizRun> {
  const [file] = await Promise.all([fetchFile(sha256), import("./Quiz.tsx")]);
  const quiz = readQuiz(await file.text());
  const seed = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  return new QuizRun(quiz, suspended, seed, keep, async (path) => {
    const found = files?.find(path);
    return found ? (await fetchFile(found.sha256)).slice(0, found.size, found.type) : null;
  });
}
