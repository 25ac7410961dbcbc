/** Photos of work on paper that wait for their pupil, in the order in which they were taken: each keeps its own. */
import type { DraftFile } from "./draft.ts";

export interface Shot<P extends DraftFile = DraftFile> {
  /** Two photos of one page are two shots. */
  readonly id: string;
  readonly photo: P;
  readonly learner: string | null;
  /** The pupil whose code is on it; null where none was recognised. */
  readonly byCode: string | null;
}

/** The pupil was chosen for that photo, and no other. */
export function chosenFor<S extends Shot>(shots: readonly S[], id: string, learner: string): readonly S[] {
  return shots.map((one) => (one.id === id ? { ...one, learner } : one));
}

export function without<S extends Shot>(shots: readonly S[], id: string): readonly S[] {
  return shots.filter((one) => one.id !== id);
}

/** One after the other: a photo being decoded takes 48 MB, and the first taken is the first asked about. */
export class InTurn {
  private last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.last.then(work);
    this.last = mine.catch(() => undefined);
    return mine;
  }
}
