/** What children amount to for their parent (SN RB.1.1 to RB.1.5). */
import { attempts, evaluate, isSkipped, type Known } from "./conditions.ts";
import type { RollupRule } from "./definition.ts";
import type { Session } from "./session.ts";
import { type Node, upwards } from "./tree.ts";

/** Times one cluster is looked at again in one rollup, when shared objectives lead back to it. */
const TURNS = 2;

function always(action: string, condition: string): RollupRule {
  const asked = { condition, not: false, objective: null, measure: 0 };
  return { action, set: "all", count: 0, percent: 0, any: true, conditions: [asked] };
}

/** SN RB.1.2 and RB.1.3: what holds where an activity has no rule of its own for a status. */
const DEFAULTS = {
  satisfied: always("satisfied", "satisfied"),
  notSatisfied: always("notSatisfied", "objectiveStatusKnown"),
  completed: always("completed", "completed"),
  incomplete: always("incomplete", "activityProgressKnown"),
};

/** Overall Rollup (RB.1.5) from an activity upwards, and wherever shared objectives carry the news. */
export function rollUp(session: Session, from: Node): void {
  const waiting = new Set<Node>(upwards(from));
  const turns = new Map<Node, number>();
  const spread = (): void => {
    for (const name of session.touched) {
      for (const reader of session.tree.readers.get(name) ?? []) {
        // What the reader itself wrote there is older than this: only those above it look again.
        for (const node of reader.parent ? upwards(reader.parent) : []) if ((turns.get(node) ?? 0) < TURNS) waiting.add(node);
      }
    }
    session.touched.clear();
  };
  spread();
  while (waiting.size > 0) {
    const deepest = [...waiting].reduce((a, b) => (b.depth > a.depth ? b : a));
    waiting.delete(deepest);
    turns.set(deepest, (turns.get(deepest) ?? 0) + 1);
    if (deepest.children.length > 0) {
      session.inRollup = true;
      rollUpOne(session, deepest);
      session.inRollup = false;
    }
    spread();
  }
}

function rollUpOne(session: Session, node: Node): void {
  measures(session, node);
  const { definition } = node;
  if (!definition.objectives[0]?.byMeasure) {
    const satisfied = decide(session, node, "satisfied", "notSatisfied");
    if (satisfied !== null) session.write(node, 0, "satisfied", satisfied);
  }
  if (!definition.completedByMeasure) {
    const completed = decide(session, node, "completed", "incomplete");
    if (completed !== null) session.write(node, 0, "completion", completed);
  }
}

/** Measure Rollup (RB.1.1 a and b): weighted means over the tracked children. */
function measures(session: Session, node: Node): void {
  const tracked = session.children(node).filter((child) => child.definition.tracked);
  const mean = (weight: (child: Node) => number, value: (child: Node) => number | null): number | null => {
    const known = tracked.map(value).some((one) => one !== null);
    const counted = tracked.reduce((sum, child) => sum + weight(child), 0);
    if (!known || counted <= 0) return null;
    return tracked.reduce((sum, child) => sum + weight(child) * (value(child) ?? 0), 0) / counted;
  };
  session.write(node, 0, "measure", mean((child) => child.definition.weight, (child) => session.measure(child)));
  session.write(node, 0, "progress", mean((child) => child.definition.progressWeight, (child) => session.progress(child)));
}

/** Rules for the weaker status first, so that the stronger one has the last word (RB.1.2 b, RB.1.3 b). */
function decide(session: Session, node: Node, strong: keyof typeof DEFAULTS, weak: keyof typeof DEFAULTS): Known {
  const own = node.definition.rollupRules;
  const hasOwn = own.some((rule) => rule.action === strong || rule.action === weak);
  const rules = hasOwn ? own : [DEFAULTS[strong], DEFAULTS[weak]];
  const holds = (action: string): boolean =>
    rules.some((rule) => rule.action === action && ruleHolds(session, node, rule));
  if (holds(strong)) return true;
  return holds(weak) ? false : null;
}

/** Rollup Rule Check (RB.1.4). */
function ruleHolds(session: Session, node: Node, rule: RollupRule): boolean {
  const values = session
    .children(node)
    .filter((child) => isIncluded(session, child, rule.action))
    .map((child) => evaluate(session, child, rule));
  const positive = values.filter((value) => value === true).length;
  // "all" and "none" hold of no children as well; counts and shares need at least one (RB.1.4).
  switch (rule.set) {
    case "all":
      return values.every((value) => value === true);
    case "any":
      return positive > 0;
    case "none":
      return values.every((value) => value === false);
    case "atLeastCount":
      return values.length > 0 && positive >= rule.count;
    case "atLeastPercent":
      return values.length > 0 && positive / values.length >= rule.percent;
    default:
      return false;
  }
}

/** Check Child for Rollup (RB.1.4.2). */
function isIncluded(session: Session, child: Node, action: string): boolean {
  const { definition } = child;
  if (!definition.tracked) return false;
  const aboutSatisfaction = action === "satisfied" || action === "notSatisfied";
  if (!(aboutSatisfaction ? definition.rollsUpSatisfied : definition.rollsUpCompletion)) return false;
  switch (definition.required[action] ?? "always") {
    case "ifNotSuspended":
      return !(attempts(session, child) > 0 && session.of(child).suspended);
    case "ifAttempted":
      return attempts(session, child) > 0;
    case "ifNotSkipped":
      return !isSkipped(session, child);
    default:
      return true;
  }
}
