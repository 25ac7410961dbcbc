/** How long a pupil has looked at the screen without a pause, and how long is allowed in her grade. Pure. */
import type { EnrolmentDoc } from "../data/docs.ts";

const MINUTE_MS = 60_000;

/** Minutes that a lesson may have a pupil at a screen without a pause, up to and with each grade. */
interface Rule {
  /** The day of the order: it holds until the next one. */
  readonly since: string;
  readonly minutes: readonly (readonly [grade: number, minutes: number])[];
}

/**
 * By date, the oldest first. Sanitary requirements for places of education in Kazakhstan, with the additions that the
 * Ministry of Health ordered on 18 January 2023: continuous work with a screen within a lesson, by grade. The class
 * before the first counts as grade 0.
 */
const RULES: readonly [Rule, ...Rule[]] = [{ since: "2023-01-18", minutes: [[1, 15], [3, 20], [5, 25], [8, 25], [12, 30]] }];

/** As long as the shortest break between two lessons: whoever had one begins anew. */
export const PAUSE_MS = 5 * MINUTE_MS;

/** Milliseconds, or null for a grade that the rule doesn't name. `day` is ISO. */
export function allowed(grade: number, day: string): number | null {
  // A phone whose clock fell behind the first rule goes by that one.
  const rule = RULES.filter((one) => one.since <= day).pop() ?? RULES[0];
  const found = rule.minutes.find(([upTo]) => grade <= upTo);
  return found ? found[1] * MINUTE_MS : null;
}

/** The grade of a pupil on a day, or null for somebody who is none; the lower where two schools share her. */
export function gradeOf(person: string, enrolments: readonly EnrolmentDoc[], day: string): number | null {
  const grades = enrolments
    .filter((one) => one.person === person && (one.starts_on ?? "") <= day && (one.ends_on === null || one.ends_on >= day))
    .map((one) => one.grade);
  return grades.length > 0 ? Math.min(...grades) : null;
}

/** Two clocks at one moment, in milliseconds. */
export interface Moment {
  /** Runs evenly and is never set, but stands still in a phone that sleeps. */
  readonly steady: number;
  /** Goes on in a phone that sleeps, but is set now and then. */
  readonly wall: number;
}

/** What is known of a pupil's eyes. */
export interface Eyes {
  /** Milliseconds at the screen since the last pause, or since the last hint. */
  readonly spent: number;
  readonly looking: boolean;
  readonly at: Moment;
  /** The hint is there, and neither was it put away nor has there been a pause. */
  readonly hint: boolean;
}

export function fresh(at: Moment): Eyes {
  return { spent: 0, looking: false, at, hint: false };
}

/** The same once `now` has come, from when on the pupil looks at the screen or away from it. `limit`: milliseconds. */
export function counted(eyes: Eyes, looking: boolean, now: Moment, limit: number): Eyes {
  if (!eyes.looking && !looking) return eyes;
  const passed = now.steady - eyes.at.steady;
  // A phone may have slept in a pocket, and its even clock with it. Where the other one was set meanwhile, the hint is
  // late, and nothing else. A page that counts several times a minute and then does not for so long slept as well.
  const away = eyes.looking ? passed : Math.max(passed, now.wall - eyes.at.wall);
  if (away >= PAUSE_MS) return { ...fresh(now), looking };
  const spent = eyes.looking ? eyes.spent + passed : eyes.spent;
  return spent >= limit ? { spent: 0, looking, at: now, hint: true } : { ...eyes, spent, looking, at: now };
}
