/** What H5P content says of itself in xAPI, as values of the data model that attempts are kept in. Pure. */
import type { Values } from "../src/player/protocol.ts";

/** Verbs with which a content type ends: a question is answered, a set or a presentation completed, a text read. */
const ENDINGS = /\/(answered|completed|passed|failed|mastered|consumed)$/;

function member(value: unknown, ...names: string[]): unknown {
  return names.reduce<unknown>(
    (inner, name) => (typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>)[name] : undefined),
    value,
  );
}

function number(value: unknown): string | null {
  return typeof value === "number" && Number.isFinite(value) ? String(value) : null;
}

/** True for a statement about the whole content, not about a question inside it. */
function isWhole(statement: unknown): boolean {
  const parents = member(statement, "context", "contextActivities", "parent");
  const id = member(statement, "object", "id");
  return !(Array.isArray(parents) && parents.length > 0) && !(typeof id === "string" && id.includes("subContentId="));
}

/**
 * The values that a statement leads to, or null when it says nothing of the result. H5P gives a
 * success only where the author set a pass mark; without one the content is merely completed.
 */
export function h5pValues(statement: unknown): Values | null {
  const verb = member(statement, "verb", "id");
  if (typeof verb !== "string" || !ENDINGS.test(verb) || !isWhole(statement)) return null;
  const result = member(statement, "result");
  if (member(result, "completion") === false) return null;
  const values: Values = { "cmi.core.lesson_status": "completed" };
  const raw = number(member(result, "score", "raw"));
  const max = number(member(result, "score", "max"));
  if (raw === null || max === null || max === "0") return values;
  values["cmi.core.score.raw"] = raw;
  values["cmi.core.score.min"] = number(member(result, "score", "min")) ?? "0";
  values["cmi.core.score.max"] = max;
  const success = member(result, "success");
  if (typeof success === "boolean") values["cmi.core.lesson_status"] = success ? "passed" : "failed";
  return values;
}

/** H5P names its questions by address; what follows the last of these marks tells them apart. */
const SUB_CONTENT = "subContentId=";
/** The whole content where it is a single question. */
const WHOLE = "content";
const QUESTION_CHARACTERS = 200;
const RESPONSE_CHARACTERS = 1_000;

export interface H5pAnswer {
  question: string;
  type: string;
  response: string;
  /** As SCORM 1.2 has it in cmi.interactions.n.result. */
  result: string;
}

/** The answer to a single question that a statement tells of, or null. */
export function h5pAnswer(statement: unknown): H5pAnswer | null {
  const verb = member(statement, "verb", "id");
  const type = member(statement, "object", "definition", "interactionType");
  if (typeof verb !== "string" || !verb.endsWith("/answered") || typeof type !== "string") return null;
  const id = member(statement, "object", "id");
  const at = typeof id === "string" ? id.indexOf(SUB_CONTENT) : -1;
  const question = typeof id === "string" && at >= 0 ? id.slice(at + SUB_CONTENT.length) : WHOLE;
  const response = member(statement, "result", "response");
  return {
    question: question.slice(0, QUESTION_CHARACTERS),
    type: type.slice(0, 20),
    response: typeof response === "string" ? response.slice(0, RESPONSE_CHARACTERS) : "",
    result: shareText(member(statement, "result", "score", "scaled"), member(statement, "result", "success")),
  };
}

function shareText(scaled: unknown, success: unknown): string {
  if (typeof scaled === "number" && Number.isFinite(scaled)) {
    if (scaled >= 1) return "correct";
    return scaled <= 0 ? "wrong" : String(Math.round(scaled * 10_000) / 10_000);
  }
  return success === true ? "correct" : success === false ? "wrong" : "neutral";
}

/** An answer as the n-th interaction of the data model. */
export function interaction(n: number, { question, type, response, result }: H5pAnswer): Values {
  const name = `cmi.interactions.${n}`;
  return { [`${name}.id`]: question, [`${name}.type`]: type, [`${name}.student_response`]: response, [`${name}.result`]: result };
}
