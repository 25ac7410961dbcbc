/** Assessment policies as a hub publishes them. */
import type { Part, Policy } from "../../assessment/engine.ts";
import { tellMine } from "../../data/asking.ts";
import type { Audience } from "./courses.ts";
import { post } from "./reach.ts";

export type Rules = Omit<Policy, "id" | "title">;
export type Names = Policy["title"];

export interface PublishedPolicy {
  readonly policy: string;
  readonly starts_on: string;
  readonly title: Names;
  readonly order: string;
  readonly rules: Rules;
  readonly published_at: string;
  readonly begun: boolean;
  readonly audience: Audience;
  readonly schools: number;
}

export interface Policies {
  readonly policies: readonly PublishedPolicy[];
  readonly presets: readonly Policy[];
}

export interface NewPolicy {
  readonly title: Names;
  readonly order: string;
  readonly starts_on: string;
  readonly rules: Rules;
  readonly audience: Audience;
}

export interface Seen {
  readonly schools: number;
  readonly grades: readonly { readonly grade: number; readonly classes: number; readonly learners: number }[];
  readonly sample: readonly { readonly school: string; readonly name: string; readonly classes: readonly string[]; readonly marks: number; readonly up: number; readonly down: number; readonly open: number }[];
}

export const HOME = "/api/v1/console/policies";
const at = (policy: string): string => `${HOME}/${encodeURIComponent(policy)}`;

export const seePolicy = ({ rules, starts_on, audience }: NewPolicy): Promise<Seen> => post(`${HOME}/preview`, { rules, starts_on, audience });
export const publishPolicy = (policy: NewPolicy): Promise<{ policy: string }> => post(HOME, policy);
export const offerPolicy = (policy: string, json: Audience): Promise<void> => tellMine(`${at(policy)}/audience`, { method: "PUT", json });
export const withdrawPolicy = (policy: string): Promise<void> => tellMine(at(policy), { method: "DELETE" });

const PLACES = ["formative_mean_places", "part_places", "total_places", "pass_from", "year", "exam_weight"] as const;

/** The rules of a policy, to begin another from. */
export function rulesOf(policy: Policy): Rules {
  const steps = Object.fromEntries(PLACES.map((name) => [name, policy[name]])) as Pick<Rules, (typeof PLACES)[number]>;
  return { ...steps, weights: policy.weights.map((row) => ({ ...row })), bands: policy.bands.map(({ grades, from }) => ({ grades: [...grades], from: from.map((pair) => [...pair]) })) };
}

/** With another percentage of a part in the n-th row of weights. */
export function weighed(rules: Rules, n: number, part: Part, percent: number): Rules {
  return { ...rules, weights: rules.weights.map((row, at) => (at === n ? { ...row, [part]: percent } : row)) };
}

/** With another percentage from which the n-th span of grades has its k-th mark. */
export function banded(rules: Rules, n: number, k: number, percent: number): Rules {
  const moved = (from: number[][]): number[][] => from.map((pair, at) => (at === k ? [percent, pair[1] ?? 0] : pair));
  return { ...rules, bands: rules.bands.map((span, at) => (at === n ? { ...span, from: moved(span.from) } : span)) };
}

/** What is wrong with the rules: a word of the texts, or "". */
export function faultOf({ weights, bands }: Rules): "" | "weightsWrong" | "bandsWrong" {
  const whole = (n: number): boolean => Number.isInteger(n) && n >= 0 && n <= 100;
  if (!weights.every((row) => Object.values(row).every(whole) && Object.values(row).reduce((sum, one) => sum + one, 0) === 100)) return "weightsWrong";
  const rises = (from: number[][]): boolean => from.every(([start = 0], k) => whole(start) && (k === 0 ? start === 0 : start > (from[k - 1]?.[0] ?? 0)));
  return bands.every(({ from }) => rises(from)) ? "" : "bandsWrong";
}
