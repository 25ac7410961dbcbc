/**
 * Two records of one child on one phone. Every way in opens the kept one, so what waits under the other would wait for
 * ever: it goes on under the kept one, as the other's own work, which the school takes from both.
 */
import { exchangeNow } from "./exchange.ts";
import { gatherPerson, takePerson } from "./moving.ts";
import { openProfile } from "./open.ts";
import { loadOutbox } from "./outbox.ts";
import { leavePhone, profiles, session } from "./session.ts";

/**
 * Moves to `kept`, who has just logged in, all that `others` have here; those who still get in by themselves are left
 * alone. A kill on the way costs nothing: again is as once.
 */
export async function join(kept: string, others: readonly string[]): Promise<void> {
  for (const other of profiles.peek().filter(({ person, token }) => token === null && others.includes(person))) {
    await takePerson(await openProfile(kept), await gatherPerson(other), true);
    await leavePhone(other.person);
  }
  if (session.peek()?.person !== kept) return;
  await loadOutbox(kept);
  void exchangeNow();
}
