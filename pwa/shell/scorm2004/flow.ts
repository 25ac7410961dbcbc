/** Moving forward and backward through the tree (SN SB.2.1 to SB.2.3). */
import { isForbidden, isSkipped } from "./conditions.ts";
import type { Session } from "./session.ts";
import type { Node } from "./tree.ts";

export type Direction = "forward" | "backward";

interface Step {
  node: Node;
  direction: Direction;
}

/** Where a flow ended: at an activity to deliver, or nowhere. */
export interface Flowed {
  node: Node;
  deliver: boolean;
  /** It walked off the end of the tree: the sequencing session is over (SB.2.1, case 2.1). */
  endSession: boolean;
}

/** Flow (SB.2.3). With `enter` it may begin with the children of `from`. */
export function flow(session: Session, from: Node, direction: Direction, enter: boolean): Flowed {
  const step = nextStep(session, from, direction, null, enter);
  if (!step) return { node: from, deliver: false, endSession: endsTree(session, from, direction, enter) };
  return traverse(session, step.node, step.direction, null);
}

/** Flow Activity Traversal (SB.2.2). `before` is the direction the traversal came from when it was turned round. */
function traverse(session: Session, node: Node, direction: Direction, before: Direction | null): Flowed {
  const stuck: Flowed = { node, deliver: false, endSession: false };
  if (node.parent && !node.parent.definition.flow) return stuck;
  if (isSkipped(session, node)) {
    const step = nextStep(session, node, direction, before, false);
    if (!step) return { ...stuck, endSession: endsTree(session, node, direction, false) };
    const turned = before === "backward" && step.direction === "backward";
    return traverse(session, step.node, turned ? "backward" : direction, turned ? null : before);
  }
  if (isForbidden(session, node)) return stuck;
  if (node.children.length === 0) return { node, deliver: true, endSession: false };
  const step = nextStep(session, node, direction, null, true);
  if (!step) return { ...stuck, endSession: endsTree(session, node, direction, true) };
  if (direction === "backward" && step.direction === "forward") return traverse(session, step.node, "forward", "backward");
  return traverse(session, step.node, direction, null);
}

/** Flow Tree Traversal (SB.2.1): the next activity, or null where there is none. */
function nextStep(session: Session, node: Node, towards: Direction, before: Direction | null, enter: boolean): Step | null {
  const siblings = node.parent ? session.children(node.parent) : [node];
  const at = siblings.indexOf(node);
  const reversed = before === "backward" && at === siblings.length - 1;
  const start = reversed ? (siblings[0] ?? node) : node;
  const direction = reversed ? "backward" : towards;
  const children = session.children(start);
  const isLeaf = start.children.length === 0;

  if (direction === "forward") {
    if (!isLeaf && enter) return children[0] ? { node: children[0], direction } : null;
    if (start.parent === null) return null;
    const next = siblings[siblings.indexOf(start) + 1];
    return next ? { node: next, direction } : nextStep(session, start.parent, direction, null, false);
  }
  if (start.parent === null && !enter) return null;
  if (!isLeaf && enter) {
    if (start.definition.forwardOnly) return children[0] ? { node: children[0], direction: "forward" } : null;
    const last = children[children.length - 1];
    return last ? { node: last, direction } : null;
  }
  if (start.parent === null) return null;
  if (start.parent.definition.forwardOnly && !reversed) return null;
  const previous = siblings[siblings.indexOf(start) - 1];
  return previous ? { node: previous, direction } : nextStep(session, start.parent, direction, null, false);
}

/** A forward walk from here leaves the tree: every activity on the way up is the last one. */
function endsTree(session: Session, node: Node, direction: Direction, enter: boolean): boolean {
  if (direction !== "forward" || (enter && node.children.length > 0)) return false;
  for (let at = node; at.parent; at = at.parent) {
    const siblings = session.children(at.parent);
    if (siblings[siblings.length - 1] !== at) return false;
  }
  return true;
}
