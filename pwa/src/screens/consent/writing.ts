/** Decisions on consent as operations. */
import { submit } from "../../data/outbox.ts";
import { schoolDay } from "../gradebook/school.ts";

export interface Paper {
  /** By the purpose's code; null: nothing is marked on the paper. */
  readonly answers: Readonly<Record<string, boolean | null>>;
  readonly date: string;
  readonly by: "representative" | "learner";
  readonly signer: string;
}

export function decide(school: string, learner: string, purpose: string, given: boolean, by: Paper["by"]): Promise<string> {
  return submit({ kind: "consent.decide", fields: { school, learner, purpose, given, date: schoolDay(), way: "app", by } });
}

/** One decision for each answer that is marked. */
export async function notePaper(school: string, learner: string, { answers, date, by, signer }: Paper): Promise<void> {
  for (const [purpose, given] of Object.entries(answers)) {
    if (given !== null) await submit({ kind: "consent.decide", fields: { school, learner, purpose, given, date, way: "paper", by, signer: signer.trim() } });
  }
}
