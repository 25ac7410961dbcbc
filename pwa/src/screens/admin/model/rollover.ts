/** Where each class goes, as it was put right: kept when the school has changed meanwhile. Pure. */
import type { Move } from "../../people/server.ts";

/** A move that is being decided. */
export interface Decided extends Move {
  /** Where the school's server would have it go. */
  readonly proposed: string | null;
  /** What the one who decides has not seen yet; null: nothing. */
  readonly news: "new" | "changed" | null;
}

/** What the server has found now, with what was put right `before`; null: this is the first look. */
export function decided(found: readonly Move[], before: readonly Decided[] | null): Decided[] {
  return found.map((move) => {
    const known = before?.find((one) => one.class === move.class && one.grade === move.grade);
    if (!known) return { ...move, proposed: move.to, news: before === null ? null : "new" };
    const same = known.label === move.label && known.pupils === move.pupils && known.proposed === move.to;
    const to = known.to === known.proposed ? move.to : known.to;
    return { ...move, to, proposed: move.to, news: same ? known.news : "changed" };
  });
}
