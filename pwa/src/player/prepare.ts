/** Brings the player shell onto this phone without showing anything, so that lessons open offline. */
import { node } from "../data/node.ts";
import { contentOrigin } from "./origin.ts";
import { parse } from "./protocol.ts";
import { joinShell, type ShellLink } from "./shell-link.ts";

/** Milliseconds for the PDF reader's 2 MB over a slow access point. */
const PREPARE_MS = 120_000;

/**
 * True once the shell with what lessons of these formats need (a PDF reader, say) is kept on this
 * phone, or where the browser keeps nothing anyway (plain http): there files are here, but only films and pictures open offline.
 */
export async function prepareShell(formats: string[]): Promise<boolean> {
  const named = node.peek()?.content_origin;
  if (named === undefined) return false;
  const place = document.createElement("div");
  place.hidden = true;
  document.body.appendChild(place);
  let link: ShellLink | null = null;
  try {
    return await new Promise<boolean>((resolve, reject) => {
      const timer = setTimeout(() => resolve(false), PREPARE_MS);
      const done = (complete: boolean): void => {
        clearTimeout(timer);
        resolve(complete);
      };
      joinShell(place, contentOrigin(named, location), (event) => {
        const message = parse(event.data);
        if (message?.type === "prepared") done(message.complete);
      }).then((joined) => {
        link = joined;
        if (!joined.worker) done(true);
        else joined.send({ type: "prepare", formats });
      }, reject);
    });
  } catch {
    return false;
  } finally {
    (link as ShellLink | null)?.port.close();
    place.remove();
  }
}
