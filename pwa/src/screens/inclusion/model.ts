/** What is said of a learner's support and routes, worked out. Pure. */
import type { CalendarDoc } from "../../data/docs.ts";
import type { Progress, RouteDoc, RouteReviewDoc, RouteStep, SupportDoc } from "../../data/docs-inclusion.ts";
import { holdsOn } from "../../data/spans.ts";
import { addDays, isoWeekday } from "../../planning/flow.ts";

/** Percent of further time that a teacher may choose. */
export const EXTRA = [0, 25, 50, 100] as const;
/** Characters that the server takes. */
export const ADVICE_CHARACTERS = 300;
export const GOAL_CHARACTERS = 600;
export const STEP_CHARACTERS = 300;
export const REVIEW_CHARACTERS = 1000;
export const STEPS = 40;

/** Days without a review after which a route is shown as left alone: as server/inclusion/limits.py has it. */
const OVERDUE_DAYS = 10;
const WEEK_DAYS = 7;

/** The support that stands on a day; null for most learners. */
export function supportOn(support: SupportDoc | undefined, day: string): SupportDoc | null {
  if (!support || !holdsOn(support, day)) return null;
  const { extra_time: extra, larger_text: larger, read_aloud: aloud, other_tasks: others, advice } = support;
  return extra > 0 || larger || aloud || others || advice !== "" ? support : null;
}

export function mondayOf(day: string): string {
  return addDays(day, 1 - isoWeekday(day));
}

/** The weeks of a route that something was said of, the latest first, and in each who said it first. */
export function weeksOf(route: string, reviews: readonly RouteReviewDoc[]): { week: string; reviews: RouteReviewDoc[] }[] {
  const weeks = new Map<string, RouteReviewDoc[]>();
  for (const one of reviews) if (one.route === route) weeks.set(one.week, [...(weeks.get(one.week) ?? []), one]);
  return [...weeks]
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .map(([week, found]) => ({ week, reviews: found.sort((a, b) => (a.made_at < b.made_at ? -1 : 1)) }));
}

/** Weeks of a route of which this person's devices say different things. */
export function saidTwice(route: string, me: string, reviews: readonly RouteReviewDoc[]): string[] {
  return reviews.filter((one) => one.route === route && one.author === me && (one.others ?? []).length > 0).map((one) => one.week);
}

/**
 * Whether nobody has judged a week of an open route for too long. Only days of the terms are waited, where any are known,
 * and none after the route's last.
 */
export function isOverdue(route: RouteDoc, reviews: readonly RouteReviewDoc[], today: string, calendars: readonly CalendarDoc[]): boolean {
  if (route.state !== "open") return false;
  const judged = reviews.filter((one) => one.route === route.id && one.progress !== "").map((one) => addDays(one.week, WEEK_DAYS - 1));
  const since = judged.reduce((last, day) => (day > last ? day : last), route.starts_on);
  const own = calendars.filter((one) => one.school === route.school);
  const terms = (own.length > 0 ? own : calendars.filter((one) => one.school === null)).flatMap((one) => one.terms);
  const until = route.ends_on !== null && route.ends_on < today ? route.ends_on : today;
  let waited = 0;
  for (let day = addDays(since, 1); day <= until && waited <= OVERDUE_DAYS; day = addDays(day, 1)) {
    if (terms.length === 0 || terms.some((term) => term.starts_on <= day && day <= term.ends_on)) waited += 1;
  }
  return waited > OVERDUE_DAYS;
}

export interface RouteDraft {
  readonly subject: string;
  readonly span: RouteDoc["span"];
  readonly goal: string;
  readonly steps: readonly RouteStep[];
  readonly starts_on: string;
  readonly ends_on: string | null;
}

export type DraftFault = "goalWrong" | "datesWrong";

export function faultOf(draft: RouteDraft): DraftFault | null {
  if (draft.goal.trim() === "") return "goalWrong";
  return draft.ends_on !== null && draft.ends_on < draft.starts_on ? "datesWrong" : null;
}

/** As it is sent: without steps that say nothing. */
export function cleaned(draft: RouteDraft): RouteDraft {
  const steps = draft.steps.map((step) => ({ ...step, text: step.text.trim() })).filter((step) => step.text !== "");
  return { ...draft, goal: draft.goal.trim(), steps };
}

export function reviewRecord(route: string, week: string, person: string): string {
  return `${route}~${week.replace(/-/g, "")}~${person}`;
}

export const PROGRESS: readonly Exclude<Progress, "">[] = ["going", "slow", "stuck"];
export const TONES = { going: "good", slow: "warn", stuck: "bad" } as const;
