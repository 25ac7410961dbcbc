/**
 * A PIN on one profile of one phone: it keeps the people of a family or a class apart. It is no
 * encryption, and it never stands between a person and unsent work: who logs in anew is inside.
 */
import { bytesToHex, hexToBytes, sha256 } from "./noble.ts";
import { pbkdf2 } from "./noble-seldom.ts";
import { type Guard, type Profile, profiles, save } from "./session.ts";

export const PIN_DIGITS = 4;
/** PBKDF2 rounds: a fifth of a second on a slow phone. */
const ROUNDS = 4_000;
const SALT_BYTES = 16;
const KEY_BYTES = 32;
/** Wrong PINs before the first pause, and its length in ms; each further one doubles it, up to an hour. */
export const TRIES = 5;
export const PAUSE_MS = 60_000;
const LONGEST_MS = 3_600_000;

export function makeGuard(pin: string): Guard {
  const salt = bytesToHex(crypto.getRandomValues(new Uint8Array(SALT_BYTES)));
  return { salt, hash: derived(pin, salt, ROUNDS), rounds: ROUNDS, wrong: 0, until: 0 };
}

/** Puts a guard on a profile, or takes it off. */
export async function setGuard(person: string, guard: Guard | null): Promise<void> {
  const profile = profiles.peek().find((one) => one.person === person);
  if (profile) await save({ ...profile, guard });
}

/** Counts the try before it looks, so that closing the app saves nobody one. */
export async function opens(profile: Profile, pin: string, now: number): Promise<"yes" | "no" | "later"> {
  const { guard } = profile;
  if (!guard) return "yes";
  if (now < guard.until && guard.until - now <= LONGEST_MS) return "later";
  const wrong = guard.wrong + 1;
  const pause = wrong < TRIES ? 0 : Math.min(LONGEST_MS, PAUSE_MS * 2 ** (wrong - TRIES));
  await setGuard(profile.person, { ...guard, wrong, until: pause === 0 ? 0 : now + pause });
  if (derived(pin, guard.salt, guard.rounds) !== guard.hash) return "no";
  await setGuard(profile.person, { ...guard, wrong: 0, until: 0 });
  return "yes";
}

function derived(pin: string, salt: string, rounds: number): string {
  return bytesToHex(pbkdf2(sha256, pin, hexToBytes(salt), { c: rounds, dkLen: KEY_BYTES }));
}
