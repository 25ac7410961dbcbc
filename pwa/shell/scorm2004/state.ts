/** What changes while a learner moves through a package, as plain data (SN 4.2: tracking model). */
import type { Value } from "./definition.ts";
import type { Node, Tree } from "./tree.ts";

/** null is "unknown" throughout: the standard's status flags and values in one. */
export interface ObjectiveState {
  satisfied: boolean | null;
  measure: number | null;
  raw: number | null;
  min: number | null;
  max: number | null;
  completion: boolean | null;
  progress: number | null;
}

export interface NodeState {
  active: boolean;
  suspended: boolean;
  attempts: number;
  /** In the order of the definition's objectives. */
  objectives: ObjectiveState[];
  /** The content itself said "unknown": the defaults of UP.4 must not speak over it. */
  successSaid: boolean;
  completionSaid: boolean;
  /** What is known stems from before the parent's present attempt (SN 3.2.6, 3.2.7). */
  oldObjectives: boolean;
  oldProgress: boolean;
  /** Numbers of the children that take part, in their order; null for all as written. */
  available: number[] | null;
}

/** Shared objectives by name. A value that was never written is absent, null is a written "unknown". */
export type Shared = Record<string, Partial<ObjectiveState>>;

export interface State {
  nodes: NodeState[];
  shared: Shared;
  /** Shared data buckets (4th Ed. RTE 4.3.1) by name. */
  data: Record<string, string>;
  current: number | null;
  suspended: number | null;
}

export function unknownObjective(): ObjectiveState {
  return { satisfied: null, measure: null, raw: null, min: null, max: null, completion: null, progress: null };
}

export function freshNode(node: Node): NodeState {
  return {
    active: false,
    suspended: false,
    attempts: 0,
    objectives: node.definition.objectives.map(unknownObjective),
    successSaid: false,
    completionSaid: false,
    oldObjectives: false,
    oldProgress: false,
    available: null,
  };
}

export function freshState(tree: Tree): State {
  return { nodes: tree.nodes.map(freshNode), shared: {}, data: {}, current: null, suspended: null };
}

/** A copy that shares nothing with the original: for trying out what a request would do. */
export function copyState(state: State): State {
  return JSON.parse(JSON.stringify(state)) as State;
}

/**
 * A state that was written down earlier, or null when it is not one of this tree: the package has
 * another edition now, or the text was damaged on its way.
 */
export function restoreState(tree: Tree, raw: unknown): State | null {
  if (typeof raw !== "object" || raw === null) return null;
  const { nodes, shared, data, current, suspended } = raw as Partial<State>;
  if (!Array.isArray(nodes) || nodes.length !== tree.nodes.length) return null;
  const fits = tree.nodes.every((node) => isNodeState(node, nodes[node.number]));
  if (!fits || typeof shared !== "object" || typeof data !== "object") return null;
  const known = (value: unknown): value is number | null =>
    value === null || (Number.isInteger(value) && tree.nodes[value as number] !== undefined);
  if (!known(current) || !known(suspended)) return null;
  return copyState({ nodes, shared, data, current, suspended });
}

function isNodeState(node: Node, raw: unknown): raw is NodeState {
  const state = raw as Partial<NodeState> | null | undefined;
  if (!state || !Array.isArray(state.objectives) || !Number.isInteger(state.attempts)) return false;
  if (state.objectives.length !== node.definition.objectives.length) return false;
  if (state.available === undefined) return false;
  const children = new Set(node.children.map((child) => child.number));
  return state.available === null || state.available.every((one) => children.has(one));
}

/** Typed access to one value of an objective. */
export function assign(objective: Partial<ObjectiveState>, value: Value, to: boolean | number | null): void {
  (objective as Record<Value, boolean | number | null>)[value] = to;
}
