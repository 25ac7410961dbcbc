import { describe, expect, it } from "vitest";

import type { JsonObject } from "../../../src/player/xapi/conditions.ts";
import { afterDocument, afterStatement, documentFault, isMet, made, newlySatisfied, statementFault } from "../../../src/player/xapi/rules.ts";
import vectors from "../../../../tests/content/cmi5/vectors.json";

/** The cases that the server is held to as well: tests/content/cmi5/test_rules.py. */
interface Case {
  name: string;
  base: string;
  set?: [string[], unknown][];
  drop?: string[][];
  session?: Record<string, boolean>;
  unit?: Record<string, boolean>;
  launch?: JsonObject;
  fault: string | null;
}

function facts(one: Partial<Case>): Record<string, unknown> {
  const bases = vectors.bases as unknown as Record<string, JsonObject>;
  const found: Record<string, unknown> = {
    statement: JSON.parse(JSON.stringify(bases[one.base ?? ""])) as JsonObject,
    launch: { ...vectors.launch, ...one.launch },
    session: one.session ?? vectors.session,
    unit: one.unit ?? {},
  };
  const holder = (path: readonly string[]): Record<string, unknown> =>
    path.slice(0, -1).reduce((at, key) => at[key] as Record<string, unknown>, found);
  for (const [path, value] of one.set ?? []) holder(path)[path[path.length - 1] ?? ""] = value;
  for (const path of one.drop ?? []) Reflect.deleteProperty(holder(path), path[path.length - 1] ?? "");
  return found;
}

describe("the rules between an assignable unit and the LMS", () => {
  it.each(vectors.statements as unknown as Case[])("statement: $name", (one) => {
    expect(statementFault(facts(one))).toBe(one.fault);
  });

  it.each(vectors.documents)("document: $name", ({ document, fault }) => {
    expect(documentFault({ document })).toBe(fault);
  });

  it.each(vectors.effects)("effect: $name", ({ base, session, unit }) => {
    expect(afterStatement({ ...facts({ base }), session: {}, unit: {} })).toEqual({ session, unit });
  });

  it("remembers that the preferences were read", () => {
    const document = { resource: "agent-profile", id: "cmi5LearnerPreferences", method: "GET" };
    expect(afterDocument({ session: {}, unit: {}, document })).toEqual({ preferences_read: true });
  });

  it.each(vectors.move_on)("$move_on with $unit", ({ move_on, unit, met }) => {
    expect(isMet(move_on, unit as Record<string, boolean>)).toBe(met);
  });

  it.each(vectors.satisfied)("satisfied: $name", ({ met, satisfied, new: found }) => {
    expect(newlySatisfied(vectors.tree, new Set<string>(met), new Set<string>(satisfied))).toEqual(found);
  });

  it.each(vectors.templates)("template: $name", ({ template, values, made: wanted }) => {
    expect(made(template, values)).toEqual(wanted);
  });
});
