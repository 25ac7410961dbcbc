/** Rules and limits of one activity (SN UP.1, UP.2, UP.5). Conditions are true, false or unknown (null). */
import type { Condition, Rule } from "./definition.ts";
import type { Session } from "./session.ts";
import type { Node } from "./tree.ts";

export type Known = boolean | null;

function negated(value: Known): Known {
  return value === null ? null : !value;
}

/** SN Tables UP.2.1: "or" and "and" over three values. */
function combined(values: readonly Known[], any: boolean): Known {
  if (values.length === 0) return null;
  if (values.includes(any)) return any;
  return values.includes(null) ? null : !any;
}

function plain(session: Session, node: Node, { condition, objective, measure }: Condition): Known {
  const number = session.objective(node, objective);
  if (number < 0) return null;
  if (!node.definition.tracked) return untracked(condition);
  const known = session.measure(node, number);
  switch (condition) {
    case "satisfied":
      return session.satisfied(node, number);
    case "objectiveStatusKnown":
      return session.satisfied(node, number) !== null;
    case "objectiveMeasureKnown":
      return known !== null;
    case "objectiveMeasureGreaterThan":
      return known === null ? null : known > measure;
    case "objectiveMeasureLessThan":
      return known === null ? null : known < measure;
    case "completed":
      return session.completed(node, number);
    case "activityProgressKnown":
      return session.completed(node, number) !== null;
    case "attempted":
      return attempts(session, node) > 0;
    case "attemptLimitExceeded":
      return limitExceeded(session, node);
    case "always":
      return true;
    case "never":
      return false;
    default:
      // Time limits need not be kept by an LMS (SN 3.6): what they ask is not known.
      return null;
  }
}

/** Of an activity that is not tracked nothing is known (SN 3.13.1). */
function untracked(condition: string): Known {
  if (condition === "always") return true;
  return ["objectiveStatusKnown", "objectiveMeasureKnown", "activityProgressKnown", "attempted", "never"].includes(condition)
    ? false
    : null;
}

/** Attempts that count: none where nothing is tracked. */
export function attempts(session: Session, node: Node): number {
  return node.definition.tracked ? session.of(node).attempts : 0;
}

function limitExceeded(session: Session, node: Node): boolean {
  const { attemptLimit } = node.definition;
  return attemptLimit !== null && attempts(session, node) >= attemptLimit;
}

/** Evaluate Rule Conditions (UP.2.1, RB.1.4.1). */
export function evaluate(session: Session, node: Node, rule: Pick<Rule, "any" | "conditions">): Known {
  const values = rule.conditions.map((one) => {
    const value = plain(session, node, one);
    return one.not ? negated(value) : value;
  });
  return combined(values, rule.any);
}

/** Sequencing Rules Check (UP.2): the action of the first rule that holds among those asked for, or null. */
export function ruleAction(session: Session, node: Node, rules: readonly Rule[], actions: readonly string[]): string | null {
  const found = rules.find((rule) => actions.includes(rule.action) && evaluate(session, node, rule) === true);
  return found?.action ?? null;
}

export function isSkipped(session: Session, node: Node): boolean {
  return ruleAction(session, node, node.definition.pre, ["skip"]) !== null;
}

export function isHidden(session: Session, node: Node): boolean {
  return ruleAction(session, node, node.definition.pre, ["hiddenFromChoice"]) !== null;
}

export function stopsForward(session: Session, node: Node): boolean {
  return ruleAction(session, node, node.definition.pre, ["stopForwardTraversal"]) !== null;
}

/** Limit Conditions Check (UP.1). */
export function isLimited(session: Session, node: Node): boolean {
  if (!node.definition.tracked) return false;
  const { active, suspended } = session.of(node);
  return !active && !suspended && limitExceeded(session, node);
}

/** Check Activity (UP.5): true when the activity may not be delivered. */
export function isForbidden(session: Session, node: Node): boolean {
  return ruleAction(session, node, node.definition.pre, ["disabled"]) !== null || isLimited(session, node);
}
