/** Hybrid logical clock as 16 hex digits: 12 of unix milliseconds, 4 of a counter. Sorts as text. */

/** No operation of this app can be older than the app. A phone that starts in 1970 begins here. */
export const RELEASED_MS = Date.UTC(2026, 10, 1);

const COUNTER_END = 0x10000;
const LATEST_MS = 2 ** 48 - 1;

/** The next stamp after `last` at the phone's time `now` (unix ms); never lower than `last`. */
export function tick(last: string | null, now: number): string {
  const claimed = Math.min(Math.max(Math.floor(now), RELEASED_MS), LATEST_MS);
  if (last === null) return stamp(claimed, 0);
  const { ms, counter } = read(last);
  if (claimed > ms) return stamp(claimed, 0);
  return counter + 1 < COUNTER_END ? stamp(ms, counter + 1) : stamp(ms + 1, 0);
}

export function read(hlc: string): { ms: number; counter: number } {
  return { ms: parseInt(hlc.slice(0, 12), 16), counter: parseInt(hlc.slice(12), 16) };
}

function stamp(ms: number, counter: number): string {
  return ms.toString(16).padStart(12, "0") + counter.toString(16).padStart(4, "0");
}
