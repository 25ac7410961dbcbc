/** What is done for a pupil beside an exchange, in a quiet moment: nobody waits for it. */
import { bringPlaces } from "../player/places.ts";
import { copyDrafts } from "./draft-copies.ts";
import type { Profile } from "./session.ts";

/** Each part for itself: an older server may know nothing of one of them. The next exchange tries again. */
export async function besideExchange(profile: Profile): Promise<void> {
  if (!profile.roles.some((one) => one.role === "pupil")) return;
  await copyDrafts(profile).catch(() => undefined);
  await bringPlaces(profile);
}
