/** Whether the school's server or the hub answers right now. The browser's own word for it lies. */
import { type ReadonlySignal, signal } from "@preact/signals";

import { backoff } from "./backoff.ts";
import { HEARTBEAT_LONGEST_MS, HEARTBEAT_MS, RETRY_FIRST_MS } from "./limits.ts";
import { askNode } from "./node.ts";

/** unknown: not asked yet. */
export type Link = "school" | "hub" | "none" | "unknown";

const state = signal<Link>("unknown");
const wait = backoff(RETRY_FIRST_MS, HEARTBEAT_LONGEST_MS);
let timer: ReturnType<typeof setTimeout> | null = null;
let asking = false;

export const link: ReadonlySignal<Link> = state;

/** Asks now. Also called when anything else has failed or succeeded unexpectedly. */
export async function checkLink(): Promise<Link> {
  if (asking) return state.value;
  asking = true;
  if (timer) clearTimeout(timer);
  let next = HEARTBEAT_MS;
  try {
    const found = await askNode();
    state.value = found.role === "hub" ? "hub" : "school";
    wait.reset();
  } catch {
    state.value = "none";
    next = wait.next();
  } finally {
    asking = false;
  }
  timer = setTimeout(() => {
    if (document.visibilityState === "visible") void checkLink();
  }, next);
  return state.value;
}

/** Keeps asking while the app is in view. */
export function startHeartbeat(): void {
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void checkLink();
  });
  // Only hints that it is worth asking; what counts is the answer.
  window.addEventListener("online", () => void checkLink());
  window.addEventListener("offline", () => void checkLink());
  void checkLink();
}
