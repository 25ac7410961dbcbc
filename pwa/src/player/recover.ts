/** Sessions whose tab was killed: their journals become operations at the next start of the app. */
import { alone } from "../data/lease.ts";
import { submit } from "../data/outbox.ts";
import { session } from "../data/session.ts";
import { settle, unsettled } from "./journal.ts";
import { afterOperation, attemptOperation, sessionLock } from "./session.ts";

let running: Promise<number> | null = null;

/**
 * Writes an operation for every cut-off session of the current person and returns how many there
 * were. Call it after log-in or restart, and before a session goes on with an earlier one: that has
 * no record to go on with until then. Sessions open in another tab are left alone.
 */
export function recoverSessions(): Promise<number> {
  running ??= recover().finally(() => (running = null));
  return running;
}

async function recover(): Promise<number> {
  const person = session.peek()?.person;
  if (person === undefined) return 0;
  let recovered = 0;
  for (const { place, upTo, state } of await unsettled(person)) {
    const done = await alone(sessionLock(state.session), async () => {
      if (session.peek()?.person !== person) return false;
      const op = await submit(...(await attemptOperation(state)));
      await settle(person, place, upTo, afterOperation(state, op), false);
      return true;
    });
    if (done === true) recovered += 1;
  }
  return recovered;
}
