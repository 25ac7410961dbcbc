/**
 * Whose written work says much of the same. Pure, and never a verdict: two who worked together, or who copied one
 * page of the book, look the same as one who copied from the other.
 */
import { fold } from "../../../i18n/fold.ts";

/** Words in a row that count as the same; shorter runs are in everybody's language. */
const RUN = 4;
/** Words from which on a text can be compared: two short answers to one question are alike anyway. */
export const LEAST_WORDS = 30;
/** The share of the shorter text's runs, from which on a teacher may want to know. */
const LEAST_SHARE = 0.5;
/** Works from which on a run that most of them have is taken for the task's own words, or the book's. */
const COMMON_FROM = 4;

export interface Written {
  readonly learner: string;
  readonly text: string;
}

export interface Similar {
  readonly learner: string;
  /** Whole percent of the shorter text. */
  readonly percent: number;
}

function runsOf(text: string): { runs: Set<string>; words: number } {
  const words = fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  const runs = new Set<string>();
  for (let at = 0; at + RUN <= words.length; at += 1) runs.add(words.slice(at, at + RUN).join(" "));
  return { runs, words: words.length };
}

/** Of the others' works the one that is most like this learner's; null when none is. `given` are the task's own words. */
export function mostSimilar(learner: string, works: readonly Written[], given: string): Similar | null {
  const known = runsOf(given).runs;
  const texts = works.map((work) => ({ learner: work.learner, ...runsOf(work.text) }));
  const counts = new Map<string, number>();
  for (const { runs } of texts) for (const run of runs) counts.set(run, (counts.get(run) ?? 0) + 1);
  const tells = (run: string): boolean => !known.has(run) && !(texts.length >= COMMON_FROM && (counts.get(run) ?? 0) * 2 > texts.length);
  const comparable = texts
    .filter((one) => one.words >= LEAST_WORDS)
    .map((one) => ({ learner: one.learner, runs: [...one.runs].filter(tells) }))
    .filter((one) => one.runs.length + RUN > LEAST_WORDS / 2);
  const own = comparable.find((one) => one.learner === learner);
  if (!own) return null;
  const mine = new Set(own.runs);
  let best: Similar | null = null;
  for (const other of comparable) {
    if (other.learner === learner) continue;
    const share = other.runs.filter((run) => mine.has(run)).length / Math.min(mine.size, other.runs.length);
    if (share >= LEAST_SHARE && share * 100 > (best?.percent ?? 0)) best = { learner: other.learner, percent: Math.round(share * 100) };
  }
  return best;
}
