/** Turns the form of a task into an operation of the outbox, its files with it. */
import { fileFields, type WorkBlob } from "../../data/files.ts";
import { submit } from "../../data/outbox.ts";
import type { AssignmentDoc } from "../../data/records.ts";
import { changedFields, fieldsOf, type Draft } from "./model/draft.ts";

/** Resolves when the operation is safe on the phone. An edit that changes nothing writes nothing. */
export async function sendDraft(draft: Draft, fresh: readonly WorkBlob[], before: AssignmentDoc | null, school: string): Promise<void> {
  const whole: Draft = { ...draft, files: [...draft.files, ...fresh.map(fileFields)] };
  if (!before) {
    await submit({ kind: "assignment.set", fields: fieldsOf(whole, school) }, fresh);
    return;
  }
  const fields = changedFields(whole, before);
  if (Object.keys(fields).length > 0) await submit({ kind: "assignment.set", record: before.id, base: before.op ?? null, fields }, fresh);
}
