/** From a navigation request to the activity to deliver (SN OP.1, NB.2.1, SB.2.5 to SB.2.13, DB.1.1). */
import { beginAttempts, endAttempt, endAttemptsTowards } from "./attempts.ts";
import { choose } from "./choice.ts";
import { isForbidden } from "./conditions.ts";
import { flow, type Flowed } from "./flow.ts";
import type { Session } from "./session.ts";
import { terminate, type Terminated, type Termination } from "./termination.ts";
import { commonAncestor, downwards, type Node, pathBelow } from "./tree.ts";

export type Request =
  | { type: "start" | "resumeAll" | "continue" | "previous" | "exit" | "exitAll" | "abandon" | "abandonAll" | "suspendAll" }
  | { type: "choice" | "jump"; target: string };

/** deliver: show this activity. idle: nothing to show, the learner chooses. ended: the session is over. refused: not allowed now, nothing changed. */
export type Result =
  | { outcome: "deliver"; node: Node; resumed: boolean }
  | { outcome: "idle" | "ended" }
  | { outcome: "refused"; reason: string };

const IDLE: Result = { outcome: "idle" };
const ENDED: Result = { outcome: "ended" };

/** Overall Sequencing (OP.1) for one request. */
export function navigate(session: Session, request: Request): Result {
  const refusal = refused(session, request);
  if (refusal) return { outcome: "refused", reason: refusal };
  let follows: Terminated = null;
  const termination = terminationOf(session, request);
  if (termination) {
    follows = terminate(session, termination);
    if (follows === undefined) return IDLE;
  }
  const delivery = follows === null ? sequence(session, request) : follow(session, follows);
  if (delivery === "ended") return ENDED;
  if (!delivery || !isDeliverable(session, delivery)) return IDLE;
  const resumed = session.of(delivery).suspended;
  beginAttempts(session, delivery);
  return { outcome: "deliver", node: delivery, resumed };
}

/** Navigation Request (NB.2.1): the code of what forbids it, or null. */
export function refused(session: Session, request: Request): string | null {
  const current = session.current;
  switch (request.type) {
    case "start":
      return current ? "NB.2.1-1" : null;
    case "resumeAll":
      if (current) return "NB.2.1-1";
      return session.suspended ? null : "NB.2.1-3";
    case "continue":
      if (!current) return "NB.2.1-2";
      return current.parent?.definition.flow ? null : "NB.2.1-4";
    case "previous":
      if (!current) return "NB.2.1-2";
      return current.parent?.definition.flow && !current.parent.definition.forwardOnly ? null : "NB.2.1-5";
    case "choice":
      return choiceRefused(session, session.tree.byId.get(request.target));
    case "jump": {
      const target = session.tree.byId.get(request.target);
      if (!current) return "NB.2.1-2";
      return target && session.isAvailable(target) ? null : "NB.2.1-11";
    }
    case "exit":
    case "abandon":
      if (!current) return "NB.2.1-2";
      return session.of(current).active ? null : "NB.2.1-12";
    case "exitAll":
    case "abandonAll":
    case "suspendAll":
      return current ? null : "NB.2.1-2";
  }
}

function choiceRefused(session: Session, target: Node | undefined): string | null {
  if (!target) return "NB.2.1-11";
  if (target.parent && !target.parent.definition.choice) return "NB.2.1-10";
  const current = session.current;
  if (!current || current.parent === target.parent) return null;
  const held = pathBelow(current, commonAncestor(current, target)).find(
    (node) => session.of(node).active && !node.definition.choiceExit,
  );
  return held ? "NB.2.1-8" : null;
}

function terminationOf(session: Session, { type }: Request): Termination | null {
  switch (type) {
    case "start":
    case "resumeAll":
      return null;
    case "continue":
    case "previous":
    case "choice":
    case "jump":
      return session.current && session.of(session.current).active ? "exit" : null;
    default:
      return type;
  }
}

/** What was asked for, once nothing stands in its way (SB.2.12). */
function sequence(session: Session, request: Request): Node | "ended" | null {
  const { root } = session.tree;
  const current = session.current;
  switch (request.type) {
    case "start":
      if (root.children.length === 0) return root;
      // A package of one activity has nothing to choose from and nothing to flow to.
      if (session.tree.nodes.length === 2) return session.tree.nodes[1] ?? null;
      return delivered(session, flow(session, root, "forward", true));
    case "resumeAll":
      return session.suspended;
    case "continue":
    case "previous": {
      if (!current?.parent?.definition.flow) return null;
      return delivered(session, flow(session, current, request.type === "continue" ? "forward" : "backward", false));
    }
    case "choice":
      return chosen(session, session.tree.byId.get(request.target));
    case "jump":
      return session.tree.byId.get(request.target) ?? null;
    default:
      return current && !current.parent ? "ended" : null;
  }
}

/** What the package's rules asked for instead (post condition rules). */
function follow(session: Session, request: Exclude<Terminated, null | undefined>): Node | "ended" | null {
  const current = session.current;
  if (request !== "retry") {
    if (request === "exit") return current && !current.parent ? "ended" : null;
    return sequence(session, { type: request });
  }
  if (!current || session.of(current).active || session.of(current).suspended) return null;
  if (!current.parent && !session.tree.sequencing.objectivesGlobal) session.state.shared = {};
  if (current.children.length === 0) return current;
  return delivered(session, flow(session, current, "forward", true));
}

function delivered(session: Session, flowed: Flowed): Node | "ended" | null {
  if (flowed.deliver) return flowed.node;
  if (!flowed.endSession) return null;
  const { root } = session.tree;
  endAttemptsTowards(session, root);
  endAttempt(session, root);
  session.current = root;
  return "ended";
}

function chosen(session: Session, target: Node | undefined): Node | null {
  if (!target) return null;
  const { node, strandedBelow } = choose(session, target);
  if (strandedBelow) {
    endAttemptsTowards(session, strandedBelow);
    endAttempt(session, strandedBelow);
    session.current = target;
  }
  return node;
}

/** Delivery Request (DB.1.1). */
function isDeliverable(session: Session, node: Node): boolean {
  return node.children.length === 0 && !downwards(node).some((one) => isForbidden(session, one));
}
