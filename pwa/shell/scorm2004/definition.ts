/**
 * The sequencing of one activity with every default filled in. Source: SCORM 2004 4th Ed. SN 3,
 * CAM 5.1; the JSON it is read from is described in content/sequencing.py.
 */

/** Values an objective can hold and share (SN 4.2.1.1; CAM 5.1.7.2, 5.1.7.4). */
export const VALUES = ["satisfied", "measure", "raw", "min", "max", "completion", "progress"] as const;
export type Value = (typeof VALUES)[number];

export interface Condition {
  condition: string;
  not: boolean;
  /** Identifier of the objective it asks about; null for the activity's primary one. */
  objective: string | null;
  measure: number;
}

export interface Rule {
  action: string;
  /** Conditions combine by "or" instead of "and". */
  any: boolean;
  conditions: Condition[];
}

export interface RollupRule extends Rule {
  set: string;
  count: number;
  percent: number;
}

export interface ObjectiveMap {
  target: string;
  read: Value[];
  write: Value[];
}

export interface Objective {
  id: string;
  byMeasure: boolean;
  minMeasure: number;
  maps: ObjectiveMap[];
}

export interface SharedData {
  target: string;
  read: boolean;
  write: boolean;
}

export interface Definition {
  choice: boolean;
  choiceExit: boolean;
  flow: boolean;
  forwardOnly: boolean;
  useCurrentObjectives: boolean;
  useCurrentProgress: boolean;
  preventActivation: boolean;
  constrain: boolean;
  pre: Rule[];
  post: Rule[];
  exit: Rule[];
  attemptLimit: number | null;
  duration: string;
  rollsUpSatisfied: boolean;
  rollsUpCompletion: boolean;
  weight: number;
  measureIfActive: boolean;
  required: Record<string, string>;
  rollupRules: RollupRule[];
  /** The first one is the primary objective: it stands for the activity's own attempt. */
  objectives: Objective[];
  selectTiming: string;
  selectCount: number | null;
  orderTiming: string;
  reorder: boolean;
  tracked: boolean;
  completionByContent: boolean;
  objectiveByContent: boolean;
  completedByMeasure: boolean;
  minProgress: number;
  progressWeight: number;
  hide: string[];
  data: SharedData[];
}

type Json = Record<string, unknown>;

const object = (value: unknown): Json => (typeof value === "object" && value !== null ? (value as Json) : {});
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown, otherwise = ""): string => (typeof value === "string" ? value : otherwise);
const flag = (value: unknown, otherwise: boolean): boolean => (typeof value === "boolean" ? value : otherwise);
const number = (value: unknown, otherwise: number): number =>
  typeof value === "number" && Number.isFinite(value) ? value : otherwise;

function values(raw: unknown): Value[] {
  const known = list(raw);
  return VALUES.filter((value) => known.includes(value));
}

function condition(raw: unknown): Condition {
  const from = object(raw);
  return {
    condition: text(from.condition),
    not: flag(from.not, false),
    objective: text(from.objective) || null,
    measure: number(from.measure, 0),
  };
}

function rule(raw: unknown): Rule {
  const from = object(raw);
  return { action: text(from.action), any: flag(from.any, false), conditions: list(from.conditions).map(condition) };
}

function rollupRule(raw: unknown): RollupRule {
  const from = object(raw);
  return { ...rule(raw), set: text(from.set, "all"), count: number(from.count, 0), percent: number(from.percent, 0) };
}

function objective(raw: unknown): Objective {
  const from = object(raw);
  const maps = list(from.maps).map((one) => {
    const map = object(one);
    return { target: text(map.target), read: values(map.read), write: values(map.write) };
  });
  return { id: text(from.id), byMeasure: flag(from.by_measure, false), minMeasure: number(from.min_measure, 1), maps };
}

function objectives(raw: unknown): Objective[] {
  const all = list(raw);
  const primary = all.find((one) => object(one).primary === true);
  return [objective(primary ?? {}), ...all.filter((one) => one !== primary).map(objective)];
}

/** The definition in one member of `sequencing.activities`; a missing one is all defaults. */
export function readDefinition(raw: unknown): Definition {
  const from = object(raw);
  const control = object(from.control);
  const choice = object(from.choice);
  const limits = object(from.limits);
  const rollup = object(from.rollup);
  const random = object(from.random);
  const delivery = object(from.delivery);
  const completion = object(from.completion);
  const required = object(rollup.required);
  return {
    choice: flag(control.choice, true),
    choiceExit: flag(control.choice_exit, true),
    flow: flag(control.flow, false),
    forwardOnly: flag(control.forward_only, false),
    useCurrentObjectives: flag(control.use_current_objectives, true),
    useCurrentProgress: flag(control.use_current_progress, true),
    preventActivation: flag(choice.prevent_activation, false),
    constrain: flag(choice.constrain, false),
    pre: list(from.pre).map(rule),
    post: list(from.post).map(rule),
    exit: list(from.exit).map(rule),
    attemptLimit: typeof limits.attempts === "number" ? limits.attempts : null,
    duration: text(limits.duration),
    rollsUpSatisfied: flag(rollup.satisfied, true),
    rollsUpCompletion: flag(rollup.completion, true),
    weight: number(rollup.weight, 1),
    measureIfActive: flag(rollup.measure_if_active, true),
    required: Object.fromEntries(Object.keys(required).map((key) => [key, text(required[key], "always")])),
    rollupRules: list(rollup.rules).map(rollupRule),
    objectives: objectives(from.objectives),
    selectTiming: text(random.select_timing, "never"),
    selectCount: typeof random.select_count === "number" ? random.select_count : null,
    orderTiming: text(random.order_timing, "never"),
    reorder: flag(random.reorder, false),
    tracked: flag(delivery.tracked, true),
    completionByContent: flag(delivery.completion_by_content, false),
    objectiveByContent: flag(delivery.objective_by_content, false),
    completedByMeasure: flag(completion.by_measure, false),
    minProgress: number(completion.min_progress, 1),
    progressWeight: number(completion.weight, 1),
    hide: list(from.hide).map((one) => text(one)),
    data: list(from.data).map((one) => {
      const map = object(one);
      return { target: text(map.target), read: flag(map.read, true), write: flag(map.write, true) };
    }),
  };
}
