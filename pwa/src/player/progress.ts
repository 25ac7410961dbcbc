/** Which of two results is further on, as the school's server compares them (server/player/results.py). Pure. */

const COMPLETION: readonly string[] = ["unknown", "not attempted", "incomplete", "completed"];
const SUCCESS: readonly string[] = ["unknown", "failed", "passed"];

/** What something amounted to; the score is raw, minimum and maximum as decimal texts. */
export interface Reached {
  completion: string;
  success: string;
  score: readonly (string | null)[] | null;
}

/** How far a session got; `op` breaks the last tie. */
export interface Progress extends Reached {
  seconds: number;
  at: number;
  op: string;
}

/** Positive when `a` is further on. A total order, so it does not matter which phone is asked, or when. */
export function compareProgress(a: Progress, b: Progress): number {
  return compareReached(a, b) || a.seconds - b.seconds || a.at - b.at || (a.op < b.op ? -1 : a.op > b.op ? 1 : 0);
}

/** The same without regard to when and how long: 0 for two that amount to as much. */
export function compareReached(a: Reached, b: Reached): number {
  return (
    COMPLETION.indexOf(a.completion) - COMPLETION.indexOf(b.completion) ||
    SUCCESS.indexOf(a.success) - SUCCESS.indexOf(b.success) ||
    compareScores(a.score, b.score)
  );
}

type Share = [part: bigint, whole: bigint];

/** Scores as parts of their scales, compared exactly as the school compares them; none comes before all. */
function compareScores(a: Reached["score"], b: Reached["score"]): number {
  const [one, other] = [share(a), share(b)];
  if (!one || !other) return Number(one !== null) - Number(other !== null);
  const [left, right] = [one[0] * other[1], other[0] * one[1]];
  return left < right ? -1 : left > right ? 1 : 0;
}

function share(score: Reached["score"]): Share | null {
  const [raw, min, max] = score ?? [];
  if (raw === null || raw === undefined) return null;
  const low = units(min ?? "0");
  const high = units(max ?? "100");
  return high > low ? [units(raw) - low, high - low] : [BigInt(0), BigInt(1)];
}

/** Decimal places of a score, as decimalText gives it. */
const PLACES = 9;

/** A decimal text in billionths. */
function units(text: string): bigint {
  const [whole = "0", places = ""] = text.split(".");
  return BigInt(whole + places.slice(0, PLACES).padEnd(PLACES, "0"));
}
