/** The list of what a leader should look at: GET /api/v1/attention and its history. */
import type { NewOperation } from "../../../data/outbox.ts";
import type { AttentionKey } from "../../../i18n/attention.ts";

export interface PersonRef {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
}

export interface About {
  readonly task?: string | null;
  readonly class?: string | null;
  readonly learner?: string | null;
  readonly mark?: string | null;
  readonly text?: string | null;
  readonly course?: string | null;
  readonly name?: string | null;
}

export interface Made {
  readonly op: string;
  readonly kind: string;
  readonly author: PersonRef | null;
  readonly made: string;
  readonly about: About;
  /** Its writer has chosen others to read it: nothing here tells what it says, or whose it is. */
  readonly hidden?: boolean;
}

export interface Side {
  readonly op: string;
  readonly kind: string;
  readonly standing: boolean;
  readonly author: PersonRef | null;
  /** Whether another server judged it: the centre, seen from a school. */
  readonly node: boolean;
  readonly made: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Those of its values that the record does not have at present. */
  readonly lost?: Readonly<Record<string, unknown>>;
}

interface Common {
  readonly id: string;
  readonly school: string;
  readonly at: string;
}

export type HeldItem = Common & Made & { readonly type: "held"; readonly reason: string; readonly can_release: boolean };
export type ConflictItem = Common & {
  /** `written`: two wrote one thing, and a leader may choose neither: whoever writes it settles it. */
  readonly type: "mark" | "written" | "roster" | "merged" | "statement";
  readonly family: string;
  readonly record: string;
  readonly about: About;
  readonly sides: readonly Side[];
  /** Whether the reader teaches the class that it is about. */
  readonly may_teach?: boolean;
};
export type ForkItem = Common & Made & { readonly type: "fork"; readonly other: Made };
export type RefusedItem = Common & { readonly type: "refused"; readonly reason: string; readonly count: number; readonly examples: readonly Made[] };
export type ImportItem = Common & {
  readonly type: "import";
  readonly author: PersonRef | null;
  readonly file: string;
  readonly problem: { readonly messages?: Readonly<Record<string, string>>; readonly title?: string } | null;
};

/** A server that the centre has shut out and that still calls, or whose sticks come. */
export type LateItem = Common & { readonly type: "late"; readonly node: string; readonly name: string; readonly calls: number; readonly volumes: number };

export type Item = HeldItem | ConflictItem | ForkItem | RefusedItem | ImportItem | LateItem;

export interface Settled {
  readonly id: string;
  readonly type: "released" | "dismissed" | "chosen";
  readonly at: string;
  readonly by: PersonRef | null;
  readonly reason: string;
  readonly kind: string;
  readonly about: About;
  readonly hidden?: boolean;
}

const REASONS: Readonly<Record<string, AttentionKey>> = {
  "not-enrolled-in-the-class": "reason_roster",
  "not-a-learner": "reason_roster",
  "not-a-teacher-of-the-class": "reason_teacher",
  "not-a-teacher-of-the-school": "reason_teacher",
  "learner-not-in-the-class": "reason_learner",
  "unknown-assignment": "reason_unknown",
  "unknown-course": "reason_unknown",
  "unknown-operation": "reason_unknown",
  "unknown-kind": "reason_version",
  "not-your-school": "reason_coverage",
  "judged-elsewhere": "reason_coverage",
};

const RIGHTS = /^(not-|record-|class-of-|course-of-|operation-of-|national-|work-of-)/;

/** The sentence for a reason that the server names. */
export function reasonKey(reason: string): AttentionKey {
  return REASONS[reason] ?? (RIGHTS.test(reason) ? "reason_rights" : "reason_other");
}

/** Writes the values that a side lost again, by somebody who has seen what stands: an ordinary edit. */
export function restoreLost(item: ConflictItem, side: Side): NewOperation[] {
  const standing = item.sides.find((one) => one.standing);
  return [{ kind: side.kind, record: item.record, ...(standing ? { base: standing.op } : {}), fields: { ...side.lost } }];
}

/** The operation that releases or dismisses what an item is about. */
export function judgement(target: string, decision: "release" | "dismiss", school: string, reason: string): NewOperation {
  return { kind: "operation.judge", record: target, fields: { decision, school, reason: reason.trim() } };
}

/** Operations that let one mark stand: one on top of every side, as for a teacher. */
export function chooseMark(item: ConflictItem, chosen: Side): NewOperation[] {
  return item.sides.map((side) => ({ kind: chosen.kind, record: item.record, base: side.op, fields: { ...chosen.fields } }));
}

/** What differs between the sides, as rows of field and value in words that need no translation. */
export function differences(sides: readonly Side[]): readonly string[] {
  const names = new Set(sides.flatMap((side) => Object.keys(side.fields)));
  return [...names].filter((name) => new Set(sides.map((side) => JSON.stringify(side.fields[name] ?? null))).size > 1).sort();
}

/** Fields whose values a person reads as they stand, in the order of reading. */
const READABLE = ["date", "starts_on", "state", "topic", "homework", "mark", "percent", "protocol", "about", "text", "reason"] as const;
const STATES: Readonly<Record<string, AttentionKey>> = { held: "state_held", cancelled: "state_cancelled" };

/** What of one side differs from the others and can be read: the field's word, and its value. */
export function readable(side: Side, names: readonly string[]): readonly { label: AttentionKey; value: string; word: AttentionKey | null }[] {
  return READABLE.filter((name) => names.includes(name)).map((name) => {
    const value = side.fields[name];
    return { label: `field_${name}`, value: shown(value), word: name === "state" ? (STATES[String(value)] ?? null) : null };
  });
}

/** Those of the names whose values a person can read on every side: words, numbers, and lists of them. */
export function plain(sides: readonly Side[], names: readonly string[]): readonly string[] {
  return names.filter((name) => sides.every(({ fields }) => wordsOf(fields[name]) !== null));
}

export function shown(value: unknown): string {
  return wordsOf(value) ?? "—";
}

/** null where it takes more than words to say it. */
function wordsOf(value: unknown): string | null {
  if (value === null || value === undefined || value === "") return "—";
  if (typeof value === "string" || typeof value === "number") return String(value);
  const said = Array.isArray(value) ? value.map(wordsOf) : [null];
  return said.includes(null) ? null : said.join(", ") || "—";
}
