/**
 * A term mark from points, in exact fractions: the phone's twin of `server/assessment/engine.py`.
 * Both are judged by `tests/server/assessment/vectors.json`.
 */
import { atLeast, ceiling, fraction, over, plus, rounded, sum, times, NOUGHT, type Fraction } from "./fraction.ts";

export type Part = "formative" | "section" | "term";
export type Scale = "marks" | "pass";
export const PARTS: readonly Part[] = ["formative", "section", "term"];

/** A policy as the server publishes it; what each field means is said in `server/assessment/policy.py`. */
export interface Policy {
  id: string;
  title: { kk: string; ru: string; en: string };
  formative_mean_places: number | null;
  part_places: number | null;
  total_places: number;
  weights: Partial<Record<Part, number>>[];
  bands: { grades: number[]; from: number[][] }[];
  pass_from: number;
  /** `mean` of the terms' marks, or `pooled` points of all of them. */
  year: string;
  /** Percent that an exam has in the final mark. */
  exam_weight: number;
}

/** One assessment: 0 ≤ points ≤ most. What wasn't assessed isn't listed: 0 points are points. */
export interface Score {
  part: Part;
  points: Fraction;
  most: Fraction;
}

export interface PartResult {
  part: Part;
  weight: number;
  count: number;
  points: Fraction;
  most: Fraction;
  share: Fraction;
  percent: Fraction;
}

export interface TermResult {
  policy: string;
  parts: PartResult[];
  missing: Part[];
  percent: Fraction | null;
  /** The percentage of what is there, its weights stretched to 100. */
  soFar: Fraction | null;
  /** 2–5, or on the scale `pass` 1 and 0; null while something planned is missing. */
  mark: number | null;
}

const HUNDRED = fraction(100);

/** Throws RangeError for points out of bounds, or a plan that the policy has no weights for. */
export function term(policy: Policy, grade: number, scores: readonly Score[], planned: readonly Part[], scale: Scale = "marks"): TermResult {
  const bad = scores.find((score) => !atLeast(score.points, NOUGHT) || !atLeast(score.most, score.points) || score.most.top <= 0n);
  if (bad) throw new RangeError(`impossible points in ${bad.part}`);
  const row = weightsFor(policy, planned);
  if (!row) throw new RangeError(`policy ${policy.id} has no weights for ${planned.join(", ")}`);
  const parts: PartResult[] = [];
  const missing: Part[] = [];
  for (const part of PARTS) {
    const weight = row[part];
    if (weight === undefined) continue;
    const found = scores.filter((score) => score.part === part);
    if (found.length) parts.push(partResult(policy, part, weight, found));
    else missing.push(part);
  }
  const total = sum(parts.map((part) => part.percent));
  if (missing.length) {
    const weight = parts.reduce((all, part) => all + part.weight, 0);
    const soFar = weight ? rounded(over(times(total, HUNDRED), fraction(weight)), policy.total_places) : null;
    return { policy: policy.id, parts, missing, percent: null, soFar, mark: null };
  }
  const percent = rounded(total, policy.total_places);
  return { policy: policy.id, parts, missing, percent, soFar: percent, mark: markOf(policy, grade, percent, scale) };
}

export function markOf(policy: Policy, grade: number, percent: Fraction, scale: Scale = "marks"): number {
  if (scale === "pass") return atLeast(percent, fraction(policy.pass_from)) ? 1 : 0;
  const found = policy.bands.find(({ grades: [first = 0, last = 0] }) => first <= grade && grade <= last);
  if (!found) throw new RangeError(`policy ${policy.id} has no bands for grade ${grade}`);
  const reached = found.from.filter(([from = 0]) => atLeast(percent, fraction(from)));
  return Math.max(...reached.map(([, mark = 0]) => mark));
}

/**
 * The least whole points in what is still to come, at about the same share in each, that give at least
 * the mark `target`; null when it is out of reach.
 */
export function needed(policy: Policy, grade: number, scores: readonly Score[], planned: readonly Part[], coming: readonly { part: Part; most: Fraction }[], target: number): Score[] | null {
  for (let percent = 0; percent <= 100; percent += 1) {
    const tried = coming.map(({ part, most }) => ({ part, most, points: fraction(ceiling(times(most, fraction(percent, 100)))) }));
    const { mark, missing } = term(policy, grade, [...scores, ...tried], planned);
    if (mark === null) throw new RangeError(`nothing is coming for ${missing.join(", ")}`);
    if (mark >= target) return tried;
  }
  return null;
}

/** The weights for what is planned, null where the policy has none; parts that it doesn't count are left out. */
export function weightsFor(policy: Policy, planned: readonly Part[]): Partial<Record<Part, number>> | null {
  const counted = new Set(policy.weights.flatMap((row) => Object.keys(row)));
  const wanted = planned.filter((part) => counted.has(part));
  return policy.weights.find((weights) => Object.keys(weights).length === wanted.length && wanted.every((part) => part in weights)) ?? null;
}

function partResult(policy: Policy, part: Part, weight: number, scores: readonly Score[]): PartResult {
  const points = sum(scores.map((score) => score.points));
  const most = sum(scores.map((score) => score.most));
  const share = part === "formative" ? over(meanOfTen(policy, scores), fraction(10)) : over(points, most);
  const percent = rounded(times(share, fraction(weight)), policy.part_places);
  return { part, weight, count: scores.length, points, most, share, percent };
}

/** Every piece of daily work counts the same, whatever its maximum. */
function meanOfTen(policy: Policy, scores: readonly Score[]): Fraction {
  const tens = scores.map((score) => times(over(score.points, score.most), fraction(10)));
  const all = tens.reduce(plus, NOUGHT);
  return rounded(over(all, fraction(scores.length)), policy.formative_mean_places);
}
