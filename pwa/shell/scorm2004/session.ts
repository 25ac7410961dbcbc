/** A tree with its state, and the reading and writing of what is tracked (SN 4.2.1, 3.10). */
import type { Objective, Value } from "./definition.ts";
import { assign, type NodeState, type ObjectiveState, type State, unknownObjective } from "./state.ts";
import type { Node, Tree } from "./tree.ts";

/** Numbers from 0 up to, and without, 1. */
export type Random = () => number;

export class Session {
  /** Children are being weighed for their parent: what they did in its earlier attempts does not count. */
  inRollup = false;
  /** Shared objectives written since rollup last looked. */
  readonly touched = new Set<string>();

  constructor(
    readonly tree: Tree,
    readonly state: State,
    readonly random: Random,
  ) {}

  of(node: Node): NodeState {
    const state = this.state.nodes[node.number];
    if (!state) throw new Error(`no state of activity ${node.id}`);
    return state;
  }

  get current(): Node | null {
    return this.at(this.state.current);
  }

  set current(node: Node | null) {
    this.state.current = node?.number ?? null;
  }

  /** The activity that Suspend All left (SN 4.2.1.6). */
  get suspended(): Node | null {
    return this.at(this.state.suspended);
  }

  set suspended(node: Node | null) {
    this.state.suspended = node?.number ?? null;
  }

  /** The children that take part, in their present order (SN 4.2.1.5: available children). */
  children(node: Node): Node[] {
    const { available } = this.of(node);
    return available ? available.flatMap((number) => this.at(number) ?? []) : node.children;
  }

  /** Whether the activity takes part in its parent's present attempt. */
  isAvailable(node: Node): boolean {
    return node.parent === null || this.children(node.parent).includes(node);
  }

  /** The number of an objective by its identifier, 0 for the primary one, -1 when there is none. */
  objective(node: Node, id: string | null): number {
    return id === null ? 0 : node.definition.objectives.findIndex((one) => one.id === id);
  }

  satisfied(node: Node, objective = 0): boolean | null {
    const definition = node.definition.objectives[objective];
    if (!definition) return null;
    if (!definition.byMeasure) return this.read(node, objective, "satisfied") as boolean | null;
    const measure = this.measure(node, objective);
    if (measure === null) return null;
    if (node.children.length > 0 && this.of(node).active && !node.definition.measureIfActive) return null;
    return measure >= definition.minMeasure;
  }

  measure(node: Node, objective = 0): number | null {
    return this.read(node, objective, "measure") as number | null;
  }

  /** Completion of the attempt for the primary objective, of its own for the others (4th Ed.). */
  completed(node: Node, objective = 0): boolean | null {
    if (objective === 0 && node.definition.completedByMeasure) {
      const progress = this.progress(node);
      return progress === null ? null : progress >= node.definition.minProgress;
    }
    return this.read(node, objective, "completion") as boolean | null;
  }

  progress(node: Node, objective = 0): number | null {
    return this.read(node, objective, "progress") as number | null;
  }

  /** A value as the content finds it in cmi.objectives: a completion that is shared is shown as shared. */
  value(node: Node, objective: number, value: Value): boolean | number | null {
    if (value === "satisfied") return this.satisfied(node, objective);
    const isShared = node.definition.objectives[objective]?.maps.some((map) => map.read.includes(value));
    return value === "completion" && !isShared ? this.completed(node, objective) : this.read(node, objective, value);
  }

  /**
   * Writes a value and passes it on to the shared objectives that it is mapped to. Forgetting what was
   * never known is no news to anyone, unless the content said "unknown" itself.
   */
  write(node: Node, objective: number, value: Value, to: boolean | number | null, said = false): void {
    const definition = node.definition.objectives[objective];
    const state = this.of(node).objectives[objective];
    if (!definition || !state) return;
    if (value === "satisfied" && definition.byMeasure) return;
    if (value === "completion" && objective === 0 && node.definition.completedByMeasure) return;
    if (to === null && state[value] === null && !said) return;
    assign(state, value, to);
    if (value === "satisfied" || value === "measure") this.of(node).oldObjectives = false;
    if (value === "completion" || value === "progress") this.of(node).oldProgress = false;
    this.share(definition, value, to);
    // What follows from a measure is shared as if it had been written itself.
    if (value === "measure" && definition.byMeasure) {
      this.share(definition, "satisfied", to === null ? null : (to as number) >= definition.minMeasure);
    }
    if (value === "progress" && objective === 0 && node.definition.completedByMeasure) {
      this.share(definition, "completion", to === null ? null : (to as number) >= node.definition.minProgress);
    }
  }

  /** Begins the record of a new attempt (SN 4.2.1.3: tracking is kept for each attempt anew). */
  reset(node: Node): void {
    const state = this.of(node);
    state.objectives = node.definition.objectives.map(unknownObjective);
    state.successSaid = false;
    state.completionSaid = false;
    state.oldObjectives = false;
    state.oldProgress = false;
  }

  private at(number: number | null): Node | null {
    return number === null ? null : (this.tree.nodes[number] ?? null);
  }

  private read(node: Node, objective: number, value: Value): boolean | number | null {
    const definition = node.definition.objectives[objective];
    const state = this.of(node);
    const own = state.objectives[objective];
    if (!definition || !own) return null;
    const map = definition.maps.find((one) => one.read.includes(value));
    if (map) {
      // What is read takes the place of the own value, known or not (SN 4.2.1.1). Only progress that
      // was never shared leaves the own one standing: the suite's CO-09 wants it so.
      const shared = this.state.shared[map.target]?.[value];
      if (shared !== undefined || value !== "progress") return shared ?? null;
    }
    const isProgress = value === "completion" || value === "progress";
    if (this.inRollup && (isProgress ? state.oldProgress : state.oldObjectives)) return null;
    return own[value];
  }

  private share(definition: Objective, value: Value, to: boolean | number | null): void {
    for (const map of definition.maps) {
      if (!map.write.includes(value)) continue;
      const shared: Partial<ObjectiveState> = (this.state.shared[map.target] ??= {});
      if (shared[value] === to) continue;
      assign(shared, value, to);
      this.touched.add(map.target);
    }
  }
}
