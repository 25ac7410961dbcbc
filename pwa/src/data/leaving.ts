/** Logging out: what can still go is sent, and what can't stays behind the log-in of its owner. */
import { effect } from "@preact/signals";

import { exchangeNow, exchanging } from "./exchange.ts";
import { ask } from "./http.ts";
import { LAST_SENDING_MS } from "./limits.ts";
import { link } from "./link.ts";
import { openProfile } from "./open.ts";
import { pending } from "./outbox.ts";
import { delivered } from "./queue.ts";
import { leavePhone, save, session, settled } from "./session.ts";

/** Sends what can still go, for as long as somebody waits at the button. Returns whether anything stays. */
export async function sendLast(person: string): Promise<boolean> {
  await settled();
  if (pending.peek().count > 0 && session.peek()?.token && link.peek() !== "none") {
    void exchangeNow();
    await exchanged();
  }
  return (await countWork(person)) > 0;
}

function exchanged(): Promise<void> {
  return new Promise((resolve) => {
    let stop = (): void => undefined;
    const timer = setTimeout(done, LAST_SENDING_MS);
    function done(): void {
      clearTimeout(timer);
      stop();
      resolve();
    }
    stop = effect(() => {
      if (!exchanging.value) queueMicrotask(done);
    });
  });
}

/**
 * Logs out. With nothing left to send the person's data leaves the phone; otherwise everything stays,
 * opens with a log-in only, and goes after it. Returns whether something stayed.
 */
export async function logOut(): Promise<{ kept: boolean }> {
  await settled();
  const profile = session.peek();
  if (!profile) return { kept: false };
  const kept = (await countWork(profile.person)) > 0;
  if (kept) await save({ ...profile, token: null, left: true });
  else await leavePhone(profile.person);
  // Without a link the token simply runs out; the phone has forgotten it in any case.
  if (profile.token) void ask("/api/v1/sessions/current", { method: "DELETE", token: profile.token }).catch(() => undefined);
  return { kept };
}

/** How many things of this person exist only on this phone: operations, drafts, cut-off lessons, files under way. */
export async function countWork(person: string): Promise<number> {
  const db = await openProfile(person);
  const [rows, uploads, drafts, values] = await Promise.all([db.getAll("outbox"), db.getAll("uploads"), db.count("drafts"), db.count("journal")]);
  // One that is done waits for its place in a course; of the two others nothing is left to do.
  const sending = (uploads as { job: { stage: string } }[]).filter(({ job }) => job.stage !== "refused" && job.stage !== "stopped");
  return rows.filter((row) => !delivered(row)).length + sending.length + drafts + Math.min(values, 1);
}
