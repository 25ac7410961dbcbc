/** What those ask who work at the school or look at it, in the order of their sections (screens/common/Nav.tsx). */
import { t as core } from "../../i18n/core.ts";
import { type HelpStaffKey, t } from "../../i18n/helpStaff.ts";
import type { Group, Place } from "./topics.ts";

const CLASSES: Place = ["/t", () => core("navClasses")];
const JOURNAL: Place = ["/journal", () => core("navJournal")];

export const STAFF: readonly Group<HelpStaffKey>[] = [
  {
    title: "forTeacher",
    roles: ["teacher", "class_teacher"],
    topics: [
      { text: "lesson", at: JOURNAL },
      { text: "substitute", at: JOURNAL },
      { text: "marking", at: CLASSES },
      { text: "correct", at: CLASSES },
      { text: "sheets", at: CLASSES },
      { text: "late", at: CLASSES },
      { text: "misfiled", at: CLASSES },
      { text: "quiz", at: ["/t/quizzes", () => t("atQuizzes")] },
      { text: "sign", at: ["/t/book", () => t("atBook")] },
      { text: "points", at: ["/t/book", () => t("atBook")] },
      { text: "sharing", at: JOURNAL },
      { text: "pupil", at: CLASSES },
      { text: "newcomer", at: CLASSES },
      { text: "tablet", at: CLASSES },
    ],
  },
  { title: "forAssistant", roles: ["assistant"], topics: [{ text: "helping", at: ["/helping", () => core("navHelping")] }] },
  { title: "forClub", roles: ["club_leader"], topics: [{ text: "meeting", at: ["/t/clubs", () => core("navClubs")] }] },
  { title: "forOperator", roles: ["operator"], topics: [{ text: "silent", at: ["/console", () => core("navSchools")] }] },
  {
    title: "forLeader",
    roles: ["admin", "director", "deputy"],
    topics: [
      { text: "server", at: ["/admin", () => core("navSchool")] },
      { text: "people", at: ["/admin/people", () => t("atPeople")] },
      { text: "held", at: ["/admin/attention", () => t("atAttention")] },
      { text: "journals", at: ["/admin/journal", () => t("atKeeping")] },
      { text: "closure", at: ["/admin/closures", () => t("atClosures")] },
      { text: "terms", at: ["/admin/terms", () => t("atTerms")] },
      { text: "inspector", at: ["/overview", () => core("navOverview")] },
      { text: "stick", at: ["/admin/sync", () => t("atSync")] },
      { text: "key", at: ["/admin/box", () => t("atBox")] },
    ],
  },
  { title: "forCarrier", roles: ["teacher", "class_teacher", "admin", "director", "deputy"], topics: [{ text: "courier", at: ["/courier", () => core("courierLink")] }] },
  { title: "forInspector", roles: ["inspector"], topics: [{ text: "reading", at: ["/overview", () => core("navOverview")] }] },
];
