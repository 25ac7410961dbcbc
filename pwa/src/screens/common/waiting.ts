/** What an operation or a reason is called, in the person's words. */
import type { HeldOperation } from "../../data/outbox.ts";
import { t } from "../../i18n/core.ts";

const KINDS = {
  "submission.hand_in": "kindHandIn",
  "mark.give": "kindMark",
  "assignment.set": "kindAssignment",
  "assignment.withdraw": "kindAssignment",
  "attempt.commit": "kindAttempt",
  "course.publish": "kindCourse",
  "course.withdraw": "kindCourse",
} as const;

const REASONS = {
  "not-allowed": "reasonNotAllowed",
  "not-enrolled": "reasonNotAllowed",
  "not-your-class": "reasonNotAllowed",
  "not-for-phones": "reasonNotAllowed",
  "unknown-assignment": "reasonUnknownRecord",
  "unknown-record": "reasonUnknownRecord",
  "unknown-submission": "reasonUnknownRecord",
  "too-large": "reasonTooLarge",
  "upload-too-large": "reasonTooLarge",
  "malformed-operation": "reasonMalformed",
  "invalid-request": "reasonMalformed",
} as const;

export function kindName(kind: string): string {
  return t(kind in KINDS ? KINDS[kind as keyof typeof KINDS] : "kindOther");
}

/** Why the server does not apply an operation, and what to do. */
export function reasonText(held: Pick<HeldOperation, "reason">): string {
  if (held.reason in REASONS) return t(REASONS[held.reason as keyof typeof REASONS]);
  return t("reasonOther", { code: held.reason });
}
