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
  /** The attempt has got further on another phone, and its place there is not known here. */
  elsewhere?: true;
}

const NEW: Earlier = { record: null, base: null, current: null, activities: {}, at: 0 };
/** What a session says of itself alone; the attempt's time stands in the record. */
const OF_SESSION: readonly string[] = ["cmi.core.session_time", "cmi.session_time"];

/** Whether the attempt's latest session was on another phone than this one, which remembers `local`. */
export function isElsewhere(local: SessionState | null, doc: AttemptDoc): boolean {
  return doc.session !== local?.session && (doc.op === undefined || doc.op !== local?.base);
}

/**
 * A document of the very session this phone remembers is never newer, however the clocks differ:
 * the phone has all of it. `snapshot` is the whole data model behind the document, where it is known.
 *
 * Where neither it nor the document tells the place, the session does not follow the one behind the
 * document: it stands beside it in the attempt, and the place there is not lost to one without.
 */
export function earlier(
  local: SessionState | null,
  doc: AttemptDoc | null,
  activities: readonly Activity[],
  snapshot: Snapshot | null = null,
  format?: string,
): Earlier {
  if (!doc) return local ? fromLocal(local) : NEW;
  const known = snapshot && isOf(snapshot, doc) ? snapshot : null;
  if (local && !comesFirst(doc, local, known)) return fromLocal(local);
  if (known || tellsPlace(doc, activities, format)) return fromRecord(doc, activities, known);
  if (local?.record === doc.id) return { ...fromLocal(local), elsewhere: true };
  const done = doc.completion === "completed" ? activities.map((one) => [one.id, doneBefore()] as const) : [];
  return { ...NEW, record: doc.id, activities: Object.fromEntries(done), at: Date.parse(doc.at), elsewhere: true };
}

/** The school may have got further than the document on this phone; the hub may not have got as far. */
function isOf(snapshot: Snapshot, doc: AttemptDoc): boolean {
  return snapshot.op === doc.op || (doc.op !== undefined && snapshot.after.includes(doc.op));
}

/**
 * Whether bookmark and suspend data, which travel in the document, are the place of a session. A
 * package of several parts has them in each, SCORM 2004 has a way through it besides, and of a data
 * model that travelled as a file the document has neither.
 */
function tellsPlace(doc: AttemptDoc, activities: readonly Activity[], format: string | undefined): boolean {
  return activities.length < 2 && format !== "scorm2004" && typeof (doc.location ?? doc.suspend) === "string";
}

/** An activity of a package that was completed, of which nothing else is known. */
function doneBefore(): ActivityState {
  return { values: { "cmi.core.lesson_status": "completed" }, finished: true, earlierSeconds: 0, clockSeconds: 0 };
}

function comesFirst(doc: AttemptDoc, local: SessionState, known: Snapshot | null): boolean {
  if (!isElsewhere(local, doc) || (known && known.op === local.base)) return false;
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

function fromRecord(doc: AttemptDoc, list: readonly Activity[], known: Snapshot | null): Earlier {
  const first = list[0]?.id ?? "launch";
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
  return { record: doc.id, base: known?.op ?? doc.op ?? null, current, activities, at: Date.parse(doc.at), ...(route ? { route } : {}) };
}

/** What the document of a session of one activity tells of its place. */
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
