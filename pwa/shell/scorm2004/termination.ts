/** Ending the current activity (SN TB.2.1 to TB.2.3). */
import { endAttempt, endAttemptsTowards } from "./attempts.ts";
import { ruleAction } from "./conditions.ts";
import { rollUp } from "./rollup.ts";
import type { Session } from "./session.ts";
import { downwards, type Node, upwards } from "./tree.ts";

export type Termination = "exit" | "exitAll" | "suspendAll" | "abandon" | "abandonAll";
export type After = "continue" | "previous" | "retry" | "exit";

/** What follows by the package's rules, whatever was asked for; null when they say nothing. Undefined: not allowed. */
export type Terminated = After | null | undefined;

/** Termination Request (TB.2.3). */
export function terminate(session: Session, request: Termination): Terminated {
  const current = session.current;
  if (!current) return undefined;
  if ((request === "exit" || request === "abandon") && !session.of(current).active) return undefined;
  switch (request) {
    case "exit":
      return exit(session, current);
    case "exitAll":
      exitAll(session);
      return "exit";
    case "suspendAll":
      return suspendAll(session, current);
    case "abandon":
      forget(session, current);
      session.of(current).active = false;
      return null;
    case "abandonAll":
      forget(session, current);
      for (const node of upwards(current)) session.of(node).active = false;
      session.current = session.tree.root;
      return "exit";
  }
}

function exit(session: Session, from: Node): Terminated {
  endAttempt(session, from);
  exitByRules(session);
  for (;;) {
    const at = session.current;
    if (!at || session.of(at).suspended) return null;
    const action = ruleAction(session, at, at.definition.post, [
      "exitParent",
      "exitAll",
      "retry",
      "retryAll",
      "continue",
      "previous",
    ]);
    switch (action) {
      case "exitParent":
        if (!at.parent) return undefined;
        session.current = at.parent;
        endAttempt(session, at.parent);
        continue;
      case "exitAll":
        exitAll(session);
        return "exit";
      case "retryAll":
        exitAll(session);
        return "retry";
      case "retry":
      case "continue":
      case "previous":
        return action;
      default:
        // Where the root itself was left, nothing remains to go on to.
        return at.parent ? null : "exit";
    }
  }
}

/** Sequencing Exit Action Rules (TB.2.1): the highest ancestor whose exit rule holds ends, with all below. */
function exitByRules(session: Session): void {
  const current = session.current;
  if (!current) return;
  for (const node of downwards(current).slice(0, -1)) {
    if (ruleAction(session, node, node.definition.exit, ["exit"]) === null) continue;
    endAttemptsTowards(session, node);
    endAttempt(session, node);
    session.current = node;
    return;
  }
}

function exitAll(session: Session): void {
  const { root } = session.tree;
  const current = session.current;
  if (current && session.of(current).active) endAttempt(session, current);
  endAttemptsTowards(session, root);
  if (current !== root || session.of(root).active) endAttempt(session, root);
  session.current = root;
}

function suspendAll(session: Session, current: Node): Terminated {
  const state = session.of(current);
  if (state.active || state.suspended) {
    rollUp(session, current);
    session.suspended = current;
  } else {
    if (!current.parent) return undefined;
    session.suspended = current.parent;
  }
  for (const node of upwards(session.suspended)) {
    session.of(node).active = false;
    session.of(node).suspended = true;
  }
  session.current = session.tree.root;
  return "exit";
}

/** An abandoned attempt leaves nothing behind (SN 5.4). */
function forget(session: Session, node: Node): void {
  session.write(node, 0, "completion", null);
  session.write(node, 0, "satisfied", null);
  session.write(node, 0, "measure", null);
}
