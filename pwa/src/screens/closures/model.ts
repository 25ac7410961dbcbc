/** Orders by which lessons are not held at school, as those who lead it see them. Pure. */
import type { AssessmentDoc, ClosureDoc } from "../../data/docs.ts";
import { type Known, lessonsOn } from "../../planning/day.ts";
import { addDays, within } from "../../planning/flow.ts";

/** Days of one order: a quarantine of two months is the longest that a school has had. */
export const MAX_DAYS = 62;

export type Standing = "now" | "ahead" | "past" | "withdrawn";
export const STANDINGS: readonly Standing[] = ["now", "ahead", "past", "withdrawn"];

export interface Draft {
  readonly order: string;
  readonly reason: ClosureDoc["reason"];
  readonly note: string;
  readonly starts_on: string;
  readonly ends_on: string;
  /** Empty: the whole school. */
  readonly classes: readonly string[];
}

export type Fault = "datesWrong" | "tooLong";

export function standing(one: ClosureDoc, today: string): Standing {
  if (one.withdrawn) return "withdrawn";
  if (today < one.starts_on) return "ahead";
  return today <= one.ends_on ? "now" : "past";
}

export function faultOf(draft: Draft): Fault | null {
  if (draft.starts_on === "" || draft.ends_on === "" || draft.ends_on < draft.starts_on) return "datesWrong";
  return draft.ends_on > addDays(draft.starts_on, MAX_DAYS - 1) ? "tooLong" : null;
}

/** Lessons of the timetable on the days of an order. `knownOn` must not know of the order itself. */
export function lessonsMoved(draft: Draft, knownOn: (day: string) => Known): number {
  if (faultOf(draft)) return 0;
  let moved = 0;
  for (let day = draft.starts_on; day <= draft.ends_on; day = addDays(day, 1)) {
    for (const lesson of lessonsOn(day, { day, minute: 0 }, knownOn(day))) {
      moved += lesson.lines.filter(({ line }) => concerns(draft.classes, line.class)).length;
    }
  }
  return moved;
}

/** Section and term assessments that would have been on these days. */
export function assessmentsIn(draft: Draft, assessments: readonly AssessmentDoc[]): AssessmentDoc[] {
  if (faultOf(draft)) return [];
  return assessments
    .filter((one) => one.part !== "formative" && concerns(draft.classes, one.class) && within(one.date, [draft.starts_on, draft.ends_on]))
    .sort((a, b) => (a.date < b.date ? -1 : 1));
}

/** What an edit says: only what it changes, so that two edits do not undo each other. */
export function changes(draft: Draft, before: ClosureDoc): Record<string, unknown> {
  return Object.fromEntries(Object.entries(draft).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof Draft])));
}

function concerns(classes: readonly string[], id: string): boolean {
  return classes.length === 0 || classes.includes(id);
}
