/** Where an attempt stands by the school's record, for going on with it on another phone. */
import { askJson } from "../data/http.ts";
import { openProfile } from "../data/open.ts";
import { session as profile } from "../data/session.ts";
import type { Values } from "./protocol.ts";

/** `after` are operations that the session behind `op` follows. */
export interface Snapshot {
  op: string;
  cmi: Values;
  after: readonly string[];
}

/** Milliseconds that opening a lesson waits for it: with the school in reach it is there at once. */
const PATIENCE_MS = 4_000;

/**
 * The data model behind an attempt's record `op`: as it was read before, or from the school; null
 * when neither has it. What is read stays on the phone, so the lesson goes on without the school.
 */
export async function snapshotOf(item: string, attempt: string, op: string | undefined): Promise<Snapshot | null> {
  const me = profile.peek();
  if (!me || op === undefined) return null;
  const db = await openProfile(me.person);
  const key = `snapshot.${item}`;
  const kept = (await db.get("meta", key)) as Snapshot | undefined;
  if (kept?.op === op) return kept;
  if (me.token === null) return null;
  try {
    const path = `/api/v1/attempts/${encodeURIComponent(attempt)}/snapshot`;
    const found = readSnapshot((await askJson<unknown>(path, { token: me.token, timeoutMs: PATIENCE_MS })).body);
    if (found) await db.put("meta", found, key);
    return found;
  } catch {
    // Without it the record's own bookmark has to do.
    return null;
  }
}

/** An answer of the school with every member checked, or null. */
export function readSnapshot(raw: unknown): Snapshot | null {
  if (typeof raw !== "object" || raw === null) return null;
  const { op, cmi, after } = raw as Record<string, unknown>;
  if (typeof op !== "string" || typeof cmi !== "object" || cmi === null || !Array.isArray(after)) return null;
  const texts = Object.entries(cmi).filter((pair): pair is [string, string] => typeof pair[1] === "string");
  return { op, cmi: Object.fromEntries(texts), after: after.filter((one): one is string => typeof one === "string") };
}
