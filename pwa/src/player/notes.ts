/** What the player itself notes of an item whose content has no API of its own. Pure. */
import type { Values } from "./protocol.ts";

export const LOCATION = "cmi.core.lesson_location";
const STATUS = "cmi.core.lesson_status";
const EXIT = "cmi.core.exit";
const ENDED: readonly string[] = ["completed", "passed", "failed"];

export interface Note {
  values: Values;
  /** It has been seen to its end. */
  ended: boolean;
}

/**
 * Where such an item stands. Once seen it stays seen, and it is always gone on with; null when that
 * is known already.
 */
export function noted(known: Values, place: string, seen: boolean, more: Values): Note | null {
  const before = known[STATUS] ?? "";
  const status = ENDED.includes(before) ? before : seen ? "completed" : "incomplete";
  const values: Values = { ...more, [LOCATION]: place, [STATUS]: status, [EXIT]: "suspend" };
  if (Object.keys(values).every((name) => name === EXIT || known[name] === values[name])) return null;
  return { values, ended: status !== "incomplete" };
}
