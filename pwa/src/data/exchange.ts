/**
 * Keeps this phone and the server in agreement: sends what waits, fetches what is new. One runner
 * per phone; woken by a new operation, by coming into view, by a link, by a timer.
 */
import { effect, type ReadonlySignal, signal } from "@preact/signals";

import { backoff } from "./backoff.ts";
import { trimSeen } from "./files.ts";
import { ApiProblem, Unreachable } from "./http.ts";
import { alone } from "./lease.ts";
import { RETRY_FIRST_MS, RETRY_LONGEST_MS } from "./limits.ts";
import { checkLink, link } from "./link.ts";
import { openProfile } from "./open.ts";
import { offerAgain, whenSubmitted } from "./outbox.ts";
import { pull, storeBrought } from "./pulling.ts";
import { quietMoment } from "./quiet.ts";
import { meetRelease, settleReleased } from "./release.ts";
import { pollEvery } from "./saver.ts";
import { drain, LogInNeeded, type SendingProgress } from "./sending.ts";
import { type Profile, profiles, session } from "./session.ts";
import { onNews } from "./tabs.ts";

/** Why the last exchange did not come to its end: no answer, the password, or the server's problem type. */
export type ExchangeFailure = { readonly what: "unreachable" | "log-in" } | { readonly what: "problem"; readonly type: string; readonly hint: string | null };

const running = signal(false);
const contact = signal<number | null>(null);
const failure = signal<ExchangeFailure | null>(null);
const files = signal<SendingProgress | null>(null);

/** True while an exchange runs in this tab. */
export const exchanging: ReadonlySignal<boolean> = running;
/** Unix ms of the last complete exchange of the current person, or null. */
export const lastContact: ReadonlySignal<number | null> = contact;
export const lastFailure: ReadonlySignal<ExchangeFailure | null> = failure;
/** Bytes of files under way, or null. */
export const sendingFiles: ReadonlySignal<SendingProgress | null> = files;

const CONTACT = "contact";
const wait = backoff(RETRY_FIRST_MS, RETRY_LONGEST_MS);
let timer: ReturnType<typeof setTimeout> | null = null;
let again = false;

/** One complete exchange for a profile: everything out, then everything in. */
export async function exchange(profile: Profile, progress?: (now: SendingProgress | null) => void): Promise<void> {
  const stored = await storeBrought(profile.person);
  await meetRelease(profile.person);
  await drain(profile, progress);
  if (await pull(profile, stored)) {
    await offerAgain(profile.person);
    await drain(profile, progress);
    await pull(profile);
  }
  await settleReleased(profile.person);
  const db = await openProfile(profile.person);
  await db.put("meta", Date.now(), CONTACT);
  await trimSeen(db);
}

/** Exchanges now; used by "send now" and by every waker. Never throws: see lastFailure. */
export async function exchangeNow(): Promise<void> {
  // peek: called inside an effect, a tracked read would start an exchange at the end of each one
  if (running.peek()) {
    again = true;
    return;
  }
  running.value = true;
  if (timer) clearTimeout(timer);
  let next = pollEvery(link.peek());
  try {
    do {
      again = false;
      await alone("tirek-exchange", everybody);
    } while (wanted());
    failure.value = null;
    wait.reset();
  } catch (problem) {
    failure.value = failureOf(problem);
    const retryAfter = problem instanceof ApiProblem ? (problem.retryAfter ?? 0) * 1000 : 0;
    next = Math.max(wait.next(), retryAfter);
    if (problem instanceof Unreachable && link.peek() !== "none") void checkLink();
  } finally {
    running.value = false;
    timer = setTimeout(() => {
      if (document.visibilityState === "visible") void exchangeNow();
    }, next);
  }
}

/** Starts the wakers. Call once. */
export function startExchange(): void {
  whenSubmitted(() => void exchangeNow());
  onNews((news) => {
    if (news.changed === "records") void readContact(session.peek());
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void exchangeNow();
  });
  effect(() => {
    const profile = session.value;
    const reachable = link.value === "school" || link.value === "hub";
    void readContact(profile);
    if (profile?.token && reachable) void exchangeNow();
  });
}

function wanted(): boolean {
  return again;
}

/** The current person in full; the others on this phone only what they have to send. */
async function everybody(): Promise<void> {
  const current = session.peek();
  if (current?.token) {
    await exchange(current, (now) => (files.value = now));
    await readContact(current);
    void quietMoment()
      .then(() => import("./beside.ts"))
      .then(({ besideExchange }) => besideExchange(current))
      .catch(() => undefined);
  }
  for (const other of profiles.peek()) {
    if (other.person === current?.person || !other.token) continue;
    try {
      await meetRelease(other.person);
      await drain(other);
    } catch (problem) {
      if (problem instanceof Unreachable) throw problem;
      // Another person's trouble is told to that person, on logging in.
    }
  }
}

async function readContact(profile: Profile | null): Promise<void> {
  const known = profile ? await (await openProfile(profile.person)).get("meta", CONTACT) : null;
  contact.value = typeof known === "number" ? known : null;
}

function failureOf(problem: unknown): ExchangeFailure {
  if (problem instanceof Unreachable) return { what: "unreachable" };
  if (problem instanceof LogInNeeded) return { what: "log-in" };
  if (problem instanceof ApiProblem) return { what: "problem", type: problem.type, hint: problem.hint };
  return { what: "problem", type: problem instanceof Error ? problem.name : "unknown", hint: null };
}
