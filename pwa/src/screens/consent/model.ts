/** For what consent is asked, and which decision stands. Pure. */
import type { ConsentDoc } from "../../data/docs-consent.ts";
import type { Lang } from "../../i18n/index.ts";
import written from "../../../../server/consent/purposes.json";

/** Works shown to others than the family and the teachers. */
export const SHOWING = "showing-work";

export interface Purpose {
  readonly code: string;
  readonly name: string;
  readonly more: string;
}

/** In the order in which people are asked. */
export function purposes(lang: Lang): readonly Purpose[] {
  return written.map((one) => ({ code: one.code, ...one[lang] }));
}

/** Of one school, the earliest first: as server/consent/standing.py orders them. */
export function history(decisions: readonly ConsentDoc[], school: string, learner: string): readonly ConsentDoc[] {
  const own = decisions.filter((one) => one.school === school && one.learner === learner);
  return own.sort((a, b) => order(a.date, b.date) || order(a.made_at, b.made_at) || order(a.id, b.id));
}

/** A school that a family decides about; one that the learner has left is only withdrawn from. */
export interface Place {
  readonly school: string;
  /** null: this phone has no name of it. */
  readonly name: string | null;
  readonly left: boolean;
}

/** The schools that the learner is at `now`, and each other that has a decision. `names`: of schools, as far as known. */
export function places(decisions: readonly ConsentDoc[], now: readonly string[], learner: string, names: ReadonlyMap<string, string>): readonly Place[] {
  const own = decisions.filter((one) => one.learner === learner);
  return [...new Set([...now, ...own.map(({ school }) => school)])].map((school) => ({
    school,
    name: names.get(school) ?? own.find((one) => one.school === school && one.school_name)?.school_name ?? null,
    left: !now.includes(school),
  }));
}

/** The decision that stands for a purpose; undefined where nobody has decided. */
export function standing(ordered: readonly ConsentDoc[], purpose: string): ConsentDoc | undefined {
  return ordered.filter((one) => one.purpose === purpose).pop();
}

/** Whether it is a consent that stands: it ends when the learner leaves the school. */
export const agrees = (decision: ConsentDoc | undefined): boolean => decision?.given === true && !decision.ended;

/** Whether the family is to be asked: nobody has decided, or the consent has ended. */
export const unanswered = (decision: ConsentDoc | undefined): boolean => !decision || decision.given !== agrees(decision);

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
