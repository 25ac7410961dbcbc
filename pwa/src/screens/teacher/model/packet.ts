/** How far a task or a notice has come with each pupil, and what is done for many at once. Pure. */
import type { ArrangementDoc, AssignmentDoc, NoticeDoc, ReadingDoc } from "../../../data/docs.ts";
import { workKey, type Work } from "./work.ts";

export type Step = "issued" | "delivered" | "opened" | "handedIn" | "seen" | "returned" | "marked" | "paper";

/** The furthest step that is known. A later one implies those before it. */
export function stepOf(work: Work, reading: ReadingDoc | undefined): Step {
  if (work.state === "returned") return "returned";
  if (work.mark && !work.again) return "marked";
  const latest = work.submissions[0];
  if (latest) return latest.seen_at === null ? "handedIn" : "seen";
  if (work.state === "paper") return "paper";
  if (reading?.opened[work.learner]) return "opened";
  return reading?.delivered[work.learner] ? "delivered" : "issued";
}

/** When the step was reached, where anybody knows. */
export function reachedAt(work: Work, step: Step, reading: ReadingDoc | undefined): string | null {
  const latest = work.submissions[0];
  if (step === "returned" || step === "marked") return work.mark?.made_at ?? null;
  if (step === "seen") return latest?.seen_at ?? null;
  if (step === "handedIn") return latest?.received_at ?? latest?.made_at ?? null;
  if (step === "opened") return reading?.opened[work.learner] ?? null;
  return step === "delivered" ? (reading?.delivered[work.learner] ?? null) : null;
}

/** Whether a pupil still owes the work. */
export function owes(work: Work): boolean {
  return work.submissions.length === 0 && !work.mark && work.state !== "paper" && work.state !== "others";
}

export interface Read {
  readonly read: number;
  readonly all: number;
  /** Others who opened it: parents. */
  readonly parents: number;
}

export function readBy(reading: ReadingDoc | undefined, pupils: readonly { readonly id: string }[]): Read {
  const opened = new Set(Object.keys(reading?.opened ?? {}));
  const read = pupils.filter((pupil) => opened.has(pupil.id)).length;
  return { read, all: pupils.length, parents: opened.size - read };
}

/** For whom a task or notice is, among the pupils of its class. */
export function addressed<P extends { readonly id: string }>(one: { readonly learners?: readonly string[] | null }, pupils: readonly P[]): readonly P[] {
  const { learners } = one;
  return learners ? pupils.filter((pupil) => learners.includes(pupil.id)) : pupils;
}

export interface ArrangementOperation {
  readonly kind: "arrangement.set";
  readonly record: string;
  readonly base: string | null;
  readonly fields: Record<string, unknown>;
}

/** What is arranged with each of some pupils; only what is new is said. */
export function arrange(
  assignment: string,
  learners: readonly string[],
  what: Pick<ArrangementDoc, "due_at" | "on_paper" | "reminded_at">,
  known: (record: string) => ArrangementDoc | undefined,
): ArrangementOperation[] {
  return learners.map((learner) => {
    const record = workKey(assignment, learner);
    return { kind: "arrangement.set", record, base: known(record)?.op ?? null, fields: { assignment, learner, ...what } };
  });
}

/** A notice with its tasks, or one task, as a plain text for a messenger. */
export function asText(notice: Pick<NoticeDoc, "title" | "text" | "due_at">, tasks: readonly AssignmentDoc[], due: (at: string) => string): string {
  const lines = tasks.map((task, at) => {
    const head = `${at + 1}. ${task.title}${task.due_at ? ` (${due(task.due_at)})` : ""}`;
    return task.instructions === "" ? head : `${head}\n${task.instructions}`;
  });
  const title = notice.due_at ? `${notice.title}\n${due(notice.due_at)}` : notice.title;
  return [title, notice.text, lines.join("\n")].filter((part) => part.trim() !== "").join("\n\n");
}
