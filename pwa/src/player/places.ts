/**
 * Brings the places in lessons that were begun on another phone while the school answers: at home,
 * where such a lesson is opened, it may not.
 */
import { allPins } from "../data/content-room.ts";
import type { AttemptDoc } from "../data/docs.ts";
import { records } from "../data/records.ts";
import { type Profile, session } from "../data/session.ts";
import { isElsewhere } from "./earlier.ts";
import { lastState } from "./journal.ts";
import { latestAttempt } from "./resume.ts";
import { snapshotOf } from "./snapshot.ts";

/** Lessons in one go: more than a pupil has begun and not ended. What is left over comes when they have been ended. */
const PLACES = 30;
/** Places that can't be had, for the server is busy or does not have them itself, after which it is tried the next time. */
const MISSES = 3;

export async function bringPlaces({ person }: Profile): Promise<void> {
  const kept = new Set((await allPins()).map((pin) => pin.lesson));
  let misses = 0;
  for (const doc of begun(records.list("attempt").peek(), person, kept).slice(0, PLACES)) {
    if (session.peek()?.person !== person || misses === MISSES) return;
    if (!isElsewhere(await lastState(person, doc.item), doc)) continue;
    if (!(await snapshotOf(doc.item, doc.id, doc.op))) misses += 1;
  }
}

/** The attempts that are under way, those at lessons kept on this phone first, then the latest. Pure. */
export function begun(attempts: readonly AttemptDoc[], learner: string, kept: ReadonlySet<string>): AttemptDoc[] {
  const items = new Set(attempts.flatMap((one) => (one.learner === learner ? [one.item] : [])));
  const latest = [...items].flatMap((item) => latestAttempt(attempts, learner, item) ?? []);
  const order = (one: AttemptDoc): number => Number(kept.has(one.lesson));
  return latest
    .filter((one) => one.completion !== "completed")
    .sort((a, b) => order(b) - order(a) || Date.parse(b.at) - Date.parse(a.at));
}
