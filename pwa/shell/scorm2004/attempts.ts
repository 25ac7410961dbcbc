/** Beginning and ending attempts (SN UP.3, UP.4, DB.2, DB.2.1). */
import { rollUp } from "./rollup.ts";
import { arrange } from "./selection.ts";
import type { Session } from "./session.ts";
import { commonAncestor, downwards, type Node, pathBelow } from "./tree.ts";

/** End Attempt (UP.4). */
export function endAttempt(session: Session, node: Node): void {
  const state = session.of(node);
  if (node.children.length > 0) {
    state.suspended = session.children(node).some((child) => session.of(child).suspended);
    if (!state.suspended) arrange(session, node, "onEachNewAttempt");
  } else if (node.definition.tracked && !state.suspended) {
    assume(session, node);
  }
  state.active = false;
  rollUp(session, node);
}

/** A leaf that left without saying how it went has done what it was there for, unless it is the one to say. */
function assume(session: Session, node: Node): void {
  const state = session.of(node);
  const { completionByContent, objectiveByContent } = node.definition;
  if (!completionByContent && !state.completionSaid && session.completed(node) === null) {
    session.write(node, 0, "completion", true);
  }
  if (!objectiveByContent && !state.successSaid && session.satisfied(node) === null) {
    session.write(node, 0, "satisfied", true);
  }
}

/** Terminate Descendent Attempts (UP.3): between the current activity and what it shares with `node`. */
export function endAttemptsTowards(session: Session, node: Node): void {
  const current = session.current;
  if (!current) return;
  const common = commonAncestor(current, node);
  for (const one of pathBelow(current, common).slice(1)) endAttempt(session, one);
}

/** Content Delivery Environment (DB.2): attempts begin on everything from the root down to `node`. */
export function beginAttempts(session: Session, node: Node): void {
  if (node !== session.suspended) forgetSuspension(session, node);
  endAttemptsTowards(session, node);
  for (const one of downwards(node)) {
    const state = session.of(one);
    if (!state.active && !state.suspended && one.definition.tracked) newAttempt(session, one);
    if (!state.active) state.suspended = false;
    state.active = true;
  }
  session.current = node;
  session.suspended = null;
}

function newAttempt(session: Session, node: Node): void {
  session.of(node).attempts += 1;
  session.reset(node);
  for (const child of session.children(node)) {
    if (node.definition.useCurrentObjectives) outdate(session, child, "oldObjectives");
    if (node.definition.useCurrentProgress) outdate(session, child, "oldProgress");
  }
}

/** What is known below a cluster that begins anew belongs to an earlier attempt (SN 3.2.6, 3.2.7). */
function outdate(session: Session, node: Node, mark: "oldObjectives" | "oldProgress"): void {
  session.of(node)[mark] = true;
  const goesOn = mark === "oldObjectives" ? node.definition.useCurrentObjectives : node.definition.useCurrentProgress;
  if (goesOn) for (const child of session.children(node)) outdate(session, child, mark);
}

/** Clear Suspended Activity (DB.2.1): the learner goes on elsewhere than where Suspend All left. */
function forgetSuspension(session: Session, node: Node): void {
  const left = session.suspended;
  if (!left) return;
  for (const one of pathBelow(left, commonAncestor(node, left))) {
    session.of(one).suspended =
      one.children.length > 0 && session.children(one).some((child) => session.of(child).suspended);
  }
  session.suspended = null;
}
