/** What was carried over to another journal: known to whoever typed it there, on each of their devices. */
import { exchangeNotesSoon, readNotes, writeNotes } from "../../data/notes.ts";
import { openProfile } from "../../data/open.ts";
import { me } from "../teacher/desk.ts";
import type { Carried } from "./carry.ts";

/** With what was ticked on another device meanwhile, where the school is in reach. */
export async function readCarried(): Promise<Carried> {
  const person = me.peek();
  await adoptOld(person);
  await exchangeNotesSoon();
  return readNotes(person, "carried");
}

/** Earlier releases kept all of it on the one device. */
async function adoptOld(person: string): Promise<void> {
  const db = await openProfile(person);
  const old: unknown = await db.get("meta", "carried");
  if (!old) return;
  await keepCarried(old as Carried);
  await db.delete("meta", "carried");
}

/** By entry what stands in the other journal now; empty: nothing does. The rest stays as it is. */
export async function keepCarried(changed: Carried): Promise<void> {
  await writeNotes(me.peek(), "carried", Object.fromEntries(Object.entries(changed).map(([id, said]) => [id, said === "" ? null : said])));
}
