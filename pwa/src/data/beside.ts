/** What is done for a pupil beside an exchange, in a quiet moment: nobody waits for it. */
import { copyDrafts } from "./draft-copies.ts";
import type { Profile } from "./session.ts";
import { isKept } from "./worker.ts";

/** Each part for itself: an older server may know nothing of one of them. The next exchange tries again. */
export async function besideExchange(profile: Profile): Promise<void> {
  if (!profile.roles.some((one) => one.role === "pupil")) return;
  await copyDrafts(profile).catch(() => undefined);
  // Not on a first visit: the player is on its way to the phone's copy of the app, and need not come twice.
  if (isKept() || !("serviceWorker" in navigator)) await (await import("../player/places.ts")).bringPlaces(profile);
}
