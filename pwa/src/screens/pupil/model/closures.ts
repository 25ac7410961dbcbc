/** Days at home by an order, and what a learner needs on the phone for them. Pure. */
import type { ClassDoc, ClosureDoc } from "../../../data/docs.ts";
import { addDays, within } from "../../../planning/flow.ts";
import type { Task } from "./todo.ts";

/** Days before a closure from which it is told of, and its lessons are brought. */
export const AHEAD_DAYS = 7;

/** Orders in force for any of a learner's classes (`ids`) that run on `today` or soon after it, the first first. */
export function closuresNear(closures: readonly ClosureDoc[], ids: ReadonlySet<string>, classes: readonly ClassDoc[], today: string): ClosureDoc[] {
  const schools = new Set(classes.flatMap((one) => (ids.has(one.id) ? one.school : [])));
  return closures
    .filter((one) => !one.withdrawn && (one.classes.length === 0 ? schools.has(one.school) : one.classes.some((id) => ids.has(id))))
    .filter((one) => one.starts_on <= one.ends_on && today <= one.ends_on && one.starts_on <= addDays(today, AHEAD_DAYS))
    .sort((a, b) => (a.starts_on < b.starts_on ? -1 : a.starts_on > b.starts_on ? 1 : a.id < b.id ? -1 : 1));
}

export function isRunning(closure: ClosureDoc, today: string): boolean {
  return within(today, [closure.starts_on, closure.ends_on]);
}

/**
 * Lessons of open tasks that are due up to the day after the closure, the soonest first, each once. What is
 * due on the morning school begins again is still done at home. `dayOf` gives the school's day of a moment.
 */
export function homeLessons(tasks: readonly Task[], closures: readonly ClosureDoc[], dayOf: (moment: string) => string): string[] {
  const last = closures.reduce((latest, one) => (one.ends_on > latest ? one.ends_on : latest), "");
  if (last === "") return [];
  const until = addDays(last, 1);
  const due = tasks
    .filter((task) => task.group !== "done" && task.group !== "past")
    .flatMap(({ assignment: { lesson, due_at } }) => (lesson !== null && due_at !== null && dayOf(due_at) <= until ? [{ lesson, due_at }] : []));
  return [...new Set(due.sort((a, b) => (a.due_at < b.due_at ? -1 : 1)).map((one) => one.lesson))];
}
