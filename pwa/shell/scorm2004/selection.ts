/** Which children take part, and in which order (SN SR.1, SR.2). */
import type { Random, Session } from "./session.ts";
import type { Node } from "./tree.ts";

type Moment = "once" | "onEachNewAttempt";

/** Chooses and orders the children of one cluster where its definition asks for it at this moment. */
export function arrange(session: Session, node: Node, moment: Moment): void {
  const { selectTiming, selectCount, orderTiming, reorder } = node.definition;
  const state = session.of(node);
  const selects = selectTiming === moment && selectCount !== null;
  const orders = orderTiming === moment && reorder;
  if (node.children.length === 0 || (!selects && !orders)) return;
  const written = node.children.map((child) => child.number);
  let chosen = state.available ?? written;
  if (selects) {
    const kept = new Set(shuffled(written, session.random).slice(0, selectCount));
    chosen = written.filter((number) => kept.has(number));
  }
  state.available = orders ? shuffled(chosen, session.random) : chosen;
}

/** Arranges every cluster before the first attempt. */
export function arrangeAll(session: Session): void {
  for (const node of session.tree.nodes) {
    arrange(session, node, "once");
    arrange(session, node, "onEachNewAttempt");
  }
}

function shuffled(numbers: readonly number[], random: Random): number[] {
  const left = [...numbers];
  const mixed: number[] = [];
  while (left.length > 0) mixed.push(...left.splice(Math.floor(random() * left.length), 1));
  return mixed;
}
