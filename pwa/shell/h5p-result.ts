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
