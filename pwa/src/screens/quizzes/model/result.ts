/** What a finished paper says in the learner's record: one statement of xAPI, as other lessons make theirs. Pure. */
import type { AttemptDoc, PaperDoc, Score } from "../../../data/docs.ts";
import type { JsonObject } from "../../../player/xapi/conditions.ts";
// Names are data: the app's own text holds no address of another host.
import NAMES from "./names.json";

/** Tags of languages as statements have them (RFC 5646). */
const TAGS: Readonly<Record<string, string>> = { kk: "kk-KZ", ru: "ru-RU", en: "en-US" };
const SCALED_DIGITS = 4;

type Attempt = Pick<AttemptDoc, "id" | "learner" | "score" | "total_time_s" | "at">;

/** `home` begins the IRIs of this program's own; `digest` is the SHA-256 of the attempt's id, 64 hex digits. */
export function resultStatement(paper: Pick<PaperDoc, "id" | "school" | "title" | "language">, attempt: Attempt, home: string, digest: string): JsonObject {
  const actor: JsonObject = { objectType: "Agent", account: { homePage: `${home}/schools/${encodeURIComponent(paper.school)}`, name: attempt.learner } };
  const score = scoreOf(attempt.score);
  return {
    id: uuidOf(digest),
    actor,
    verb: { id: NAMES.completed, display: { "kk-KZ": "аяқталды", "ru-RU": "завершено", "en-US": "completed" } },
    object: {
      objectType: "Activity",
      id: `${home}/papers/${encodeURIComponent(paper.id)}`,
      definition: { type: NAMES.assessment, name: { [TAGS[paper.language] ?? paper.language]: paper.title } },
    },
    result: { completion: true, duration: `PT${Math.round(attempt.total_time_s)}S`, ...(score ? { score } : {}) },
    timestamp: new Date(attempt.at).toISOString(),
    version: "1.0.0",
    authority: actor,
  };
}

/** null while somebody still has to judge an answer. */
function scoreOf(score: Score | null): JsonObject | null {
  const [raw, min, max] = (score ?? [null, null, null]).map((text) => (text === null ? NaN : Number(text)));
  if (raw === undefined || min === undefined || max === undefined || !(max > min) || !(raw >= min && raw <= max)) return null;
  return { scaled: Number(((raw - min) / (max - min)).toFixed(SCALED_DIGITS)), raw, min, max };
}

/** The same for the same attempt, however often it is told of: a name-based UUID (version 5 in its form). */
function uuidOf(digest: string): string {
  const variant = ((parseInt(digest.slice(16, 17), 16) & 3) | 8).toString(16);
  return [digest.slice(0, 8), digest.slice(8, 12), `5${digest.slice(13, 16)}`, `${variant}${digest.slice(17, 20)}`, digest.slice(20, 32)].join("-");
}
