/**
 * One learner's way through a SCORM 2004 package: which activity is shown, what its SCO is given and
 * has said, and what may be asked for next. The one thing that players use of this folder.
 */
import type { Bucket, Values } from "./cmi/model.ts";
import { choose } from "./choice.ts";
import { flow } from "./flow.ts";
import { type Launch, seed, track } from "./mapping.ts";
import { navigate, refused, type Request, type Result } from "./navigation.ts";
import { arrangeAll } from "./selection.ts";
import { type Random, Session } from "./session.ts";
import { copyState, freshState, restoreState, type State } from "./state.ts";
import { endAttempt } from "./attempts.ts";
import { isForbidden, isHidden } from "./conditions.ts";
import { downwards, type Node, type Tree } from "./tree.ts";

/** What the player may offer now. */
export interface Offers {
  continue: boolean;
  previous: boolean;
  /** Identifiers of activities that can be chosen. */
  choice: ReadonlySet<string>;
}

/** How the whole package stands: the root's objective and attempt. */
export interface Standing {
  completed: boolean | null;
  satisfied: boolean | null;
  measure: number | null;
  progress: number | null;
}

const NAVIGATION = /^(?:\{target=([^{}]+)\}(choice|jump)|(continue|previous|exit|exitAll|abandon|abandonAll|suspendAll))$/;

/** The request that content left in adl.nav.request, or null (SN 5.6.4). */
export function readRequest(written: string | undefined): Request | null {
  const match = NAVIGATION.exec(written ?? "");
  if (!match) return null;
  const [, target, aimed, plain] = match as (string | undefined)[];
  if (target !== undefined && aimed !== undefined) return { type: aimed as "choice" | "jump", target };
  return { type: plain as Exclude<Request["type"], "choice" | "jump"> };
}

export class Course {
  private readonly session: Session;

  private constructor(
    readonly tree: Tree,
    state: State,
    private readonly random: Random,
  ) {
    this.session = new Session(tree, state, random);
  }

  /** A first attempt. */
  static begin(tree: Tree, random: Random): Course {
    const course = new Course(tree, freshState(tree), random);
    arrangeAll(course.session);
    return course;
  }

  /** Where an earlier sitting stopped; null when what it left does not fit this package. */
  static restore(tree: Tree, snapshot: unknown, random: Random): Course | null {
    const state = restoreState(tree, snapshot);
    return state ? new Course(tree, state, random) : null;
  }

  /** Plain data that `restore` takes. */
  snapshot(): State {
    return copyState(this.session.state);
  }

  /** A further attempt on the whole package; what is shared for one attempt only goes (CAM 3.4.1.3). */
  again(): void {
    const { state } = this.session;
    const { objectivesGlobal, dataGlobal } = this.tree.sequencing;
    const goesOn = state.nodes[0]?.suspended === true;
    if (!objectivesGlobal && !goesOn) state.shared = {};
    if (!dataGlobal && !goesOn) state.data = {};
    for (const node of state.nodes) node.active = false;
    state.current = null;
    state.suspended = null;
  }

  /** What is shared between packages, where they say so. The caller keeps it for one learner. */
  get system(): Pick<State, "shared" | "data"> {
    const { shared, data } = this.session.state;
    const { objectivesGlobal, dataGlobal } = this.tree.sequencing;
    return { shared: objectivesGlobal ? shared : {}, data: dataGlobal ? data : {} };
  }

  set system({ shared, data }: Pick<State, "shared" | "data">) {
    const { objectivesGlobal, dataGlobal } = this.tree.sequencing;
    if (objectivesGlobal) this.session.state.shared = shared;
    if (dataGlobal) this.session.state.data = data;
  }

  get current(): Node | null {
    return this.session.current;
  }

  /** Suspend All left an activity to come back to. */
  get canResume(): boolean {
    return this.session.suspended !== null;
  }

  /** An activity is being shown. */
  get isActive(): boolean {
    return this.session.current !== null && this.session.of(this.session.current).active;
  }

  node(id: string): Node | null {
    return this.tree.byId.get(id) ?? null;
  }

  /** Carries out a request. When the session has ended, begin with `start` or `resumeAll`. */
  request(request: Request): Result {
    const result = navigate(this.session, request);
    if (result.outcome === "ended") this.session.current = null;
    return result;
  }

  /** Takes back the attempts that showing `node` has begun since `before`: it is only looked at. */
  onlyLook(node: Node, before: State): void {
    const path = downwards(node);
    const top = path.find((one) => this.attempts(one) !== before.nodes[one.number]?.attempts);
    for (const one of this.tree.nodes) {
      const known = before.nodes[one.number];
      if (top && known && downwards(one).includes(top)) this.session.state.nodes[one.number] = known;
    }
    for (const one of path) Object.assign(this.session.of(one), { active: true, suspended: false });
  }

  /** What the SCO of an activity is given when it starts. */
  launch(node: Node, kept: Values | null, launch: Launch): { values: Values; buckets: Bucket[] } {
    return { values: seed(this.session, node, kept, launch), buckets: node.definition.data };
  }

  /** Takes over what a SCO has set so far. */
  take(node: Node, values: Values): void {
    track(this.session, node, values);
  }

  /** What may be asked for now; tried out on a copy. */
  offers(): Offers {
    const continues = this.leads({ type: "continue" });
    const previous = this.leads({ type: "previous" });
    const left = this.afterLeaving();
    const choice = this.tree.nodes.filter((node) => this.canChoose(left, node)).map((node) => node.id);
    return { continue: continues, previous, choice: new Set(choice) };
  }

  /** `true`, `false` or `unknown`, as adl.nav.request_valid answers. */
  isValid(offers: Offers, request: string, target: string | null): string {
    if (request === "continue" || request === "previous") return String(offers[request]);
    if (target === null) return "unknown";
    if (request === "choice") return String(offers.choice.has(target));
    return String(refused(this.session, { type: "jump", target }) === null);
  }

  standing(node: Node = this.tree.root): Standing {
    return {
      completed: this.session.completed(node),
      satisfied: this.session.satisfied(node),
      measure: this.session.measure(node),
      progress: this.session.progress(node),
    };
  }

  attempts(node: Node): number {
    return this.session.of(node).attempts;
  }

  /** Whether the list shows this activity: chosen to take part, visible, and not hidden by a rule. */
  isListed(node: Node): boolean {
    return downwards(node).every((one) => one.visible && this.session.isAvailable(one) && !isHidden(this.session, one));
  }

  private leads(request: Request): boolean {
    if (refused(this.session, request)) return false;
    const left = this.afterLeaving();
    const at = left.current;
    if (!at) return false;
    const flowed = flow(left, at, request.type === "continue" ? "forward" : "backward", false);
    return flowed.deliver || flowed.endSession;
  }

  private canChoose(left: Session, node: Node): boolean {
    if (!node.parent || refused(this.session, { type: "choice", target: node.id })) return false;
    const { node: delivered } = choose(left, node);
    return delivered !== null && !downwards(delivered).some((one) => isForbidden(left, one));
  }

  private afterLeaving(): Session {
    const left = new Session(this.tree, copyState(this.session.state), this.random);
    if (left.current && left.of(left.current).active) endAttempt(left, left.current);
    return left;
  }
}
