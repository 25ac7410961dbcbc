/**
 * What a new session goes on from, of what this phone remembers and what other phones did. Pure.
 *
 * The session that follows the other comes first. Of two that were made without knowing of each
 * other the one further on does: by completion, success, score, time spent, then the later one, as
 * the school's server chooses (server/player/results.py). Neither is lost: both stay in the attempt.
 */
import type { AttemptDoc } from "../data/docs.ts";
import { type ActivityState, activityOutcome, type Outcome, readFormer, readRoute, type Score, unflatten } from "./attempt.ts";
import type { Activity } from "./description.ts";
import type { SessionState } from "./journal.ts";
import type { CourseState } from "./outcome2004.ts";
import { compareProgress, type Progress } from "./progress.ts";
import type { Values } from "./protocol.ts";
import { outcomeOf } from "./resume.ts";
import type { Snapshot } from "./snapshot.ts";

/** What an earlier session leaves to the next one. */
export interface Earlier {
  record: string | null;
  base: string | null;
  current: string | null;
  activities: Record<string, ActivityState>;
  route?: CourseState;
  /** Unix ms. */
  at: number;
}

const NEW: Earlier = { record: null, base: null, current: null, activities: {}, at: 0 };
/** What a session says of itself alone; the attempt's time stands in the record. */
const OF_SESSION: readonly string[] = ["cmi.core.session_time", "cmi.session_time"];

/**
 * A document of the very session this phone remembers is never newer, however the clocks differ:
 * the phone has all of it. `snapshot` is the whole data model behind the document, where it is known.
 */
export function earlier(
  local: SessionState | null,
  doc: AttemptDoc | null,
  activities: readonly Activity[],
  snapshot: Snapshot | null = null,
): Earlier {
  if (local && (!doc || !comesFirst(doc, local, snapshot))) return fromLocal(local);
  return doc ? fromRecord(doc, activities, snapshot) : NEW;
}

function comesFirst(doc: AttemptDoc, local: SessionState, snapshot: Snapshot | null): boolean {
  if (doc.session === local.session || (doc.op !== undefined && doc.op === local.base)) return false;
  const known = snapshot?.op === doc.op ? snapshot : null;
  if (known && local.record === doc.id) {
    if (local.base !== null && known.after.includes(local.base)) return true;
    return compareProgress(progressOfDoc(doc), progressOfLocal(local)) > 0;
  }
  return Date.parse(doc.at) > local.at;
}

function progressOfDoc(doc: AttemptDoc): Progress {
  const { completion, success, score, total_time_s: seconds, op = "" } = doc;
  return { completion, success, score, seconds, at: Date.parse(doc.at), op };
}

function progressOfLocal(local: SessionState): Progress {
  const { completion, success, score, seconds }: Outcome & { score: Score | null } = outcomeOf(local);
  return { completion, success, score, seconds, at: local.at, op: local.base ?? "" };
}

function fromLocal(state: SessionState): Earlier {
  const { record, base, current, at } = state;
  const activities: Record<string, ActivityState> = {};
  const mastery = new Map(state.mastery);
  for (const id of Object.keys(state.activities)) {
    const one = state.activities[id];
    if (!one) continue;
    const seconds = activityOutcome(one, mastery.get(id) ?? "").seconds;
    activities[id] = { ...one, earlierSeconds: seconds, clockSeconds: 0 };
  }
  return { record, base, current, activities, at, ...(state.route ? { route: state.route } : {}) };
}

function fromRecord(doc: AttemptDoc, list: readonly Activity[], snapshot: Snapshot | null): Earlier {
  const first = list[0]?.id ?? "launch";
  const known = snapshot?.op === doc.op ? snapshot : null;
  const flat = known?.cmi ?? bookmarkOf(doc);
  const route = known ? readRoute(known.cmi) : null;
  const found = unflatten(flat, first);
  const current = known ? ([...found.keys()].find((id) => id === known.cmi["tirek.activity"]) ?? first) : first;
  const former = readFormer(flat);
  const activities: Record<string, ActivityState> = {};
  for (const id of new Set([...found.keys(), ...former.keys()])) {
    const all = found.get(id) ?? {};
    const before = former.get(id);
    const values = Object.fromEntries(Object.entries(all).filter(([name]) => !OF_SESSION.includes(name)));
    // The record tells the time of the whole attempt; it is carried by the activity opened last.
    const earlierSeconds = id === current ? doc.total_time_s : 0;
    activities[id] = { values, finished: true, earlierSeconds, clockSeconds: 0, ...(before ? { former: before } : {}) };
  }
  return { record: doc.id, base: doc.op ?? null, current, activities, at: Date.parse(doc.at), ...(route ? { route } : {}) };
}

/** All that a phone knows of a session when it has nothing but its document. */
function bookmarkOf(doc: AttemptDoc): Values {
  const flat: Values = {};
  if (typeof doc.location === "string") flat["cmi.core.lesson_location"] = doc.location;
  if (typeof doc.suspend === "string") flat["cmi.suspend_data"] = doc.suspend;
  flat["cmi.core.lesson_status"] = statusOf(doc);
  if (doc.completion !== "completed") flat["cmi.core.exit"] = "suspend";
  ["raw", "min", "max"].forEach((part, at) => {
    const number = doc.score?.[at];
    if (number) flat[`cmi.core.score.${part}`] = number;
  });
  return flat;
}

function statusOf(doc: AttemptDoc): string {
  if (doc.success === "passed" || doc.success === "failed") return doc.success;
  return doc.completion === "completed" ? "completed" : "incomplete";
}
