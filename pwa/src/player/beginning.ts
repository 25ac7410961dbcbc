/** How a sitting begins: what earlier ones left, and whether they are to be gone on with. */
import { randomHex } from "../data/random.ts";
import { records } from "../data/records.ts";
import type { Activity } from "./description.ts";
import { earlier, type Earlier, isElsewhere } from "./earlier.ts";
import type { SessionState } from "./journal.ts";
import type { Opened } from "./phase.ts";
import { begin, editionToOpen, isClosed, latestAttempt, type Learner, type Played } from "./resume.ts";
import { snapshotOf } from "./snapshot.ts";

/** Formats whose content knows what a review is; others show again what was there. */
const REVIEWED: readonly string[] = ["scorm12", "scorm2004"];

/** The edition that is opened: the one in which this phone or another began, or the present one. */
export function editionBegun({ item, course }: Opened, learner: Learner, local: SessionState | null): Played {
  const doc = latestAttempt(records.list("attempt").peek(), learner.id, item.id);
  return editionToOpen(local, item, course.edition, doc);
}

/** What this phone (`local`) and the learner's other ones left, the school asked if it is there. */
export async function whatIsLeft({ item }: Opened, learner: Learner, local: SessionState | null, list: readonly Activity[]): Promise<Earlier> {
  const doc = latestAttempt(records.list("attempt").peek(), learner.id, item.id);
  const snapshot = doc && isElsewhere(local, doc) ? await snapshotOf(item.id, doc.id, doc.op) : null;
  return earlier(local, doc, list, snapshot, item.format);
}

/** Whether the learner has to say: once more, or a look at what was done. */
export function mustAsk(format: string | undefined, learner: Learner, found: Earlier, list: readonly Activity[]): boolean {
  return learner.counts && REVIEWED.includes(format ?? "") && isClosed(found, list);
}

export interface Sitting {
  opened: Opened;
  learner: Learner;
  list: readonly Activity[];
  played: Played | null;
  anew: boolean;
}

/** The state that a sitting begins with. */
export function sitting(found: Earlier, { opened, learner, list, played, anew }: Sitting): SessionState {
  const { item, lesson, course } = opened;
  const state = begin(found, list, {
    learner: learner.id,
    item: { ...item, manifest: played?.manifest ?? item.manifest },
    lesson,
    course: course.id,
    edition: played?.edition ?? course.edition,
    // Told apart only from other sittings of the same attempt, and sent with each of them.
    session: randomHex(4),
    now: Date.now(),
    anew,
    review: learner.reviews === true,
  });
  // A look at a package with an order of its own goes through it from the start.
  if (learner.reviews) delete state.route;
  return state;
}
