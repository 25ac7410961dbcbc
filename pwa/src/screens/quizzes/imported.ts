/** Questions of imported quizzes, as a bank has those of one's own: their pictures are named by their hashes. */
import { fetchFile } from "../../data/content.ts";
import type { FileDoc, QuestionDoc } from "../../data/records.ts";
import { FILE_NAME_CHARACTERS } from "../../data/limits.ts";
import { safeName } from "../../data/files.ts";
import type { PackageFile } from "../../player/description.ts";
import type { Question } from "../../player/quiz/model.ts";
import { questionsAndFiles } from "../../player/quiz/review.ts";

/** Pictures of one question, and bytes of one of them; the server's limits. */
const PICTURES = 3;
const PICTURE_BYTES = 2 * 1024 * 1024;

interface Files {
  find(path: string): PackageFile | null;
}

/** What can be taken, and how many questions cannot: those that play something, or whose pictures are too large. */
export async function importedQuestions(item: string, manifest: string): Promise<{ questions: readonly QuestionDoc[]; left: number }> {
  const { questions, files } = await questionsAndFiles(manifest);
  const found = questions.map((one) => ownForm(item, one, files)).filter((one): one is QuestionDoc => one !== null);
  return { questions: found, left: questions.length - found.length };
}

/** A question with every `["img", {src}]` named by its file's hash; null where one cannot be. */
export function ownForm(item: string, { id, ...body }: Question, files: Files): QuestionDoc | null {
  const taken = new Map<string, FileDoc>();
  const lacks: string[] = [];
  const walk = (value: unknown): unknown => {
    if (!Array.isArray(value)) return isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, walk(one)])) : value;
    const [tag, attributes] = value as unknown[];
    if ((tag === "audio" || tag === "video") && isObject(attributes)) lacks.push(tag);
    if (tag !== "img" || !isObject(attributes)) return value.map(walk);
    const path = typeof attributes["src"] === "string" ? attributes["src"] : "";
    const file = files.find(path);
    if (!file || file.size > PICTURE_BYTES || !file.type.startsWith("image/")) {
      lacks.push(path);
      return value;
    }
    taken.set(file.sha256, { sha256: file.sha256, name: safeName(path).slice(-FILE_NAME_CHARACTERS), type: file.type, size: file.size });
    return [tag, { ...attributes, src: file.sha256 }, ...(value as unknown[]).slice(2)];
  };
  const own = walk(body) as QuestionDoc["body"];
  if (lacks.length > 0 || taken.size > PICTURES) return null;
  return { id: `${item}:${id}`, quiz: item, author: "", body: own, objective: "", strand: "", files: [...taken.values()] };
}

/** A picture of such a question: course content, public by its hash. Throws what fetchFile throws. */
export function importedPicture(sha256: string): Promise<Blob> {
  return fetchFile(sha256);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
