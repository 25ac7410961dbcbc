/**
 * What every statement must be before it becomes an operation, and the form it has there. The server
 * judges it again by all of the specification; this much keeps plain mistakes from being held there. Pure.
 */
import { equal, isObject, type Json, type JsonObject } from "./conditions.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
const IRI = /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/;
const MEMBERS: readonly string[] = ["id", "actor", "verb", "object", "result", "context", "timestamp", "stored", "authority", "version", "attachments"];
/** Levels of a statement inside an operation, and its bytes there: server/lrs/limits.py. */
const DEPTH = 12;
const BYTES = 18 * 1024;
const VERSION = /^1\.0(\.\d+)?$/;

export class BadStatement extends Error {
  override name = "BadStatement";
  constructor(
    readonly status: 400 | 413,
    problem: string,
  ) {
    super(problem);
  }
}

export function isUuid(value: unknown): value is string {
  return typeof value === "string" && UUID.test(value);
}

/** The statement as an object with an id, a timestamp and the authority it is kept under. Throws BadStatement. */
export function whole(raw: unknown, id: string, now: string, authority: JsonObject): JsonObject {
  if (!isObject(raw)) throw new BadStatement(400, "a statement is an object");
  for (const name of Object.keys(raw)) if (!MEMBERS.includes(name)) throw new BadStatement(400, `${name} is no property of a statement`);
  const { actor, verb, object, attachments, version } = raw;
  if (!isObject(actor) || !isObject(verb) || !isObject(object)) throw new BadStatement(400, "actor, verb and object are required");
  if (typeof verb.id !== "string" || !IRI.test(verb.id)) throw new BadStatement(400, "verb.id is no IRI");
  const isActivity = object.objectType === undefined || object.objectType === "Activity";
  if (isActivity && (typeof object.id !== "string" || !IRI.test(object.id))) throw new BadStatement(400, "object.id is no IRI");
  for (const name of ["result", "context"]) if (raw[name] !== undefined && !isObject(raw[name])) throw new BadStatement(400, `${name} is no object`);
  if (raw.timestamp !== undefined && !(typeof raw.timestamp === "string" && !Number.isNaN(Date.parse(raw.timestamp)))) throw new BadStatement(400, "timestamp is no moment");
  if (version !== undefined && !(typeof version === "string" && VERSION.test(version))) throw new BadStatement(400, "version is not of 1.0");
  if (Array.isArray(attachments) && attachments.some((one) => !isObject(one) || typeof one.fileUrl !== "string")) {
    throw new BadStatement(400, "an attachment has neither a part of this request nor a fileUrl");
  }
  const made: JsonObject = { timestamp: now, version: "1.0.0", ...(raw as JsonObject), id: id.toLowerCase(), authority };
  delete made.stored;
  return made;
}

/** The id of a statement that has one. */
export function idOf(statement: JsonObject): string {
  return typeof statement.id === "string" ? statement.id : "";
}

function without(statement: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(statement).filter(([name]) => !names.includes(name)));
}

/** Whether two statements with one id say the same; what the store sets does not count. */
export function isSame(left: JsonObject, right: JsonObject): boolean {
  const names = ["timestamp", "authority", "version"];
  return equal(without(left, names), without(right, names));
}

/** The fields of its `statement.put`. Throws BadStatement when it is too large or too deep for one. */
export function operationFields(statement: JsonObject, school: string): Record<string, unknown> {
  const packed = plain(without(statement, ["id"]), 0);
  if (new TextEncoder().encode(JSON.stringify(packed)).length > BYTES) throw new BadStatement(413, "the statement is too large");
  return { school, statement: packed };
}

/** Operations have no fractions: one stands as {"#": text}. */
function plain(value: Json, level: number): Json {
  if (typeof value === "number" && !Number.isSafeInteger(value)) return { "#": String(value) };
  if (typeof value !== "object" || value === null) return value;
  if (level >= DEPTH) throw new BadStatement(413, "the statement is nested too deeply");
  if (Array.isArray(value)) return value.map((one) => plain(one, level + 1));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one, level + 1)]));
}
