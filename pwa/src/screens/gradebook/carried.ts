/** What was carried over to another journal; on this phone alone, since it is known to whoever typed it there. */
import { openProfile } from "../../data/open.ts";
import { me } from "../teacher/desk.ts";
import type { Carried } from "./carry.ts";

const KEY = "carried";

export async function readCarried(): Promise<Carried> {
  const found: unknown = await (await openProfile(me.peek())).get("meta", KEY);
  return (found as Carried | undefined) ?? {};
}

export async function keepCarried(carried: Carried): Promise<void> {
  await (await openProfile(me.peek())).put("meta", carried, KEY);
}
