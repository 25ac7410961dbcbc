/**
 * Changes of records, and taking them back. The server orders an operation after the one that it names as its base,
 * however slow this phone's clock is: an edit or an undo without one loses to what it was made over.
 */
import { type Following, type NewOperation, submitAll } from "./outbox.ts";
import { records, type RecordType } from "./records.ts";

/** The operation by which a record stands on this phone; null where it has none. */
export function standing(type: RecordType, record: string): string | null {
  const doc = records.get(type, record) as { readonly op?: string } | undefined;
  return doc?.op ?? null;
}

/** The fields in which `now` differs from `before`: an edit that named others would take back what somebody else has said of them meanwhile. */
export function changedOf<T extends object>(before: T, now: T): Partial<T> {
  return Object.fromEntries(Object.entries(now).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof T]))) as Partial<T>;
}

/** What a record says, with what was said beside it on other devices. */
interface Sides {
  readonly op?: string | null;
  readonly others?: readonly { readonly op: string }[];
}

/**
 * What writes over what stands and over all that stands beside it, so that a dispute ends: an operation can name but one
 * base, so each side gets its own, the one that stands first.
 */
export function everySide(kind: string, record: string, before: Sides | null, fields: Record<string, unknown>): NewOperation[] {
  const bases = [before?.op ?? null, ...(before?.others ?? []).map(({ op }) => op)];
  return bases.map((base) => ({ kind, record, base, fields }));
}

/** Writes it. The last one's id, which is the record's from now on. */
export async function overEverySide(kind: string, record: string, before: Sides | null, fields: Record<string, unknown>): Promise<string> {
  const made = await submitAll(everySide(kind, record, before, fields));
  return made[made.length - 1] as string;
}

/** `back` as it undoes `makes`, which became the operations `made`: each over the last that its record got of them. */
export function over(back: readonly NewOperation[], makes: readonly NewOperation[], made: readonly string[]): NewOperation[] {
  const last = new Map(makes.map((one, at) => [one.record ?? made[at], made[at]]));
  return back.map((one) => ({ ...one, base: last.get(one.record) ?? one.base ?? null }));
}

/**
 * Writes all of `makes` or nothing, and answers what takes it back, null where nothing does; `undoes` gets the ids of
 * what was made.
 */
export async function change(makes: readonly (NewOperation | Following)[], undoes: (made: readonly string[]) => readonly NewOperation[]): Promise<(() => Promise<void>) | null> {
  const made = await submitAll(makes);
  const whole = makes.map((one, at) => (typeof one === "function" ? one(made.slice(0, at)) : one));
  const back = over(undoes(made), whole, made);
  if (back.length === 0) return null;
  return async () => {
    await submitAll(back);
  };
}
