/** Between the run-time data of a SCO and what is tracked of its activity (RTE 4.2; SN 4.2.1). */
import type { Values } from "./cmi/model.ts";
import type { Value } from "./definition.ts";
import { span } from "./duration.ts";
import type { Session } from "./session.ts";
import type { Node } from "./tree.ts";

/** What an item of the package gives its SCO, and whom the SCO talks to. */
export interface Launch {
  learnerId: string;
  learnerName: string;
  /** false: the learner only looks, nothing counts. */
  counts: boolean;
  launchData: string;
  timeLimitAction: string;
  /** Seconds of earlier sessions of this attempt. */
  earlierSeconds: number;
}

/** Elements of a session that the next one of the same attempt does not get back. */
const OF_SESSION = /^(cmi\.(exit|session_time|entry|total_time)|adl\..+)$/;
const OBJECTIVE = /^cmi\.objectives\.(\d+)\.(.+)$/;
const COLLECTED: readonly [Value, string][] = [
  ["measure", "score.scaled"],
  ["raw", "score.raw"],
  ["min", "score.min"],
  ["max", "score.max"],
  ["progress", "progress_measure"],
];

/** The values a SCO finds at Initialize; `kept` are those of the attempt it goes on with, null for a new one. */
export function seed(session: Session, node: Node, kept: Values | null, launch: Launch): Values {
  const { definition } = node;
  const primary = definition.objectives[0];
  const given: Values = {
    "cmi.learner_id": launch.learnerId,
    "cmi.learner_name": launch.learnerName,
    "cmi.credit": launch.counts ? "credit" : "no-credit",
    "cmi.mode": launch.counts ? "normal" : "browse",
    "cmi.entry": kept ? "resume" : "ab-initio",
    "cmi.total_time": span(kept ? launch.earlierSeconds : 0),
    "cmi.learner_preference.audio_level": "1",
    "cmi.learner_preference.language": "",
    "cmi.learner_preference.delivery_speed": "1",
    "cmi.learner_preference.audio_captioning": "0",
  };
  for (const name of Object.keys(kept ?? {})) if (!OF_SESSION.test(name)) given[name] = kept?.[name] ?? "";
  if (launch.launchData) given["cmi.launch_data"] = launch.launchData;
  given["cmi.time_limit_action"] = launch.timeLimitAction || "continue,no message";
  if (definition.duration) given["cmi.max_time_allowed"] = definition.duration;
  if (definition.completedByMeasure) given["cmi.completion_threshold"] = String(definition.minProgress);
  if (primary?.byMeasure) given["cmi.scaled_passing_score"] = String(primary.minMeasure);
  seedObjectives(session, node, given);
  definition.data.forEach(({ target }, index) => {
    given[`adl.data.${index}.id`] = target;
    const stored = session.state.data[target];
    // An emptied bucket is as good as new (4th Ed. RTE 4.3.1).
    if (stored) given[`adl.data.${index}.store`] = stored;
  });
  return given;
}

/** Every objective with a name appears in cmi.objectives with what is known of it (RTE 4.2.17). */
function seedObjectives(session: Session, node: Node, given: Values): void {
  const places = placesOf(given);
  node.definition.objectives.forEach(({ id }, number) => {
    if (id === "") return;
    const at = places.get(id) ?? places.size;
    places.set(id, at);
    const prefix = `cmi.objectives.${at}.`;
    given[`${prefix}id`] = id;
    const satisfied = session.value(node, number, "satisfied");
    if (satisfied !== null) given[`${prefix}success_status`] = satisfied ? "passed" : "failed";
    const completed = session.value(node, number, "completion");
    if (completed !== null) given[`${prefix}completion_status`] = completed ? "completed" : "incomplete";
    for (const [value, element] of COLLECTED) {
      const known = session.value(node, number, value);
      if (known !== null) given[prefix + element] = String(known);
    }
  });
}

function placesOf(values: Values): Map<string, number> {
  const places = new Map<string, number>();
  for (const name of Object.keys(values)) {
    const match = OBJECTIVE.exec(name);
    if (match?.[2] === "id") places.set(values[name] ?? "", Number(match[1]));
  }
  return places;
}

/** Takes the run-time data over into what is tracked. `values` is a model's snapshot. */
export function track(session: Session, node: Node, values: Values): void {
  const { definition } = node;
  definition.data.forEach(({ target, write }, index) => {
    const stored = values[`adl.data.${index}.store`];
    if (write && stored !== undefined) session.state.data[target] = stored;
  });
  session.of(node).suspended = values["cmi.exit"] === "suspend";
  if (!definition.tracked) return;
  const places = placesOf(values);
  definition.objectives.forEach(({ id }, number) => {
    const at = id === "" ? undefined : places.get(id);
    if (at !== undefined) trackObjective(session, node, number, values, `cmi.objectives.${at}.`);
  });
  trackActivity(session, node, values);
}

function trackObjective(session: Session, node: Node, number: number, values: Values, prefix: string): void {
  trackStatus(session, node, number, "satisfied", values[`${prefix}success_status`]);
  trackStatus(session, node, number, "completion", values[`${prefix}completion_status`]);
  for (const [value, element] of COLLECTED) {
    const written = values[prefix + element];
    session.write(node, number, value, written === undefined ? null : Number(written));
  }
}

/** The SCO as a whole speaks for the primary objective, and has the last word (RTE 4.2.22, 4.2.20). */
function trackActivity(session: Session, node: Node, values: Values): void {
  trackStatus(session, node, 0, "satisfied", values["cmi.success_status"]);
  trackStatus(session, node, 0, "completion", values["cmi.completion_status"]);
  const { id } = node.definition.objectives[0] ?? { id: "" };
  const named = id !== "" && placesOf(values).has(id);
  for (const [value, element] of COLLECTED) {
    const written = values[`cmi.${element}`];
    if (written !== undefined) session.write(node, 0, value, Number(written));
    else if (!named) session.write(node, 0, value, null);
  }
}

/** A status that the content never set is absent; "unknown" is one it did set. */
function trackStatus(session: Session, node: Node, number: number, value: "satisfied" | "completion", status: string | undefined): void {
  if (status === undefined) return;
  const state = session.of(node);
  if (status === "unknown") {
    session.write(node, number, value, null, true);
    if (number === 0 && value === "satisfied") state.successSaid = true;
    if (number === 0 && value === "completion") state.completionSaid = true;
    return;
  }
  session.write(node, number, value, status === "passed" || status === "completed");
}
