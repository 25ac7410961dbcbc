/**
 * How the questions of an item fared in a class, by the same rules as server/results/analysis.py;
 * both are held to tests/server/results/analysis_vectors.json. Pure.
 */

/** One learner's answer to a question; `share` from 0 to 1, null while nobody has judged it. */
export interface Given {
  readonly learner: string;
  readonly activity: string;
  readonly question: string;
  readonly n: number;
  readonly type: string;
  readonly response: string;
  readonly share: number | null;
}

export interface Question {
  readonly activity: string;
  readonly question: string;
  readonly type: string;
  readonly answered: number;
  readonly judged: number;
  /** Full marks among the judged. */
  readonly right: number;
  readonly mean: number | null;
  readonly wrong: { readonly response: string; readonly count: number } | null;
  /** From -1 to 1; null for few learners or where all did alike. */
  readonly discrimination: number | null;
}

/** Learners from which on discrimination says anything. */
const FOR_DISCRIMINATION = 10;

/** The questions in the order of the lesson; each learner has at most one answer to each. */
export function analyse(answers: readonly Given[]): Question[] {
  const byQuestion = new Map<string, Given[]>();
  const totals = new Map<string, number>();
  for (const one of answers) {
    const key = JSON.stringify([one.activity, one.question]);
    byQuestion.set(key, [...(byQuestion.get(key) ?? []), one]);
    totals.set(one.learner, (totals.get(one.learner) ?? 0) + (one.share ?? 0));
  }
  return [...byQuestion.values()].sort(byPlace).map((rows) => fared(rows, totals));
}

function byPlace(a: readonly Given[], b: readonly Given[]): number {
  // Where most saw it: shuffled quizzes number it differently for everybody.
  const place = (rows: readonly Given[]): number => Math.min(...rows.map((one) => one.n));
  const [one, other] = [a[0] as Given, b[0] as Given];
  return compare(one.activity, other.activity) || place(a) - place(b) || compare(one.question, other.question);
}

function fared(rows: readonly Given[], totals: ReadonlyMap<string, number>): Question {
  const { activity, question, type } = rows[0] as Given;
  const judged = rows.flatMap((one) => (one.share === null ? [] : [{ ...one, share: one.share }]));
  const wrong = new Map<string, number>();
  for (const { share, response } of judged) if (share < 1 && response !== "") wrong.set(response, (wrong.get(response) ?? 0) + 1);
  // Of equally frequent ones the first by its text, so that the same answers show the same.
  const [common] = [...wrong].sort(([a, n], [b, m]) => m - n || compare(a, b));
  return {
    activity,
    question,
    type,
    answered: rows.length,
    judged: judged.length,
    right: judged.filter(({ share }) => share >= 1).length,
    mean: judged.length > 0 ? Number((sum(judged.map(({ share }) => share)) / judged.length).toFixed(4)) : null,
    wrong: common ? { response: common[0], count: common[1] } : null,
    discrimination: discrimination(judged.map(({ learner, share }) => [share, (totals.get(learner) ?? 0) - share])),
  };
}

/** Correlation of (share of this question, points in the others), rounded to hundredths. */
export function discrimination(pairs: readonly (readonly [number, number])[]): number | null {
  const n = pairs.length;
  if (n < FOR_DISCRIMINATION) return null;
  const meanX = sum(pairs.map(([x]) => x)) / n;
  const meanY = sum(pairs.map(([, y]) => y)) / n;
  const xx = sum(pairs.map(([x]) => (x - meanX) ** 2));
  const yy = sum(pairs.map(([, y]) => (y - meanY) ** 2));
  // Sums that only rounding keeps from zero say that all did alike.
  if (Math.min(xx, yy) < 1e-9) return null;
  const xy = sum(pairs.map(([x, y]) => (x - meanX) * (y - meanY)));
  return Number(Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy))).toFixed(2));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
