/**
 * What the values of SCORM 1.2 mean for an attempt: status, score, time, the mastery rule and the
 * summary over several activities. Pure: takes values, returns values.
 */
import { ANSWER_CHARACTERS, ANSWERS, ANSWERS_CHARACTERS, CMI_ENTRIES, SESSION_SECONDS } from "./limits.ts";
import { type CourseState, isModern, modernOutcome } from "./outcome2004.ts";
import { compareReached } from "./progress.ts";
import type { Values } from "./protocol.ts";

export type Completion = "unknown" | "not attempted" | "incomplete" | "completed";
export type Success = "unknown" | "failed" | "passed";
/** Raw, minimum, maximum as decimal texts. */
export type Score = [string | null, string | null, string | null];

/** What is known of one activity (SCO) of an attempt. */
export interface ActivityState {
  values: Values;
  /** The content ended its last session properly (LMSFinish). */
  finished: boolean;
  /** Seconds spent in it during earlier sessions. */
  earlierSeconds: number;
  /** Seconds of this session in which somebody looked, used when the content reports no time. */
  clockSeconds: number;
  /** What it had come to before it was opened anew, once it had been finished. */
  former?: Result;
}

export interface Result {
  completion: Completion;
  success: Success;
  score: Score | null;
}

export interface Outcome extends Result {
  seconds: number;
}

const DECIMAL = /^(-?)0*(\d{1,9})(?:\.(\d*))?$/;
const TIMESPAN = /^(\d{1,6}):(\d{1,2}):(\d{1,2}(?:\.\d{1,2})?)$/;

/** A number of the content as the plain decimal text operations carry, or null. */
export function decimalText(value: string | undefined): string | null {
  const match = DECIMAL.exec((value ?? "").trim());
  if (!match) return null;
  const [, sign = "", whole = "0", fraction = ""] = match;
  const digits = fraction.slice(0, 9).replace(/0+$/, "");
  const plain = digits === "" ? whole : `${whole}.${digits}`;
  return plain === "0" ? "0" : sign + plain;
}

/** Seconds of a CMITimespan (SCORM 1.2 RTE 3.4.2.2, HHHH:MM:SS.SS); 0 when it is not one. */
export function timespanSeconds(value: string | undefined): number {
  const match = TIMESPAN.exec(value ?? "");
  if (!match) return 0;
  return Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]);
}

