/** The policies that come with Tirek, as the server has them; a school adopts one of them from a day on. */
import written from "../../../server/assessment/policies.json";

import type { Part, Policy } from "./engine.ts";
import { fraction, type Fraction } from "./fraction.ts";

export const POLICIES: readonly Policy[] = written;

/** For a school that has adopted none. */
export const DEFAULT_POLICY = "kz-national";

/** A policy that a hub has published for one's schools, or for some of them alone (`schools`), and the order that it follows. */
export interface Published extends Policy {
  readonly starts_on: string;
  readonly order: string;
  readonly schools?: readonly string[];
}

export function policyOf(id: string, published: readonly Policy[] = []): Policy | null {
  return POLICIES.find((one) => one.id === id) ?? published.find((one) => one.id === id) ?? null;
}

/** A decimal text, «13.5», as an exact number; null for anything else. */
export function decimal(text: string | null | undefined): Fraction | null {
  const found = /^(\d{1,9})(?:\.(\d{1,9}))?$/.exec(text ?? "");
  if (!found) return null;
  const [, whole = "0", rest = ""] = found;
  return fraction(BigInt(whole + rest), 10n ** BigInt(rest.length));
}

/** As a decimal text, which ends: percentages are rounded to places by every policy. */
export function decimalText(value: Fraction, places: number): string {
  const factor = 10n ** BigInt(places);
  const digits = ((value.top * factor) / value.bottom).toString().padStart(places + 1, "0");
  const rest = digits.slice(digits.length - places).replace(/0+$/, "");
  const whole = places === 0 ? digits : digits.slice(0, -places);
  return places === 0 || rest === "" ? whole : `${whole}.${rest}`;
}

export interface Adopted {
  readonly starts_on: string;
  readonly policy: string;
  readonly pass_subjects: readonly string[];
  readonly half_year_subjects: readonly string[];
}

const NATIONAL: Adopted = { starts_on: "", policy: DEFAULT_POLICY, pass_subjects: [], half_year_subjects: [] };

/** What holds on a day: the latest that has begun, the school's own or a hub's; on one day the hub's. */
export function adoptedOn(day: string, all: readonly Adopted[], published: readonly { readonly id: string; readonly starts_on: string }[] = []): Adopted {
  const own = all.reduce((best, one) => (one.starts_on <= day && one.starts_on >= best.starts_on ? one : best), NATIONAL);
  const begun = published.filter((one) => one.starts_on <= day && one.starts_on >= own.starts_on);
  const above = begun.sort((a, b) => (`${a.starts_on} ${a.id}` < `${b.starts_on} ${b.id}` ? 1 : -1))[0];
  return above ? { ...own, starts_on: above.starts_on, policy: above.id } : own;
}

/** The terms whose points make the mark of this one: of a half-year subject none yet, or both quarters. */
export function termsOf(term: string, subject: string, adopted: Adopted): readonly string[] {
  if (!adopted.half_year_subjects.includes(subject)) return [term];
  const [year = "", number = "1"] = term.split("-");
  return Number(number) % 2 === 1 ? [] : [`${year}-${Number(number) - 1}`, term];
}

export const SUMMATIVE: readonly Part[] = ["section", "term"];
