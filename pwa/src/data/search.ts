/** Asking the server for lessons by the words inside them; titles are found on the phone itself. */
import { ApiProblem, askJson } from "./http.ts";
import { session } from "./session.ts";

export interface TextHit {
  readonly lesson: string;
  readonly item: string | null;
  readonly title: string;
  readonly where: "title" | "text";
  readonly excerpt: string;
}

/** Why only the phone's own titles are known: no answer, or one that says no. */
export type NoTexts = "away" | "refused";

/** Milliseconds without an answer after which the phone's own titles have to do. */
const PATIENCE_MS = 5_000;
const MOST_CHARACTERS = 200;

/** What the server finds, the best first, or why nothing is known. */
export async function searchTexts(query: string): Promise<readonly TextHit[] | NoTexts> {
  const token = session.peek()?.token ?? null;
  const words = query.trim().slice(0, MOST_CHARACTERS);
  if (words === "") return [];
  if (token === null) return "away";
  try {
    const { body } = await askJson<{ results: TextHit[] }>(`/api/v1/search?q=${encodeURIComponent(words)}`, { token, timeoutMs: PATIENCE_MS });
    return body?.results ?? [];
  } catch (error) {
    return error instanceof ApiProblem && error.status !== 503 ? "refused" : "away";
  }
}
