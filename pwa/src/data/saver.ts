/** Bytes that cost money: away from school an app that saves them asks for news seldom. What comes by itself
 * (photos to mark, lessons of closed days) comes at school alone, whatever is chosen here. */
import { keptChoice } from "./choice.ts";
import { POLL_MS, SAVING_POLL_MS } from "./limits.ts";
import type { Link } from "./link.ts";

export const saver = keptChoice<"off" | "on">("tirek.saver", ["off", "on"]);

/** Milliseconds until news are asked for again. */
export function pollEvery(link: Link): number {
  return link === "hub" && saver.chosen.peek() === "on" ? SAVING_POLL_MS : POLL_MS;
}
