/**
 * What packages keep in localStorage, by person and item. The content origin is wiped at every
 * launch, so that no package can leave anything for the next; what was a package's own comes back
 * from here. It stays on this phone: only values of a data model become operations.
 */
import { openProfile } from "../data/open.ts";
import { parseStored, type Stored } from "./protocol.ts";

const key = (item: string): string => `stored.${item}`;

export async function keepStored(person: string, item: string, stored: Stored): Promise<void> {
  await (await openProfile(person)).put("meta", stored, key(item));
}

export async function storedOf(person: string, item: string): Promise<Stored> {
  return parseStored(await (await openProfile(person)).get("meta", key(item))) ?? [];
}
