/** Kinds of assessments and the rules of their days in words, for whoever makes one; pupils' phones have words.ts alone. */
import type { Warning } from "../../assessment/rules.ts";
import type { Part } from "../../data/docs.ts";
import { t } from "../../i18n/gradebook.ts";

export const PARTS: readonly Part[] = ["formative", "section", "term"];
/** The most that one assessment may give, as the server takes it. */
export const MAX_POINTS = 1000;
const LONG = { formative: "formativeLong", section: "sectionLong", term: "termLong" } as const;
const WARNINGS = { "day-full": "warnDayFull", "last-day": "warnLastDay", "same-day": "warnSameDay", "term-twice": "warnTermTwice", "too-many-sections": "warnTooManySections" } as const;

export function partLong(part: Part): string {
  return t(LONG[part]);
}

/** What is against the rules of planning. */
export function warningText(code: Warning): string {
  return t(WARNINGS[code]);
}
