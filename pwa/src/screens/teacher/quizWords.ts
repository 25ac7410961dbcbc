/** What the questions of an item ask, where it is a quiz that this phone can get. */
import { records } from "../../data/records.ts";
import { t } from "../../i18n/quiz.ts";

export type QuizWords = Readonly<Record<string, { prompt: string; said: (response: string) => string }>>;

/** By the question's id; empty for other lessons, and for a quiz that is out of reach. */
export async function quizQuestions(id: string): Promise<QuizWords> {
  const items = records.list("course").peek().flatMap((course) => course.lessons.flatMap((lesson) => lesson.items));
  const item = items.find((one) => one.id === id);
  const paper = records.get("paper", id);
  if (item?.format !== "quiz" && !paper) return {};
  const [{ questionsOf }, { plainText }, { responseWords }] = await Promise.all([
    import("../../player/quiz/review.ts"),
    import("../../player/quiz/RichText.tsx"),
    import("../../player/quiz/words.ts"),
  ]);
  const questions = paper?.questions ?? (await questionsOf(item?.manifest ?? "").catch(() => []));
  return Object.fromEntries(
    questions.map((one) => [one.id, { prompt: plainText(one.prompt), said: (response: string) => responseWords(one, response, t("yes"), t("no")) }]),
  );
}
