/** An edition that was kept is better than a new one that cannot be had where there is no server. */
import { canHave, fileHere, pinOf } from "../data/content.ts";
import { wholePin } from "../data/content-room.ts";
import { link } from "../data/link.ts";
import { readDescription } from "./description.ts";
import type { Opened } from "./phase.ts";
import type { Played } from "./resume.ts";

/** The present edition of an item; the one that is kept where its files can't be had now. `present` is its description on its way. */
export async function playable({ course, lesson, item }: Opened, present: Promise<Blob>): Promise<Played> {
  const now = { manifest: item.manifest, edition: course.edition };
  const whole = wholePin(await pinOf(lesson));
  const manifest = whole?.manifests[whole.items?.indexOf(item.id) ?? -1];
  if (manifest === undefined || manifest === item.manifest) return now;
  try {
    const reachable = link.peek() !== "none";
    const described = await (reachable ? present : fileHere(item.manifest));
    if (described && (await canHave([...readDescription(await described.text()).files.values()], reachable))) return now;
  } catch {
    // The school has gone out of reach or hasn't got all of it yet.
  }
  return { manifest, edition: whole?.edition ?? course.edition };
}
