/** What the values of SCORM 2004 amount to for an attempt. Pure: takes values, returns values. */
import { type ActivityState, decimalText, type Outcome, type Score } from "./attempt.ts";
import { SESSION_SECONDS } from "./limits.ts";
import type { Values } from "./protocol.ts";
import { spanSeconds } from "../../shell/scorm2004/duration.ts";
import type { State } from "../../shell/scorm2004/state.ts";
import type { Standing } from "../../shell/scorm2004/course.ts";

/** Where a learner stands in a SCORM 2004 package, beside the values of its activities. */
export interface CourseState {
  snapshot: State;
  /** Seconds spent in the present attempt on each activity. */
  seconds: Record<string, number>;
  /** Names the LMS gave to members of collections (cmi.objectives.n.id and the like) of the current activity. */
  names: Values;
  standing: Standing;
}

const MODERN = /^(cmi\.(completion_status|success_status|score\.|exit$|session_time|location|progress_measure)|adl\.)/;
const OF_SESSION = /^(cmi\.(exit|session_time|entry|total_time)|adl\..+)$/;

export function isModern(values: Values): boolean {
  return Object.keys(values).some((name) => MODERN.test(name));
}

/** The values that a further session of the same attempt gets back (RTE 4.2: all but those of a session). */
export function carriedModern(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !OF_SESSION.test(name)));
}

/** What one activity says of itself. */
export function modernOutcome(state: ActivityState): Outcome {
  const { values } = state;
  const success = values["cmi.success_status"];
  const status = values["cmi.completion_status"];
  const reported = spanSeconds(values["cmi.session_time"]);
  const seconds = state.earlierSeconds + (reported > 0 ? reported : state.clockSeconds);
  const ends = state.finished && values["cmi.exit"] !== "suspend" && status === undefined;
  return {
    completion: status === "completed" || ends ? "completed" : "incomplete",
    success: success === "passed" || success === "failed" ? success : "unknown",
    score: scoreOf(values),
    seconds: Math.min(SESSION_SECONDS, Math.round(seconds)),
  };
}

function scoreOf(values: Values): Score | null {
  const raw = decimalText(values["cmi.score.raw"]);
  if (raw !== null) return [raw, decimalText(values["cmi.score.min"]), decimalText(values["cmi.score.max"])];
  const scaled = values["cmi.score.scaled"];
  return scaled === undefined ? null : percent(Number(scaled));
}

/** A measure from -1 to 1 as points of a hundred; below zero nobody has points. */
function percent(measure: number): Score {
  return [decimalText((Math.max(0, measure) * 100).toFixed(4)), "0", "100"];
}

/** A package as a whole: what the sequencing rolled up, and for a single activity what it says itself. */
export function courseOutcome(activities: Readonly<Record<string, ActivityState>>, ids: readonly string[], { standing }: CourseState): Outcome {
  const states = ids.flatMap((id) => activities[id] ?? []);
  const each = states.map(modernOutcome);
  const only = ids.length === 1 ? each[0] : undefined;
  const seconds = Math.min(SESSION_SECONDS, each.reduce((sum, one) => sum + one.seconds, 0));
  const done = standing.completed === true || only?.completion === "completed";
  // What nobody judged counts as satisfied in the rules; that is no mark for the learner.
  const judged = states.some(({ values }) => "cmi.success_status" in values || "cmi.score.scaled" in values);
  const success = only && only.success !== "unknown" ? only.success : judged ? successOf(standing.satisfied) : "unknown";
  return {
    completion: done ? "completed" : states.length > 0 ? "incomplete" : "not attempted",
    success,
    score: only?.score ?? (standing.measure === null ? null : percent(standing.measure)),
    seconds,
  };
}

function successOf(satisfied: boolean | null): Outcome["success"] {
  return satisfied === null ? "unknown" : satisfied ? "passed" : "failed";
}
