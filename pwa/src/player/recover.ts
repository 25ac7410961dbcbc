/** Sessions whose tab was killed: their journals become operations at the next start of the app. */
import { alone } from "../data/lease.ts";
import { submit } from "../data/outbox.ts";
import { session } from "../data/session.ts";
import { settle, unsettled } from "./journal.ts";
import { afterOperation, attemptOperation, sessionLock } from "./session.ts";

const running = new Map<string, Promise<number>>();

/**
 * Writes an operation for every cut-off session of the current person and returns how many there
 * were. Call it after log-in or restart, and before a session goes on with an earlier one: that has
 * no record to go on with until then. Sessions open in another tab are left alone.
 */
export function recoverSessions(): Promise<number> {
  const person = session.peek()?.person;
  if (person === undefined) return Promise.resolve(0);
  // Of one person at a time: whoever comes next has their own to recover.
  const run = running.get(person) ?? recover(person).finally(() => running.delete(person));
  running.set(person, run);
  return run;
}

async function recover(person: string): Promise<number> {
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
