/** The small language of content/cmi5/rules.json: what each operator means stands in content/cmi5/conditions.py. Pure. */

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
export type JsonObject = { [name: string]: Json };
/** An object with one member: the operator and what it is about. */
export type Condition = Readonly<Record<string, unknown>>;
/** What a condition is asked of. */
export type Facts = Readonly<Record<string, unknown>>;

const MISSING = Symbol("missing");
type Value = unknown;

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Object.hasOwn, which Chrome 80 lacks. */
function hasOwn(value: object, name: string): boolean {
  return Object.prototype.hasOwnProperty.call(value, name);
}

export class Conditions {
  constructor(
    private readonly paths: Readonly<Record<string, readonly string[]>>,
    private readonly named: Readonly<Record<string, Condition>>,
  ) {}

  /** Throws for an operator or a name that is not known. */
  holds(condition: Condition, facts: Facts): boolean {
    const [operator, operand] = Object.entries(condition)[0] ?? ["", undefined];
    switch (operator) {
      case "is":
        return this.holds(known(this.named, String(operand)), facts);
      case "all":
        return (operand as Condition[]).every((one) => this.holds(one, facts));
      case "any":
        return (operand as Condition[]).some((one) => this.holds(one, facts));
      case "not":
        return !this.holds(operand as Condition, facts);
      case "present":
        return this.value(operand, facts) !== MISSING;
    }
    const [left, right] = (operand as Value[]).map((one) => this.value(one, facts));
    return known(COMPARISONS, operator)(left, right);
  }

  private value(operand: Value, facts: Facts): Value {
    if (typeof operand !== "string" || !operand.startsWith("$")) return operand;
    let found: unknown = facts;
    for (const key of known(this.paths, operand.slice(1))) {
      if (!isObject(found) || !hasOwn(found, key)) return MISSING;
      found = found[key];
      if (found === null || found === undefined) return MISSING;
    }
    return found;
  }
}

function known<T>(table: Readonly<Record<string, T>>, name: string): T {
  const found = hasOwn(table, name) ? table[name] : undefined;
  if (found === undefined) throw new Error(`rules.json: ${name} is not known`);
  return found;
}

/** Equality of JSON values. */
export function equal(left: Value, right: Value): boolean {
  if (left === MISSING || right === MISSING) return false;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((one, index) => equal(one, right[index]));
  }
  if (isObject(left) && isObject(right)) {
    const names = Object.keys(left);
    return names.length === Object.keys(right).length && names.every((name) => hasOwn(right, name) && equal(left[name], right[name]));
  }
  return left === right;
}

function lists(left: Value, right: Value): boolean {
  const several = left === MISSING ? [] : Array.isArray(left) ? left : [left];
  return several.some((one) => isObject(one) && one.id === right);
}

function contains(left: Value, right: Value): boolean {
  if (Array.isArray(right)) return right.every((part) => isObject(part) && "id" in part && lists(left, part.id));
  if (!isObject(right)) return equal(left, right);
  return isObject(left) && Object.keys(right).every((name) => hasOwn(left, name) && contains(left[name], right[name]));
}

const COMPARISONS: Readonly<Record<string, (left: Value, right: Value) => boolean>> = {
  equal,
  lists,
  contains,
  one_of: (left, right) => (right as Value[]).some((one) => equal(left, one)),
  below: (left, right) => typeof left === "number" && typeof right === "number" && left < right,
  matches: (left, right) => typeof left === "string" && new RegExp(String(right)).test(left),
};
