/** Whether this phone's work has gone to another address of the same server, or is on its way there. */
import { type ReadonlySignal, signal } from "@preact/signals";

import { openDevice } from "./open.ts";

export interface Moved {
  /** The other origin. */
  readonly to: string;
  /** Everything is there and nothing is here; before that nobody writes here, since both would number alike. */
  readonly done: boolean;
}

const MOVED = "moved";
const state = signal<Moved | null>(null);

export const moved: ReadonlySignal<Moved | null> = state;

export async function restoreMoved(): Promise<void> {
  state.value = ((await (await openDevice()).get("meta", MOVED)) as Moved | undefined) ?? null;
}

/** Stored before it is shown. */
export async function noteMoved(next: Moved | null): Promise<void> {
  const db = await openDevice();
  if (next) await db.put("meta", next, MOVED);
  else await db.delete("meta", MOVED);
  state.value = next;
}
