/** Why an item did not open, in the few kinds that a person can do something about. */
import { type ContentFault, ContentProblem } from "../data/content-download.ts";
import { isFull } from "../data/content-store.ts";
import { DescriptionUnreadable } from "./description.ts";
import { NoContentOrigin } from "./origin.ts";
import { ShellProblem } from "./shell-link.ts";

export type Fault = ContentFault | "gone" | "shell" | "no-worker" | "pdf" | "content";

/** The kind of an error; one that nobody thought of is told in full to whoever reads the console. */
export function faultOf(error: unknown): Fault {
  if (error instanceof ContentProblem) return error.fault;
  if (error instanceof ShellProblem) return error.fault === "no-worker" ? "no-worker" : "shell";
  if (error instanceof NoContentOrigin) return "shell";
  if (error instanceof DescriptionUnreadable) return "damaged";
  if (isFull(error)) return "full";
  console.error(error);
  return "content";
}
