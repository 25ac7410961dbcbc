/**
 * The player shell, brought up while somebody looks at a lesson: it is the larger half of the time
 * until the lesson is there. Only where a frame can be moved without loading anew.
 */
import { node } from "../data/node.ts";
import { contentOrigin } from "./origin.ts";
import { joinShell, type ShellLink } from "./shell-link.ts";

/** Milliseconds after which a shell that nobody took is let go: a lesson's screen goes before its player comes. */
const COOL_MS = 3_000;

type Hear = (event: MessageEvent<unknown>) => void;
interface Warm {
  origin: string;
  place: HTMLElement;
  link: Promise<ShellLink | null>;
  hear: Hear;
}
/** Element.moveBefore, Chrome 133 and Firefox 144 on. */
interface Movable {
  moveBefore(child: Element, before: Element | null): void;
}

let warm: Warm | null = null;
let cooling: ReturnType<typeof setTimeout> | null = null;

function canMove(element: object): element is Movable {
  return "moveBefore" in element;
}

/** Brings a shell up out of sight, unless one is there. */
export function warmShell(): void {
  if (cooling !== null) clearTimeout(cooling);
  cooling = null;
  const named = node.peek()?.content_origin;
  if (warm || named === undefined || !canMove(document.body)) return;
  const place = document.createElement("div");
  place.hidden = true;
  document.body.appendChild(place);
  const origin = contentOrigin(named, location);
  const made: Warm = { origin, place, hear: () => undefined, link: Promise.resolve(null) };
  // What is wrong with it is said where it is needed, by another try.
  made.link = joinShell(place, origin, (event) => made.hear(event)).catch(() => null);
  warm = made;
}

/** Nobody looks at a lesson any more. */
export function coolShell(): void {
  cooling = setTimeout(() => {
    const left = warm;
    warm = null;
    void left?.link.then((link) => link?.port.close());
    left?.place.remove();
  }, COOL_MS);
}

/** The shell that is there, in `place` and heard by `hear` from now on; null when there is none. */
export async function takeWarm(place: HTMLElement, origin: string, hear: Hear): Promise<ShellLink | null> {
  const taken = warm;
  if (taken?.origin !== origin || !canMove(place)) return null;
  warm = null;
  const link = await taken.link;
  try {
    if (!link || !place.isConnected) throw new Error("nothing to move");
    place.moveBefore(link.frame, null);
    taken.hear = hear;
    return link;
  } catch {
    link?.port.close();
    return null;
  } finally {
    taken.place.remove();
  }
}
