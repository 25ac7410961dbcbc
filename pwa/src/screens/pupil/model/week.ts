/** Which lessons are due in the next days. Pure. */
import type { AssignmentDoc } from "../../../data/docs.ts";

/** Days ahead that "this week" covers. */
export const WEEK_DAYS = 7;
const DAY_MS = 24 * 3600 * 1000;

/** Ids of lessons that tasks due within a week name, the soonest first, each once. */
export function dueLessons(assignments: readonly AssignmentDoc[], now: number): string[] {
  const due = assignments.flatMap(({ lesson, due_at }) => {
    const at = due_at === null ? NaN : Date.parse(due_at);
    return lesson !== null && at >= now - DAY_MS && at <= now + WEEK_DAYS * DAY_MS ? [{ lesson, at }] : [];
  });
  return [...new Set(due.sort((a, b) => a.at - b.at).map((one) => one.lesson))];
}
