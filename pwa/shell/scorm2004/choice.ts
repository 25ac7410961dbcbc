/** Going to a chosen activity (SN SB.2.4, SB.2.9). */
import { isHidden, stopsForward } from "./conditions.ts";
import { type Direction, flow } from "./flow.ts";
import type { Session } from "./session.ts";
import { commonAncestor, downwards, isWithin, type Node, pathBelow } from "./tree.ts";

export interface Chosen {
  /** The activity to deliver. */
  node: Node | null;
  /** Allowed, but nothing can be delivered there: attempts below this activity end (SB.2.9, 12.1.1). */
  strandedBelow: Node | null;
  /** The standard's code of what forbids it, for those who look for a fault in a package. */
  reason: string;
}

const no = (reason: string): Chosen => ({ node: null, strandedBelow: null, reason });

/** Choice Sequencing Request (SB.2.9); changes nothing. */
export function choose(session: Session, target: Node): Chosen {
  for (const node of downwards(target)) {
    if (!session.isAvailable(node)) return no("SB.2.9-2");
    if (isHidden(session, node)) return no("SB.2.9-3");
  }
  if (target.parent && !target.parent.definition.choice) return no("SB.2.9-4");
  const current = session.current;
  const common = current ? commonAncestor(current, target) : session.tree.root;
  const reason = forbidden(session, current, common, target);
  if (reason) return no(reason);
  if (target.children.length === 0) return { node: target, strandedBelow: null, reason: "" };
  const flowed = flow(session, target, "forward", true);
  if (flowed.deliver) return { node: flowed.node, strandedBelow: null, reason: "" };
  return { node: null, strandedBelow: common, reason: "SB.2.9-9" };
}

function forbidden(session: Session, current: Node | null, common: Node, target: Node): string | null {
  if (current === target) return null;
  if (current?.parent && current.parent === target.parent) return siblings(session, current, current.parent, target);
  if (!current || current === common) return enters(session, common, target, "forward");
  if (target === common) return leaves(session, current, common);
  const left = leaves(session, current, common) ?? constrained(session, current, common, target);
  if (left) return left;
  return enters(session, common, target, comesAfter(session, target, current) ? "forward" : "backward");
}

/** Case 7: every activity between two siblings is walked over. */
function siblings(session: Session, current: Node, parent: Node, target: Node): string | null {
  const all = session.children(parent);
  const from = all.indexOf(current);
  const to = all.indexOf(target);
  const forward = to > from;
  const passed = forward ? all.slice(from, to) : all.slice(to + 1, from + 1);
  for (const node of passed) {
    const reason = notPassable(session, node, forward ? "forward" : "backward");
    if (reason) return reason;
  }
  return null;
}

/** Cases 8 and 10: from the common ancestor down to, but not into, the target. */
function enters(session: Session, common: Node, target: Node, direction: Direction): string | null {
  for (const node of [common, ...pathBelow(target, common).reverse()]) {
    if (node === target) break;
    const reason = direction === "forward" ? notPassable(session, node, direction) : null;
    if (reason) return reason;
    if (node !== common && !session.of(node).active && node.definition.preventActivation) return "SB.2.9-6";
  }
  return null;
}

/** Cases 9 and 10: clusters on the way up that may not be left by choice. */
function leaves(session: Session, current: Node, common: Node): string | null {
  const held = pathBelow(current, common).find((node) => session.of(node).active && !node.definition.choiceExit);
  return held ? "SB.2.9-7" : null;
}

/** Case 10: the lowest cluster that constrains choice allows only itself and its direct neighbours. */
function constrained(session: Session, current: Node, common: Node, target: Node): string | null {
  const cluster = pathBelow(current, common).find((node) => node.children.length > 0 && node.definition.constrain);
  if (!cluster) return null;
  const direction = comesAfter(session, target, cluster) ? "forward" : "backward";
  const considered = neighbour(session, cluster, direction) ?? cluster;
  const reachable = isWithin(target, considered) && session.isAvailable(target);
  return reachable || target === considered || target === cluster ? null : "SB.2.9-8";
}

/** Choice Flow Tree Traversal (SB.2.9.2): the next cluster or leaf beside this one. */
function neighbour(session: Session, node: Node, direction: Direction): Node | null {
  if (!node.parent) return null;
  const all = session.children(node.parent);
  const next = all[all.indexOf(node) + (direction === "forward" ? 1 : -1)];
  return next ?? neighbour(session, node.parent, direction);
}

/** Choice Activity Traversal (SB.2.4): the code of what stops it, or null. */
function notPassable(session: Session, node: Node, direction: Direction): string | null {
  if (direction === "forward") return stopsForward(session, node) ? "SB.2.4-1" : null;
  if (!node.parent) return "SB.2.4-3";
  return node.parent.definition.forwardOnly ? "SB.2.4-2" : null;
}

/** Whether `node` lies after `other` in the present order of the tree. */
function comesAfter(session: Session, node: Node, other: Node): boolean {
  const a = downwards(node);
  const b = downwards(other);
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  const parent = a[at - 1];
  const mine = a[at];
  const theirs = b[at];
  if (!parent || !mine || !theirs) return a.length > b.length;
  const all = session.children(parent);
  return all.indexOf(mine) > all.indexOf(theirs);
}
