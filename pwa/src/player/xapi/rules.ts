/**
 * cmi5's rules as content/cmi5/rules.py reads them, from the same file: what an assignable unit (AU)
 * may send, and when it, its block and its course are satisfied. Pure.
 */
import written from "../../../../content/cmi5/rules.json";
import { type Condition, Conditions, type Facts, type JsonObject, isObject } from "./conditions.ts";

export type Flags = Record<string, boolean>;
export type Mode = "Normal" | "Browse" | "Review";

interface Rule {
  rule: string;
  when?: Condition;
  unless?: Condition;
  must: Condition;
}
interface Effect {
  when: Condition;
  set: [string, string];
}
/** A course's tree: AUs are those without `children`. */
export interface Tree {
  id: string;
  children?: readonly Tree[];
}

const RULES = written as unknown as {
  names: { home: string; course: string; block: string };
  paths: Record<string, string[]>;
  conditions: Record<string, Condition>;
  statements: Rule[];
  documents: Rule[];
  effects: Effect[];
  "document effects": Effect[];
  move_on: Record<string, Condition>;
  templates: Record<string, unknown>;
};
/** What is before the ids that the LMS makes, and the types of what it satisfies. */
export const NAMES = RULES.names;
const CONDITIONS = new Conditions(RULES.paths, RULES.conditions);

/** The first rule that a statement of the AU breaks, null where it may be kept. */
export function statementFault(facts: Facts): string | null {
  return fault(RULES.statements, facts);
}

/** The first rule that the AU's use of a document breaks. */
export function documentFault(facts: Facts): string | null {
  return fault(RULES.documents, facts);
}

/** The flags once the statement has been kept. */
export function afterStatement(facts: Facts): { session: Flags; unit: Flags } {
  return after(RULES.effects, facts);
}

/** The session's flags once the document has been answered. */
export function afterDocument(facts: Facts): Flags {
  return after(RULES["document effects"], facts).session;
}

/** Whether an AU has met its moveOn criterion. */
export function isMet(moveOn: string, unit: Readonly<Flags>): boolean {
  const condition = RULES.move_on[moveOn];
  return condition !== undefined && CONDITIONS.holds(condition, { unit });
}

/** Blocks that are satisfied now and were not, the inner ones first; the course last. */
export function newlySatisfied(tree: Tree, met: ReadonlySet<string>, satisfied: ReadonlySet<string>): string[] {
  const found: string[] = [];
  const visit = (node: Tree): boolean => {
    if (!node.children) return met.has(node.id);
    // Every child is visited, met or not.
    const whole = node.children.map(visit).every(Boolean);
    if (whole && !satisfied.has(node.id)) found.push(node.id);
    return whole;
  };
  visit(tree);
  return found;
}

/** A statement or document of the LMS by its template; members without a value are left out. */
export function made(template: string, values: Readonly<Record<string, unknown>>): JsonObject {
  return filled(RULES.templates[template], values) as JsonObject;
}

function fault(rules: readonly Rule[], facts: Facts): string | null {
  for (const { rule, when, unless, must } of rules) {
    if (when && !CONDITIONS.holds(when, facts)) continue;
    if (unless && CONDITIONS.holds(unless, facts)) continue;
    if (!CONDITIONS.holds(must, facts)) return rule;
  }
  return null;
}

function after(effects: readonly Effect[], facts: Facts): { session: Flags; unit: Flags } {
  const flags: Record<string, Flags> = { session: { ...(facts.session as Flags) }, unit: { ...(facts.unit as Flags) } };
  for (const { when, set } of effects) {
    const [whose, name] = set;
    const target = flags[whose];
    if (target && CONDITIONS.holds(when, facts)) target[name] = true;
  }
  return { session: flags.session ?? {}, unit: flags.unit ?? {} };
}

function filled(part: unknown, values: Readonly<Record<string, unknown>>): unknown {
  if (typeof part === "string") return part.startsWith("$") ? (values[part.slice(1)] ?? null) : part;
  if (Array.isArray(part)) return part.map((one) => filled(one, values));
  if (!isObject(part)) return part;
  const members = Object.entries(part).flatMap(([name, one]) => {
    const value = filled(one, values);
    return value === null ? [] : [[name, value] as const];
  });
  return members.length > 0 ? Object.fromEntries(members) : null;
}
