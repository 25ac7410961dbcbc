/** What may be asked of the school's server for reports, and what it answers. */
import { askMine } from "../../data/asking.ts";
import { ApiProblem } from "../../data/http.ts";
import { lang } from "../../i18n/index.ts";

export type Kind = "report-card" | "register" | "timetable" | "headcount" | "term-report" | "analysis" | "family" | "plan" | "portfolio" | "consent";

export interface ClassOffer {
  readonly id: string;
  readonly label: string;
  readonly whole: boolean;
  readonly subjects: readonly { readonly code: string; readonly name: string }[];
  readonly learners: readonly { readonly id: string; readonly name: string }[];
}

export interface SchoolOffer {
  readonly id: string;
  readonly name: string;
  readonly whole: boolean;
  readonly kinds: readonly Kind[];
  readonly classes: readonly ClassOffer[];
  readonly terms: readonly { readonly key: string; readonly starts_on: string; readonly ends_on: string }[];
  readonly months: readonly { readonly on: string; readonly name: string }[];
  readonly today: string;
}

export type Cell = string | number | null;

export interface TableDoc {
  readonly title: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  readonly words: number;
  readonly upright: boolean;
  readonly sums: number;
}

export interface PageDoc {
  readonly title: string;
  readonly facts: readonly (readonly [string, string])[];
  readonly tables: readonly TableDoc[];
  readonly notes: readonly string[];
  readonly signatures: readonly string[];
}

export interface ReportDoc {
  readonly kind: Kind;
  readonly title: string;
  readonly school: string;
  readonly made_on: string;
  readonly landscape: boolean;
  readonly pages: readonly PageDoc[];
}

/** What somebody has chosen; empty texts stand for «all of it». */
export interface Wish {
  readonly kind: Kind;
  readonly class: string;
  readonly subject: string;
  readonly learner: string;
  /** A term's key, or a school year's first year. */
  readonly period: string;
  readonly on: string;
}

export const BY_CLASS: ReadonlySet<Kind> = new Set(["report-card", "register", "family", "plan", "portfolio", "consent"]);
export const OF_SUBJECT: ReadonlySet<Kind> = new Set(["register", "analysis", "plan"]);
export const OF_LEARNER: ReadonlySet<Kind> = new Set(["report-card", "family", "portfolio", "consent"]);
export const TIMELESS: ReadonlySet<Kind> = new Set(["timetable", "headcount", "plan", "portfolio", "consent"]);

export async function askOffers(): Promise<readonly SchoolOffer[]> {
  return (await askMine<{ schools: readonly SchoolOffer[] }>(`/api/v1/reports?language=${lang.peek()}`)).schools;
}

export function askReport(school: SchoolOffer, wish: Wish): Promise<ReportDoc> {
  return askMine<ReportDoc>(pathOf(school, wish, ""), { timeoutMs: REPORT_MS });
}

/** A register of a whole class is some forty pages. */
const REPORT_MS = 60_000;

export function pathOf(school: SchoolOffer, wish: Wish, ending: "" | ".xlsx"): string {
  const { kind, period } = wish;
  const query = new URLSearchParams({ language: lang.peek() });
  if (wish.class && kind !== "headcount") query.set("class", wish.class);
  else query.set("school", school.id);
  if (wish.subject && OF_SUBJECT.has(kind)) query.set("subject", wish.subject);
  if (wish.learner && OF_LEARNER.has(kind)) query.set("learner", wish.learner);
  if (!TIMELESS.has(kind)) query.set(period.includes("-") ? "term" : "year", period);
  if (kind === "headcount") query.set("on", wish.on);
  return `/api/v1/reports/${kind}${ending}?${query.toString()}`;
}

/** The wish made to fit what the school offers: the first of what must be chosen. Pure. */
export function fitted(school: SchoolOffer, wish: Wish): Wish {
  const kind = school.kinds.includes(wish.kind) ? wish.kind : (school.kinds[0] ?? "timetable");
  const fits = classesFor(school, kind);
  const needsClass = BY_CLASS.has(kind) || !(school.whole || kind === "timetable");
  const chosen = fits.find((one) => one.id === wish.class) ?? (needsClass ? fits[0] : undefined);
  const subjects = chosen?.subjects ?? [];
  const needsSubject = OF_SUBJECT.has(kind) && chosen !== undefined && !chosen.whole;
  const subject = subjects.find((one) => one.code === wish.subject) ?? (needsSubject ? subjects[0] : undefined);
  const children = chosen?.learners ?? [];
  const child = children.find((one) => one.id === wish.learner) ?? (OF_LEARNER.has(kind) && chosen && !chosen.whole ? children[0] : undefined);
  const periods = periodsFor(school, kind);
  const now = school.terms.find((one) => one.starts_on <= school.today && school.today <= one.ends_on) ?? school.terms.filter((one) => one.ends_on < school.today).pop();
  return {
    kind,
    class: chosen?.id ?? "",
    subject: subject?.code ?? "",
    learner: child?.id ?? "",
    period: periods.includes(wish.period) ? wish.period : (now?.key ?? periods[0] ?? ""),
    on: school.months.some((one) => one.on === wish.on) ? wish.on : (school.months[school.months.length - 1]?.on ?? school.today),
  };
}

/** Classes of which this kind may be had. */
export function classesFor(school: SchoolOffer, kind: Kind): readonly ClassOffer[] {
  if (kind === "timetable") return school.classes;
  return school.classes.filter((one) => one.whole || (OF_SUBJECT.has(kind) && one.subjects.length > 0) || (OF_LEARNER.has(kind) && one.learners.length > 0));
}

/** Keys of the terms, and for report cards of the year; those of the year that ended come last. */
export function periodsFor(school: SchoolOffer, kind: Kind): readonly string[] {
  const terms = school.terms.map((one) => one.key);
  return yearsOf(school).flatMap((year) => [...terms.filter((key) => key.startsWith(`${year}-`)), ...(kind === "report-card" ? [year] : [])]);
}

/** First years of the school years, the newest first. */
export function yearsOf(school: SchoolOffer): readonly string[] {
  return [...new Set(school.terms.map((one) => one.key.slice(0, 4)))].reverse();
}

export function troubleOf(error: unknown): "away" | "notAllowed" {
  return error instanceof ApiProblem && error.status < 500 ? "notAllowed" : "away";
}
