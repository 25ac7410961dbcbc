/** How what somebody told the school stands. Pure. */
import type { ConcernDoc, ConcernStepDoc } from "../../data/docs-concerns.ts";

export const WHATS: readonly ConcernDoc["what"][] = ["hurt", "trouble", "content", "other"];
export const READERS: readonly ConcernDoc["readers"][] = ["both", "leaders", "class-teacher"];

export type State = "phone" | "received" | "looking" | "closed";

export interface Told {
  readonly concern: ConcernDoc;
  /** The oldest first. */
  readonly steps: readonly ConcernStepDoc[];
  readonly state: State;
}

/** The latest first. */
export function told(concerns: readonly ConcernDoc[], steps: readonly ConcernStepDoc[]): Told[] {
  return concerns
    .map((concern) => {
      const own = steps.filter((step) => step.concern === concern.id).sort(byTime);
      const state: State = own[own.length - 1]?.state ?? (concern.local === "phone" ? "phone" : "received");
      return { concern, steps: own, state };
    })
    .sort((a, b) => -byTime(a.concern, b.concern));
}

/** Those who wait for the school, the longest first; of children in need before all others. */
export function waiting(all: readonly Told[]): Told[] {
  const rank = ({ concern, state }: Told): number => (state === "looking" ? 2 : concern.what === "hurt" ? 0 : 1);
  return all.filter(({ state }) => state !== "closed").sort((a, b) => rank(a) - rank(b) || byTime(a.concern, b.concern));
}

function byTime(a: { readonly made_at: string; readonly id: string }, b: { readonly made_at: string; readonly id: string }): number {
  if (a.made_at !== b.made_at) return a.made_at < b.made_at ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}
