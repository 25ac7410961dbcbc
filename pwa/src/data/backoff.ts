/** Waiting times after failures: doubled each time, bounded, and spread so that a class does not knock together. */

export interface Backoff {
  /** Milliseconds to wait after one more failure. */
  next(): number;
  reset(): void;
}

export function backoff(first: number, longest: number, random: () => number = Math.random): Backoff {
  let failures = 0;
  return {
    next() {
      const most = Math.min(longest, first * 2 ** failures);
      failures = Math.min(failures + 1, 30);
      return Math.round(most / 2 + (most / 2) * random());
    },
    reset() {
      failures = 0;
    },
  };
}
