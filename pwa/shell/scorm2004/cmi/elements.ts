/** The elements of the run-time data model (RTE 4.2, 4.3; SN 5.6): who may read and write them, and what they hold. */
import { INTERACTION_TYPES } from "./responses.ts";
import { between, type Check, duration, identifier, language, localised, moment, oneOf, real, text } from "./types.ts";

export interface Element {
  /** r: read only, w: write only, rw: both. */
  access: "r" | "w" | "rw";
  check: Check;
}

const read: Element = { access: "r", check: text };
const both = (check: Check): Element => ({ access: "rw", check });
const share = both(between(0, 1));
const scaled = both(between(-1, 1));
const completion = both(oneOf("completed", "incomplete", "not attempted", "unknown"));
const success = both(oneOf("passed", "failed", "unknown"));

const score = (prefix: string): Record<string, Element> => ({
  [`${prefix}.scaled`]: scaled,
  [`${prefix}.raw`]: both(real),
  [`${prefix}.min`]: both(real),
  [`${prefix}.max`]: both(real),
});

/** Judges an interaction's `result`: a word, or a number. */
const result: Check = (value) => {
  const word = oneOf("correct", "incorrect", "unanticipated", "neutral")(value);
  return word === 0 ? word : real(value);
};

const COMMENT = { comment: localised, location: text, timestamp: moment };

/** `n` and `m` stand for numbers. */
export const ELEMENTS: Readonly<Record<string, Element>> = {
  "cmi.completion_status": completion,
  "cmi.completion_threshold": read,
  "cmi.credit": read,
  "cmi.entry": read,
  "cmi.exit": { access: "w", check: oneOf("time-out", "suspend", "logout", "normal", "") },
  "cmi.launch_data": read,
  "cmi.learner_id": read,
  "cmi.learner_name": read,
  "cmi.learner_preference.audio_level": both(between(0, Infinity)),
  "cmi.learner_preference.language": both(language),
  "cmi.learner_preference.delivery_speed": both(between(0, Infinity)),
  "cmi.learner_preference.audio_captioning": both(oneOf("-1", "0", "1")),
  "cmi.location": both(text),
  "cmi.max_time_allowed": read,
  "cmi.mode": read,
  "cmi.progress_measure": share,
  "cmi.scaled_passing_score": read,
  ...score("cmi.score"),
  "cmi.session_time": { access: "w", check: duration },
  "cmi.success_status": success,
  "cmi.suspend_data": both(text),
  "cmi.time_limit_action": read,
  "cmi.total_time": read,
  ...Object.fromEntries(Object.entries(COMMENT).map(([name, check]) => [`cmi.comments_from_learner.n.${name}`, both(check)])),
  ...Object.fromEntries(Object.keys(COMMENT).map((name) => [`cmi.comments_from_lms.n.${name}`, read])),
  "cmi.interactions.n.id": both(identifier),
  "cmi.interactions.n.type": both(oneOf(...INTERACTION_TYPES)),
  "cmi.interactions.n.objectives.m.id": both(identifier),
  "cmi.interactions.n.timestamp": both(moment),
  "cmi.interactions.n.correct_responses.m.pattern": both(text),
  "cmi.interactions.n.weighting": both(real),
  "cmi.interactions.n.learner_response": both(text),
  "cmi.interactions.n.result": both(result),
  "cmi.interactions.n.latency": both(duration),
  "cmi.interactions.n.description": both(localised),
  "cmi.objectives.n.id": both(identifier),
  ...score("cmi.objectives.n.score"),
  "cmi.objectives.n.success_status": success,
  "cmi.objectives.n.completion_status": completion,
  "cmi.objectives.n.progress_measure": share,
  "cmi.objectives.n.description": both(localised),
  "adl.data.n.id": read,
  "adl.data.n.store": both(text),
  "adl.nav.request": both((value) => (REQUEST.test(value) ? 0 : 406)),
};

const REQUEST =
  /^(?:continue|previous|exit|exitAll|abandon|abandonAll|suspendAll|_none_|\{target=[^{}]+\}(?:choice|jump))$/;

const SCORE = "scaled,raw,min,max";

/** What `_children` answers. */
export const CHILDREN: Readonly<Record<string, string>> = {
  "cmi.comments_from_learner": "comment,location,timestamp",
  "cmi.comments_from_lms": "comment,location,timestamp",
  "cmi.interactions": "id,type,objectives,timestamp,correct_responses,weighting,learner_response,result,latency,description",
  "cmi.learner_preference": "audio_level,language,delivery_speed,audio_captioning",
  "cmi.objectives": "id,score,success_status,completion_status,progress_measure,description",
  "cmi.objectives.n.score": SCORE,
  "cmi.score": SCORE,
  "adl.data": "id,store",
};

/** Collections, each with the element that brings a new member into being; null where only the LMS may. */
export const COLLECTIONS: Readonly<Record<string, string | null>> = {
  "cmi.comments_from_learner": "",
  "cmi.comments_from_lms": null,
  "cmi.interactions": "id",
  "cmi.interactions.n.objectives": "id",
  "cmi.interactions.n.correct_responses": "pattern",
  "cmi.objectives": "id",
  "adl.data": null,
};
