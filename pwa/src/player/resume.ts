/** Where a new session begins: a fresh attempt, or one of this or another phone gone on with. Pure. */
import type { AttemptDoc, CourseItem } from "../data/docs.ts";
import { type ActivityState, activityOutcome, carried, type Outcome, presentOutcome, resumable, rollUp, timespan } from "./attempt.ts";
import type { Activity } from "./description.ts";
import type { Earlier } from "./earlier.ts";
import type { SessionState } from "./journal.ts";
import { courseOutcome } from "./outcome2004.ts";
import type { Values } from "./protocol.ts";

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
 * One whose place is on another phone is gone on with, though there is nothing to begin from.
 */
export function goesOn(found: Earlier, list: readonly Activity[]): boolean {
  const ids = Object.keys(found.activities);
  if (ids.length === 0) return found.elsewhere === true;
  if (list.length > 1) return true;
  const only = list[0];
  const state = only && found.activities[only.id];
  if (!only || !state) return false;
  return resumable(state.values, activityOutcome(state, only.masteryScore));
}

/**
 * Whether the earlier attempt is closed: done, and nothing in it asked to be resumed. Then the
 * learner says whether to go through it again or to look at what was done.
 */
export function isClosed(found: Earlier, list: readonly Activity[]): boolean {
  const states = Object.values(found.activities);
  if (states.length === 0 || states.some(({ values }) => values["cmi.core.exit"] === "suspend" || values["cmi.exit"] === "suspend")) return false;
  const mastery = list.map((one): [string, string] => [one.id, one.masteryScore]);
  const { activities, route } = found;
  return outcomeOf({ activities, mastery, ...(route ? { route } : {}) }).completion === "completed";
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
  /** A closed attempt is looked at, whatever would be gone on with. */
  review?: boolean;
}

/** The state of a session before anything was set in it. */
export function begin(found: Earlier, list: readonly Activity[], how: BeginsWith): SessionState {
  const on = !how.anew && (how.review === true || goesOn(found, list));
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
 * answers belong to it; a quiz that was handed in is looked at as it was. Of what this phone and
 * another one did the later counts; `doc` is the latest attempt as the school tells it.
 */
export function editionToOpen(local: SessionState | null, item: CourseItem, edition: number, doc: AttemptDoc | null = null): Played {
  const current = { manifest: item.manifest, edition };
  if (doc && doc.session !== local?.session && Date.parse(doc.at) > (local?.at ?? 0)) {
    const begun = doc.completion !== "completed" || item.format === "quiz";
    const older = doc.manifest && doc.manifest !== item.manifest && doc.edition !== undefined;
    return begun && older ? { manifest: doc.manifest, edition: doc.edition } : current;
  }
  if (!local?.manifest || local.manifest === item.manifest) return current;
  const under = outcomeOf(local).completion !== "completed" || item.format === "quiz";
  return under && Object.keys(local.activities).length > 0 ? { manifest: local.manifest, edition: local.edition } : current;
}

/** Whom the content believes to be talking to, and under what terms. */
export interface Learner {
  id: string;
  name: string;
  /** false for a teacher who only looks, and in review: nothing counts and nothing is kept. */
  counts: boolean;
  /** A closed attempt is looked at as it was (cmi.mode = review). */
  reviews?: boolean;
}

/** cmi.core.lesson_mode, cmi.mode of SCORM 2004. */
export function modeOf(learner: Learner): "normal" | "review" | "browse" {
  if (learner.reviews) return "review";
  return learner.counts ? "normal" : "browse";
}

/**
 * The values an activity finds at LMSInitialize (SCORM 1.2 RTE 3.4), and the state of it that the
 * session goes on from: what was carried over, without the interactions and times of before. One
 * that was finished begins empty for its content, and what it had come to stands beside.
 */
export function openActivity(
  activity: Activity,
  state: ActivityState | undefined,
  learner: Learner,
): { seed: Values; state: ActivityState } {
  const outcome = activityOutcome(state, activity.masteryScore);
  const present = presentOutcome(state, activity.masteryScore);
  const resumes = state !== undefined && Object.keys(state.values).length > 0 && resumable(state.values, present);
  const { completion, success, score } = outcome;
  const former = resumes ? state.former : completion === "completed" ? { completion, success, score } : undefined;
  const kept = state && (resumes || learner.reviews) ? carried(state.values) : {};
  const given: Values = {
    ...kept,
    "cmi.core.student_id": learner.id,
    "cmi.core.student_name": learner.name,
    "cmi.core.credit": learner.counts ? "credit" : "no-credit",
    "cmi.core.lesson_mode": modeOf(learner),
    "cmi.core.entry": learner.reviews ? "" : resumes ? "resume" : state ? "" : "ab-initio",
    "cmi.core.total_time": timespan(outcome.seconds),
    "cmi.launch_data": activity.launchData,
    "cmi.student_data.mastery_score": activity.masteryScore,
    "cmi.student_data.max_time_allowed": activity.maxTimeAllowed,
    "cmi.student_data.time_limit_action": activity.timeLimitAction,
  };
  const seed = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ""));
  return {
    seed,
    state: { values: kept, finished: false, earlierSeconds: outcome.seconds, clockSeconds: 0, ...(former ? { former } : {}) },
  };
}
