/** A plan as other schools may have it: its rows in words, in the operations that carry them. Pure. */
import type { PlanResource, PlanRowDoc } from "../data/docs-planning.ts";
import type { NewOperation } from "../data/outbox.ts";

/** Bytes of rows in one operation, rows in it, and such operations of one plan: the server's limits. */
const PART_BYTES = 18 * 1024;
const PART_ROWS = 200;
const PARTS = 8;
const RESOURCE_CHARACTERS = 1000;
export const TITLE_CHARACTERS = 200;

export type SharedRow = Pick<PlanRowDoc, "hours" | "section" | "topic" | "objectives" | "homework" | "summative" | "outline"> & { readonly resources: readonly { readonly text: string }[] };

export interface Parts {
  readonly parts: readonly (readonly SharedRow[])[];
  /** Whether the lesson plans are in it: without them a plan that is too long may still fit. */
  readonly outlines: boolean;
}

/** No class, no days and no files; a lesson of a library is told by its name, since others may not have its course. */
function rowOf(row: PlanRowDoc, nameOf: (one: PlanResource) => string): SharedRow {
  const { hours, section, topic, objectives, homework, summative, outline } = row;
  const resources = row.resources.map((one) => ({ text: nameOf(one).trim().slice(0, RESOURCE_CHARACTERS) }));
  return { hours, section, topic, objectives, homework, resources: resources.filter(({ text }) => text !== "" && text !== "…"), summative, outline };
}

function partsOf(rows: readonly SharedRow[]): SharedRow[][] {
  const bytes = new TextEncoder();
  const parts: SharedRow[][] = [];
  let room = 0;
  for (const row of rows) {
    const size = bytes.encode(JSON.stringify(row)).length;
    let part = parts[parts.length - 1];
    if (!part || size > room || part.length >= PART_ROWS) {
      parts.push((part = []));
      room = PART_BYTES;
    }
    part.push(row);
    room -= size;
  }
  return parts;
}

/** The rows as they travel; null: too long even without the lesson plans. */
export function shared(rows: readonly PlanRowDoc[], nameOf: (one: PlanResource) => string): Parts | null {
  const whole = rows.map((row) => rowOf(row, nameOf));
  for (const outlines of [true, false]) {
    const parts = partsOf(outlines ? whole : whole.map((row) => ({ ...row, outline: "" })));
    if (parts.length <= PARTS) return { parts, outlines };
  }
  return null;
}

export interface About {
  readonly school: string;
  readonly subject: string;
  readonly grade: number;
  readonly language: string;
  readonly title: string;
  readonly named: boolean;
}

/** The first operation makes the record, the others bring the rows that did not fit. */
export function offering(about: About, { parts }: Parts): { first: NewOperation; rest: Record<string, unknown>[] } {
  const [first = [], ...rest] = parts;
  return {
    first: { kind: "shared_plan.set", fields: { ...about, parts: parts.length, part_1: first } },
    rest: rest.map((part, at) => ({ [`part_${at + 2}`]: part })),
  };
}
