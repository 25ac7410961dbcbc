/** Brings the data layer to life behind the door (beginning.ts): what is on this phone first, the server afterwards. */
import { effect } from "@preact/signals";

import { startExchange } from "./exchange.ts";
import { startKeepingScreens } from "./keep-screens.ts";
import { moved } from "./moved.ts";
import { openProfile } from "./open.ts";
import { loadOutbox } from "./outbox.ts";
import { loadRecords, records } from "./records.ts";
import { reloadProfiles, session } from "./session.ts";
import { onNews } from "./tabs.ts";
import { setTimezone } from "../i18n/time.ts";

/** Once the device has been read. Resolves when what it has of the person who is here can be shown. */
export function startData(): Promise<void> {
  let shown: string | null = null;
  let first: Promise<void> | undefined;
  effect(() => {
    const person = session.value?.person ?? null;
    if (person === shown) return;
    shown = person;
    const read = open(person);
    first ??= read;
    read.then(() => recover(person)).catch(() => undefined); // the player's file may be out of reach; the journal waits
  });
  effect(() => setTimezone(records.list("school").value[0]?.timezone));
  onNews((news) => {
    const person = session.peek()?.person ?? null;
    if (news.changed === "session") void reloadProfiles();
    if (news.person !== person) return;
    if (news.changed === "outbox") void loadOutbox(person);
    if (news.changed === "records") void loadRecords(person);
  });
  // What is on its way to another address is sent from there.
  if (!moved.peek()) startExchange();
  startKeepingScreens();
  return (first ?? Promise.resolve()).catch(() => undefined);
}

/** Shows what this phone has of a person. */
async function open(person: string | null): Promise<void> {
  await Promise.all([loadOutbox(person), loadRecords(person)]);
}

/** Saves what a killed tab left of a person's lessons. */
async function recover(person: string | null): Promise<void> {
  if (person === null || (await (await openProfile(person)).count("journal")) === 0) return;
  const { recoverSessions } = await import("../player/recover.ts");
  await recoverSessions();
}