/** A CMITimespan of at least four hour digits. */
export function timespan(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number): string => String(value).padStart(2, "0");
  const hours = String(Math.floor(whole / 3600)).padStart(4, "0");
  return `${hours}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}

/**
 * The status after the mastery rule of SCORM 1.2 (RTE 3.4.4, cmi.core.lesson_status): with a mastery
 * score in the manifest and a raw score from the content, the LMS decides passed or failed, unless
 * the content said so itself or says that it isn't done.
 */
export function judgedStatus(values: Values, masteryScore: string): string {
  const status = values["cmi.core.lesson_status"] ?? "";
  if (status === "passed" || status === "failed" || status === "incomplete" || status === "browsed") return status;
  const raw = decimalText(values["cmi.core.score.raw"]);
  const mastery = decimalText(masteryScore);
  if (raw === null || mastery === null) return status;
  return Number(raw) >= Number(mastery) ? "passed" : "failed";
}

/** What one activity amounts to: to look at a finished one again, or to try it again, takes nothing back. */
export function activityOutcome(state: ActivityState | undefined, masteryScore: string): Outcome {
  const present = presentOutcome(state, masteryScore);
  const former = state?.former;
  return former && compareReached(former, present) > 0 ? { ...present, ...former } : present;
}

/** What its values say, whatever it had come to before it was opened anew. */
export function presentOutcome(state: ActivityState | undefined, masteryScore: string): Outcome {
  if (!state) return { completion: "not attempted", success: "unknown", score: null, seconds: 0 };
  const { values } = state;
  if (isModern(values)) return modernOutcome(state);
  const status = judgedStatus(values, masteryScore);
  const reported = timespanSeconds(values["cmi.core.session_time"]);
  const seconds = state.earlierSeconds + (reported > 0 ? reported : state.clockSeconds);
  return {
    completion: completionOf(status, state.finished && values["cmi.core.exit"] !== "suspend"),
    success: status === "passed" || status === "failed" ? status : "unknown",
    score: scoreOf(values),
    seconds: Math.min(SESSION_SECONDS, Math.round(seconds)),
  };
}

function completionOf(status: string, finished: boolean): Completion {
  switch (status) {
    case "passed":
    case "failed":
    case "completed":
      return "completed";
    case "incomplete":
    case "browsed":
      return "incomplete";
    default:
      // RTE 3.4.4: a SCO that finishes without ever setting a status, and not to come back, counts as completed.
      return finished ? "completed" : "incomplete";
  }
}

function scoreOf(values: Values): Score | null {
  const raw = decimalText(values["cmi.core.score.raw"]);
  if (raw === null) return null;
  return [raw, decimalText(values["cmi.core.score.min"]), decimalText(values["cmi.core.score.max"])];
}

/**
 * A package of several activities as one: completed when all are, and only then failed, where one
 * failed, or passed, where every one that judges passed; the score is the mean of those that gave one.
 */
export function rollUp(outcomes: readonly Outcome[]): Outcome {
  const first = outcomes[0];
  if (first && outcomes.length === 1) return first;
  const completed = outcomes.length > 0 && outcomes.every((one) => one.completion === "completed");
  const touched = outcomes.some((one) => one.completion !== "not attempted");
  const judged = (success: Success): boolean => completed && outcomes.some((one) => one.success === success);
  return {
    completion: completed ? "completed" : touched ? "incomplete" : "not attempted",
    success: judged("failed") ? "failed" : judged("passed") ? "passed" : "unknown",
    score: meanScore(outcomes),
    seconds: Math.min(SESSION_SECONDS, outcomes.reduce((sum, one) => sum + one.seconds, 0)),
  };
}

/** The mean raw score when all scores share a scale; otherwise the mean of percentages. */
function meanScore(outcomes: readonly Outcome[]): Score | null {
  const scores = outcomes.flatMap((one) => (one.score ? [one.score] : []));
  const first = scores[0];
  if (!first) return null;
  const same = scores.every((score) => score[1] === first[1] && score[2] === first[2]);
  const mean = (numbers: number[]): string | null =>
    decimalText((numbers.reduce((sum, one) => sum + one, 0) / numbers.length).toFixed(4));
  if (same) return [mean(scores.map((score) => Number(score[0]))), first[1], first[2]];
  const share = ([raw, min, max]: Score): number => {
    const low = Number(min ?? "0");
    const high = Number(max ?? "100");
    return high > low ? Math.min(100, Math.max(0, ((Number(raw) - low) / (high - low)) * 100)) : 0;
  };
  return [mean(scores.map(share)), "0", "100"];
}

/** Should a new session go on where this activity stopped (cmi.core.entry = resume)? */
export function resumable(values: Values, outcome: Outcome): boolean {
  return values["cmi.core.exit"] === "suspend" || values["cmi.exit"] === "suspend" || outcome.completion !== "completed";
}

/** Elements that a later session gets back (SCORM 1.2 RTE 3.4.2): interactions are written only, never read. */
const CARRIED =
  /^cmi\.(suspend_data|comments|core\.(lesson_location|lesson_status|score\.(raw|min|max))|objectives\.\d+\.(id|status|score\.(raw|min|max))|student_preference\.\w+)$/;

/** The values a session starts from when it goes on with an earlier one. */
export function carried(values: Values): Values {
  const kept: Values = {};
  for (const name of Object.keys(values)) {
    const value = values[name];
    if (value !== undefined && CARRIED.test(name)) kept[name] = value;
  }
  return kept;
}

const ACTIVITY_KEY = "tirek.activity";
const ROUTE_KEY = "tirek.route";
const FORMER_KEY = "tirek.former";
const OURS: readonly string[] = [ACTIVITY_KEY, ROUTE_KEY, FORMER_KEY];
const OTHER_PREFIX = "tirek.other|";

/**
 * The data model of an attempt as one flat map, as operations carry it: the elements of the activity
 * opened last under their own names, those of the others behind a prefix with the activity's id.
 */
export function flatten(current: string, states: ReadonlyMap<string, ActivityState>, route?: CourseState): Values {
  const flat: Values = { [ACTIVITY_KEY]: current, ...(route ? { [ROUTE_KEY]: JSON.stringify(route) } : {}) };
  const former = [...states].flatMap(([id, one]) => (one.former ? [[id, one.former]] : []));
  if (former.length > 0) flat[FORMER_KEY] = JSON.stringify(former);
  let room = CMI_ENTRIES - Object.keys(flat).length;
  const order = [...states].sort(([a], [b]) => Number(b === current) - Number(a === current));
  for (const [id, state] of order) {
    // Only the latest interactions are dropped when there are too many: the rest decides the result.
    const names = Object.keys(state.values).sort(
      (a, b) => Number(a.startsWith("cmi.interactions")) - Number(b.startsWith("cmi.interactions")),
    );
    for (const name of names) {
      const value = state.values[name];
      if (value === undefined || room-- <= 0) continue;
      flat[id === current ? name : `${OTHER_PREFIX}${id}|${name}`] = value;
    }
  }
  return flat;
}

/** Where the learner stood in a SCORM 2004 package, from a flat map; null when it holds no such thing. */
export function readRoute(flat: Values): CourseState | null {
  try {
    const found = JSON.parse(flat[ROUTE_KEY] ?? "null") as Partial<CourseState> | null;
    const { snapshot, seconds, names, standing } = found ?? {};
    return snapshot && seconds && names && standing ? { snapshot, seconds, names, standing } : null;
  } catch {
    return null;
  }
}

/** What activities had come to before they were opened anew, from a flat map. */
export function readFormer(flat: Values): Map<string, Result> {
  try {
    const rows = JSON.parse(flat[FORMER_KEY] ?? "[]") as [string, Partial<Result>][];
    return new Map(
      rows.flatMap(([id, { completion, success, score }]): [string, Result][] =>
        completion && success && score !== undefined ? [[id, { completion, success, score }]] : [],
      ),
    );
  } catch {
    return new Map();
  }
}

/**
 * The answers in the values of all activities as [activity, question, type, response, result], the
 * last ones of each: what teachers look at when the data model itself travels as a file.
 */
export function answersIn(states: ReadonlyMap<string, ActivityState>): string[][] {
  const rows: string[][] = [];
  let room = ANSWERS_CHARACTERS;
  for (const [activity, { values }] of states) {
    for (let n = 0; rows.length < ANSWERS && room > 0; n += 1) {
      const of = (name: string): string => values[`cmi.interactions.${n}.${name}`] ?? "";
      if (of("id") === "") break;
      const response = (of("student_response") || of("learner_response")).slice(0, ANSWER_CHARACTERS);
      const row = [activity, of("id"), of("type"), response, of("result")].map((one) => one.slice(0, ANSWER_CHARACTERS));
      room -= row.join("").length;
      if (room > 0) rows.push(row);
    }
  }
  return rows;
}

/** The inverse of flatten, for an attempt that came back from the school. `only` names the activity of a plain map. */
export function unflatten(flat: Values, only: string): Map<string, Values> {
  const current = flat[ACTIVITY_KEY] ?? only;
  const found = new Map<string, Values>();
  const put = (id: string, name: string, value: string): void => {
    const values = found.get(id) ?? {};
    values[name] = value;
    found.set(id, values);
  };
  for (const name of Object.keys(flat)) {
    const value = flat[name];
    if (value === undefined || OURS.includes(name)) continue;
    if (!name.startsWith(OTHER_PREFIX)) {
      put(current, name, value);
      continue;
    }
    const cut = name.lastIndexOf("|cmi.");
    if (cut > OTHER_PREFIX.length) put(name.slice(OTHER_PREFIX.length, cut), name.slice(cut + 1), value);
  }
  return found;
}
