/** How a question to the hub stands. Pure. */
import type { InquiryDoc } from "../../data/docs-people.ts";

export type What = InquiryDoc["what"];
export const WHATS: readonly What[] = ["unknown-pupil", "duplicate", "new-class", "transfer", "other"];

export type Outcome = "done" | "refused" | "more";
export const OUTCOMES: readonly Outcome[] = ["done", "more", "refused"];

/** An answer to what was asked before does not count for what is asked now. */
export function stateOf({ withdrawn, answer, local }: Pick<InquiryDoc, "withdrawn" | "answer" | "local">): "open" | "withdrawn" | Outcome {
  if (withdrawn) return "withdrawn";
  return answer?.current && local !== "phone" ? answer.outcome : "open";
}
