/** Where a new session begins: a fresh attempt, or one of this or another phone gone on with. Pure. */
import type { AttemptDoc, CourseItem } from "../data/docs.ts";
import { type ActivityState, activityOutcome, carried, type Outcome, resumable, rollUp, timespan, unflatten } from "./attempt.ts";
import type { Activity } from "./description.ts";
import type { SessionState } from "./journal.ts";
import { courseOutcome, type CourseState } from "./outcome2004.ts";
import type { Values } from "./protocol.ts";

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

/**
 * The newer of what this phone remembers and what the school's record says. A document of the very
 * session this phone remembers is never newer, however the clocks differ: the phone has all of it.
 */
export function earlier(local: SessionState | null, doc: AttemptDoc | null, activities: readonly Activity[]): Earlier {
  if (local && (!doc || doc.session === local.session || local.at >= Date.parse(doc.at))) return fromLocal(local);
  return doc ? fromRecord(doc, activities) : NEW;
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

function fromRecord(doc: AttemptDoc, list: readonly Activity[]): Earlier {
  const first = list[0]?.id ?? "launch";
  const flat: Values = {};
  if (typeof doc.location === "string") flat["cmi.core.lesson_location"] = doc.location;
  if (typeof doc.suspend === "string") flat["cmi.suspend_data"] = doc.suspend;
  flat["cmi.core.lesson_status"] = statusOf(doc);
  if (doc.completion !== "completed") flat["cmi.core.exit"] = "suspend";
  if (doc.score?.[0]) flat["cmi.core.score.raw"] = doc.score[0];
  const activities: Record<string, ActivityState> = {};
  for (const [id, values] of unflatten(flat, first)) {
    activities[id] = { values, finished: true, earlierSeconds: doc.total_time_s, clockSeconds: 0 };
  }
  return {
    record: doc.id,
    base: doc.op ?? null,
    current: first,
    activities,
    at: Date.parse(doc.at),
  };
}

function statusOf(doc: AttemptDoc): string {
  if (doc.success === "passed" || doc.success === "failed") return doc.success;
  return doc.completion === "completed" ? "completed" : "incomplete";
}

/** The latest attempt record of a learner at an item. */
export function latestAttempt(attempts: readonly AttemptDoc[], learner: string, item: string): AttemptDoc | null {
  const mine = attempts.filter((one) => one.learner === learner && one.item === item);
  return mine.sort((a, b) => Date.parse(b.at) - Date.parse(a.at))[0] ?? null;
}

/** The outcome over all activities of a package. */
export function outcomeOf({ activities, mastery, route }: Pick<SessionState, "activities" | "mastery" | "route">): Outcome {
  if (route) return courseOutcome(activities, mastery.map(([id]) => id), route);
  return rollUp(mastery.map(([id, score]) => activityOutcome(activities[id], score)));
}

/**
 * Whether the next session goes on with the earlier attempt. A package of one activity that was
 * completed and did not ask to be resumed begins anew; one of several keeps its list of what is done.
 */
export function goesOn(found: Earlier, list: readonly Activity[]): boolean {
  const ids = Object.keys(found.activities);
  if (ids.length === 0) return false;
  if (list.length > 1) return true;
  const only = list[0];
  const state = only && found.activities[only.id];
  if (!only || !state) return false;
  return resumable(state.values, activityOutcome(state, only.masteryScore));
}

export interface BeginsWith {
  learner: string;
  item: CourseItem;
  lesson: string;
  course: string;
  edition: number;
  session: string;
  now: number;
  /** The learner chose to begin again. */
  anew: boolean;
}

/** The state of a session before anything was set in it. */
export function begin(found: Earlier, list: readonly Activity[], how: BeginsWith): SessionState {
  const on = !how.anew && goesOn(found, list);
  return {
    learner: how.learner,
    item: how.item.id,
    lesson: how.lesson,
    course: how.course,
    edition: how.edition,
    manifest: how.item.manifest,
    session: how.session,
    startedAt: new Date(how.now).toISOString(),
    record: on ? found.record : null,
    base: on ? found.base : null,
    current: (on ? found.current : null) ?? list[0]?.id ?? "launch",
    mastery: list.map((one) => [one.id, one.masteryScore]),
    activities: on ? found.activities : {},
    ...(on && found.route ? { route: found.route } : {}),
    told: null,
    at: how.now,
  };
}

/** An edition of an item: the description that is played, and the number it is recorded under. */
export interface Played {
  manifest: string;
  edition: number;
}

/**
 * Which edition is opened. What was begun in an older one goes on in that, since its bookmarks and
 * answers belong to it; a quiz that was handed in is looked at as it was.
 */
export function editionToOpen(local: SessionState | null, item: CourseItem, edition: number): Played {
  const current = { manifest: item.manifest, edition };
  if (!local?.manifest || local.manifest === item.manifest) return current;
  const under = outcomeOf(local).completion !== "completed" || item.format === "quiz";
  return under && Object.keys(local.activities).length > 0 ? { manifest: local.manifest, edition: local.edition } : current;
}

/** Whom the content believes to be talking to, and under what terms. */
export interface Learner {
  id: string;
  name: string;
  /** false for a teacher who only looks: nothing counts and nothing is kept. */
  counts: boolean;
}

/**
 * The values an activity finds at LMSInitialize (SCORM 1.2 RTE 3.4), and the state of it that the
 * session goes on from: what was carried over, without the interactions and times of before.
 */
export function openActivity(
  activity: Activity,
  state: ActivityState | undefined,
  learner: Learner,
): { seed: Values; state: ActivityState } {
  const outcome = activityOutcome(state, activity.masteryScore);
  const resumes = state !== undefined && Object.keys(state.values).length > 0 && resumable(state.values, outcome);
  const kept = resumes ? carried(state.values) : {};
  const given: Values = {
    ...kept,
    "cmi.core.student_id": learner.id,
    "cmi.core.student_name": learner.name,
    "cmi.core.credit": learner.counts ? "credit" : "no-credit",
    "cmi.core.lesson_mode": learner.counts ? "normal" : "browse",
    "cmi.core.entry": resumes ? "resume" : state ? "" : "ab-initio",
    "cmi.core.total_time": timespan(outcome.seconds),
    "cmi.launch_data": activity.launchData,
    "cmi.student_data.mastery_score": activity.masteryScore,
    "cmi.student_data.max_time_allowed": activity.maxTimeAllowed,
    "cmi.student_data.time_limit_action": activity.timeLimitAction,
  };
  const seed = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ""));
  return {
    seed,
    state: { values: kept, finished: false, earlierSeconds: outcome.seconds, clockSeconds: 0 },
  };
}
