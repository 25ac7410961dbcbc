/**
 * Two records of one child, shown as one: what the second has handed in stands under the kept one.
 * Pure, and undone by itself once the school takes the pair apart. What is stored stays as it came.
 */
import type { Docs, RecordType } from "./docs.ts";

/** Fields that name the learner, by the types of documents that move to the kept record. */
const NAMED: { readonly [T in RecordType]?: "learner" | "person" } = {
  submission: "learner",
  mark: "learner",
  attempt: "learner",
  score: "learner",
  term_mark: "learner",
  enrolment: "person",
};

/** By record the one under which it is shown; not for `me`, whose own phone says what it always said. */
export function keptOf(all: Iterable<Docs["alias"]>, people: ReadonlyMap<string, unknown>, me: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  // Who does not know the kept one cannot find anything there.
  for (const { person, kept } of all) if (person !== me && people.has(kept)) found.set(person, kept);
  return found;
}

/** `docs` by id; returned as they are when nobody here has two records. */
export function joined<T extends RecordType>(type: T, docs: ReadonlyMap<string, Docs[T]>, kept: ReadonlyMap<string, string>): ReadonlyMap<string, Docs[T]> {
  const name = NAMED[type];
  if (!name || kept.size === 0) return docs;
  const moved = new Map<string, Docs[T]>();
  const own = new Map<string, Docs[T]>();
  for (const [id, doc] of docs) {
    const shown = kept.get((doc as unknown as Record<string, string>)[name] ?? "");
    if (shown === undefined) own.set(id, doc);
    else moved.set(id, { ...doc, [name]: shown });
  }
  // The kept one's own come last: where both have a mark for one task, theirs is the one that shows.
  return new Map([...moved, ...own]);
}
