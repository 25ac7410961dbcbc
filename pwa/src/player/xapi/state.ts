/**
 * Where a learner stands in a cmi5 course or a Tin Can package, and the documents it keeps. It travels
 * in the attempt like a SCORM package's own notes, so another phone goes on with it. Pure.
 */
import type { Values } from "../protocol.ts";
import { isObject } from "./conditions.ts";
import type { Flags } from "./rules.ts";

export interface Score {
  scaled?: number;
  raw?: number;
  min?: number;
  max?: number;
}

/** A launch that its content has not ended. */
export interface OpenLaunch {
  session: string;
  item: string;
  /** Unix ms of the launch, and of the last statement. */
  launched: number;
  last: number;
}

export interface KeptDocument {
  type: string;
  body: string;
  /** Unix ms. */
  at: number;
}

export interface XapiState {
  registration: string;
  /** Flags of units by item. */
  units: Record<string, Flags>;
  scores: Record<string, Score>;
  /** Blocks and the course that have their statement. */
  satisfied: string[];
  open: OpenLaunch | null;
  /** By resource, activity and id. */
  documents: Record<string, KeptDocument>;
}

const MARK = "tirek-xapi-1 ";
const STATE = "cmi.suspend_data";

export function fresh(registration: string): XapiState {
  return { registration, units: {}, scores: {}, satisfied: [], open: null, documents: {} };
}

/** The state among the values of a package's activities; null where there is none. */
export function stateIn(activities: readonly Values[]): XapiState | null {
  for (const values of activities) {
    const found = values[STATE] ?? "";
    if (!found.startsWith(MARK)) continue;
    try {
      const parsed: unknown = JSON.parse(found.slice(MARK.length));
      if (isState(parsed)) return parsed;
    } catch {
      continue;
    }
  }
  return null;
}

function isState(value: unknown): value is XapiState {
  return (
    isObject(value) &&
    typeof value.registration === "string" &&
    isObject(value.units) &&
    isObject(value.scores) &&
    Array.isArray(value.satisfied) &&
    isObject(value.documents)
  );
}

/** The values of the activity that carries the state. */
export function carrying(state: XapiState): Values {
  return { [STATE]: MARK + JSON.stringify(state) };
}

/** The values of an activity that carries it no more. */
export const CARRYING_NOTHING: Values = { [STATE]: "" };

/** How a unit stands, in the words of the data model that results are read from. */
export function resultValues(flags: Flags, score: Score | undefined, done: boolean): Values {
  const values: Values = { "cmi.exit": "suspend", "cmi.completion_status": done ? "completed" : "incomplete" };
  if (flags.passed || flags.waived) values["cmi.success_status"] = "passed";
  else if (flags.failed) values["cmi.success_status"] = "failed";
  for (const name of ["scaled", "raw", "min", "max"] as const) {
    const value = score?.[name];
    if (value !== undefined) values[`cmi.score.${name}`] = String(value);
  }
  return values;
}
