/** What an operation or a reason is called, in the person's words. */
import type { HeldOperation } from "../../data/outbox.ts";
import { t } from "../../i18n/core.ts";
import { w } from "../../i18n/waiting.ts";

const KINDS = {
  "submission.hand_in": "kindHandIn",
  "mark.give": "kindMark",
  "submission.take_in": "kindHandIn",
  "assignment.set": "kindAssignment",
  "assignment.withdraw": "kindAssignment",
  "arrangement.set": "kindAssignment",
  "notice.set": "kindNotice",
  "notice.withdraw": "kindNotice",
  "receipt.give": "kindReceipt",
  "attempt.commit": "kindAttempt",
  "statement.put": "kindAttempt",
  "course.publish": "kindCourse",
  "course.withdraw": "kindCourse",
  "operation.judge": "kindJudgement",
  "journal.record": "kindJournal",
  "attendance.set": "kindAttendance",
  "assessment.set": "kindAssessment",
  "assessment.remove": "kindAssessment",
  "score.give": "kindMark",
  "term.confirm": "kindTermMark",
  "term.lock": "kindTermMark",
  "policy.adopt": "kindTermMark",
  "plan.set": "kindPlan",
  "plan.remove": "kindPlan",
  "shared_plan.set": "kindPlan",
  "support.set": "kindSupport",
  "route.set": "kindSupport",
  "route.review": "kindSupport",
  "club.set": "kindClub",
  "club.member": "kindClub",
  "club.meeting": "kindClub",
  "club.attend": "kindClub",
  "club.result": "kindClub",
  "portfolio.set": "kindPortfolio",
  "consent.decide": "kindConsent",
  "timetable.set": "kindTimetable",
  "timetable.remove": "kindTimetable",
  "calendar.set": "kindTimetable",
  "closure.set": "kindTimetable",
  "substitution.set": "kindSubstitution",
} as const;

const REASONS = {
  "not-enrolled-in-the-class": "reasonNotEnrolled",
  "not-a-learner": "reasonNotEnrolled",
  "not-a-teacher-of-the-class": "reasonNotTeacher",
  "not-a-teacher-of-the-school": "reasonNotTeacher",
  "not-a-teacher-of-the-subject": "reasonNotTeacher",
  "learner-not-in-the-class": "reasonNotTeacher",
  "class-of-another-school": "reasonNotTeacher",
  "course-of-another-school": "reasonNotAllowed",
  "national-course": "reasonNotAllowed",
  "record-not-own": "reasonNotAllowed",
  "work-of-somebody-else": "reasonNotAllowed",
  "not-for-phones": "reasonNotAllowed",
  "statement-not-own": "reasonNotAllowed",
  "record-not-of-the-assignment": "reasonNotAllowed",
  "record-not-of-the-submission": "reasonNotAllowed",
  "record-not-of-the-learner": "reasonNotAllowed",
  "assistants-sign-nothing": "reasonNotAllowed",
  "not-a-leader-of-the-club": "reasonNotAllowed",
  "consent-not-theirs": "reasonNotAllowed",
  "day-not-come": "reasonDayNotCome",
  "learner-not-at-the-school": "reasonNotAllowed",
  "record-not-of-the-lesson": "reasonNotAllowed",
  "record-not-of-the-gradebook": "reasonNotAllowed",
  "term-locked": "reasonTermLocked",
  "assessment-removed": "reasonAssessmentRemoved",
  "joining-is-over": "reasonJoiningOver",
  "too-many-plans-offered": "reasonManyPlans",
  "reason-needed": "reasonNeeded",
  "unknown-policy": "reasonOldServer",
  "not-a-leader-of-the-school": "reasonNotAllowed",
  "operation-of-another-school": "reasonNotAllowed",
  "not-releasable": "reasonNotAllowed",
  "unknown-operation": "reasonUnknownRecord",
  "unknown-assignment": "reasonUnknownRecord",
  "unknown-course": "reasonUnknownRecord",
  "unknown-record": "reasonUnknownRecord",
  "unknown-kind": "reasonOldServer",
  "too-large": "reasonTooLarge",
  "invalid-operation": "reasonMalformed",
  "statement-invalid": "reasonMalformed",
  "assignment-incomplete": "reasonMalformed",
  "record-incomplete": "reasonMalformed",
} as const;

export function kindName(kind: string): string {
  const key = kind in KINDS ? KINDS[kind as keyof typeof KINDS] : "kindOther";
  return key === "kindAssignment" ? t(key) : w(key);
}

/** Why the server does not apply an operation, and what to do. */
export function reasonText(held: Pick<HeldOperation, "reason">): string {
  if (held.reason in REASONS) return w(REASONS[held.reason as keyof typeof REASONS]);
  return w("reasonOther", { code: held.reason });
}
