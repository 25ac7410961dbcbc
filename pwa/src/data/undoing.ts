/**
 * Acts that can still be taken back for a few seconds: on this phone like everything in the outbox,
 * so whoever asks what waits here must be told of them, too.
 */
import { type ReadonlySignal, signal } from "@preact/signals";

export interface Undoing {
  readonly id: string;
  readonly kind: string;
  readonly record: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Unix ms by this phone's clock. */
  readonly made: number;
}

const acts = signal<readonly Undoing[]>([]);

/** Of the current person, the oldest first. */
export const undoing: ReadonlySignal<readonly Undoing[]> = acts;

export function setUndoing(all: readonly Undoing[]): void {
  acts.value = all;
}
