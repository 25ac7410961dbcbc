/**
 * Acts that can be taken back for a few seconds before they become operations.
 *
 * An operation cannot be unsaid, so an act waits here first. It is written to the phone before the
 * screen says "saved": whatever kills the app within those seconds, the act is sent at the next start.
 */

import type { Taken } from "./publish.ts";

/** Milliseconds in which a teacher can take an act back: time to read one line and move a thumb. */
export const UNDO_MS = 5000;

export interface HeldAct {
  /** One act per record and kind of screen: a newer one replaces it. */
  readonly id: string;
  /** Operations in the order in which they are to be written. */
  readonly operations: readonly HeldOperation[];
  /** What the screen needs to show the act as done already. */
  readonly shown: ShownAct;
  /** Unix milliseconds. */
  readonly heldAt: number;
}

export interface HeldOperation {
  readonly kind: string;
  readonly record: string;
  readonly base: string | null;
  readonly fields: Record<string, unknown>;
}

export type ShownAct =
  | { readonly type: "mark"; readonly record: string; readonly learner: string; readonly mark: string; readonly comment: string }
  | { readonly type: "withdraw"; readonly record: string; readonly title: string }
  | { readonly type: "takeBack"; readonly record: string; readonly taken: Taken };

/** Where held acts survive a kill. Every promise settles only when the bytes are safe. */
export interface ActStore {
  all(): Promise<HeldAct[]>;
  put(act: HeldAct): Promise<void>;
  remove(id: string): Promise<void>;
}

export interface UndoPorts {
  readonly store: ActStore;
  /** Writes one operation to the outbox. */
  send(operation: HeldOperation): Promise<unknown>;
  /** True when the act's effect is there already: the app died between sending and forgetting it. */
  isDone(act: HeldAct): boolean;
  /** Calls back after so many milliseconds; returns how to cancel. */
  later(ms: number, then: () => void): () => void;
  /** Told after every change of the held acts, oldest first. */
  changed(acts: readonly HeldAct[]): void;
}

export class UndoQueue {
  private readonly acts = new Map<string, HeldAct>();
  private readonly timers = new Map<string, () => void>();
  private readonly sending = new Map<string, Promise<void>>();

  constructor(private readonly ports: UndoPorts) {}

  /** Sends what an earlier run of the app left behind. */
  async recover(): Promise<void> {
    for (const act of await this.ports.store.all()) {
      if (this.acts.has(act.id)) continue;
      if (!this.ports.isDone(act)) for (const operation of act.operations) await this.ports.send(operation);
      await this.ports.store.remove(act.id);
    }
  }

  /** Resolves when the act is safe on the phone; it is sent UNDO_MS later. */
  async hold(act: HeldAct): Promise<void> {
    await this.sending.get(act.id);
    this.timers.get(act.id)?.();
    this.acts.set(act.id, act);
    await this.ports.store.put(act);
    this.timers.set(act.id, this.ports.later(UNDO_MS, () => void this.release(act.id).catch(() => undefined)));
    this.tell();
  }

  /** True when the act was still here and never happened. */
  async undo(id: string): Promise<boolean> {
    if (!this.acts.has(id) || this.sending.has(id)) return false;
    this.timers.get(id)?.();
    this.timers.delete(id);
    this.acts.delete(id);
    await this.ports.store.remove(id);
    this.tell();
    return true;
  }

  /** Sends everything now: the screen is being left or the app hidden. */
  async flush(): Promise<void> {
    for (const id of [...this.acts.keys()]) await this.release(id);
  }

  /** Lets go of everything unsent without losing it: it stays in the store for `recover`. */
  forget(): void {
    for (const cancel of this.timers.values()) cancel();
    this.timers.clear();
    this.acts.clear();
    this.tell();
  }

  private release(id: string): Promise<void> {
    const running = this.sending.get(id);
    if (running) return running;
    const act = this.acts.get(id);
    if (!act) return Promise.resolve();
    this.timers.get(id)?.();
    this.timers.delete(id);
    const run = this.write(act).finally(() => this.sending.delete(id));
    this.sending.set(id, run);
    return run;
  }

  private async write(act: HeldAct): Promise<void> {
    for (const operation of act.operations) {
      if (this.acts.get(act.id) !== act) return; // forgotten meanwhile: it is in the store
      await this.ports.send(operation);
    }
    this.acts.delete(act.id);
    await this.ports.store.remove(act.id);
    this.tell();
  }

  private tell(): void {
    this.ports.changed([...this.acts.values()]);
  }
}
