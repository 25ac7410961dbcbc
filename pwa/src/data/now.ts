/** What time it is at school: phones' own clocks are often wrong, by minutes or by years. */
import { type ReadonlySignal, signal } from "@preact/signals";

/** A comparison of the two clocks: the server's in unix ms, and how many ms the phone's was ahead of it. */
export interface Compared {
  readonly at: number;
  readonly ahead: number;
}

/** A phone that has not heard from its school for longer is believed to have been set right meanwhile. */
const LONGEST_ALONE_MS = 180 * 24 * 3_600_000;

const skew = signal<number | null>(null);

/** Milliseconds by which this phone's clock is ahead of the server's; null when never compared. */
export const clockAhead: ReadonlySignal<number | null> = skew;

/** Unix ms by the server's clock, once it was compared. */
export function schoolNow(): number {
  return atSchool(Date.now());
}

/** A moment that this phone's clock gave (unix ms), as the school's would have. */
export function atSchool(phone: number): number {
  return phone - (skew.value ?? 0);
}

/** The server says that it is `at` now; null when what it said is no time. */
export function compare(at: number): Compared | null {
  skew.value = Number.isNaN(at) ? null : Date.now() - at;
  return skew.value === null ? null : { at, ahead: skew.value };
}

/**
 * Goes on from the last comparison, before the server answers again, if it does at all. The phone's clock runs on as
 * far off as it was, unless it has been set since: then it would be before that comparison, or long after it.
 */
export function compareAgain({ at, ahead }: Compared): void {
  const phone = Date.now();
  skew.value = phone - ([phone - ahead, phone].find((now) => now >= at && now - at < LONGEST_ALONE_MS) ?? at);
}
