/**
 * Handing this phone's belongings from one address of the server to another, between two windows.
 * The window that gives opens the one that takes: `ready` → `bring` → `took` → `go`. Nothing is
 * deleted before the other side has it on its disk, and nobody writes here in the meantime.
 */
import { signal } from "@preact/signals";

import { noteMoved } from "../../data/moved.ts";
import { type Belongings, fingerprint, gather, letGo, takeOver } from "../../data/moving.ts";
import { askNode } from "../../data/node.ts";
import { lang, type Lang, setLang } from "../../i18n/index.ts";

type Said =
  | { readonly tirek: "ready" | "took" | "go" }
  | { readonly tirek: "bring"; readonly belongings: Belongings; readonly lang: Lang };

/** How giving goes on this side. */
export const giving = signal<"idle" | "busy" | "stopped">("idle");

const LOOK_MS = 500;
const MOVE = "/move";

/** Opens the other address and hands everything over. Called in a click: browsers open windows only then. */
export function moveTo(to: string): void {
  const other = window.open(to + MOVE, "_blank");
  if (!other) {
    location.assign(to);
    return;
  }
  giving.value = "busy";
  let sent = "";
  const bring = async (): Promise<void> => {
    const belongings = await gather();
    sent = fingerprint(belongings);
    other.postMessage({ tirek: "bring", belongings, lang: lang.value } satisfies Said, to);
  };
  const finish = async (): Promise<void> => {
    // Another tab may have written since.
    if (fingerprint(await gather()) !== sent) {
      await bring();
      return;
    }
    await letGo();
    await noteMoved({ to, done: true });
    stop("idle");
    other.postMessage({ tirek: "go" } satisfies Said, to);
  };
  const hear = (event: MessageEvent<Said | null>): void => {
    if (event.source !== other || event.origin !== to) return;
    if (event.data?.tirek === "ready" && sent === "") void bring();
    if (event.data?.tirek === "took") void finish();
  };
  const look = setInterval(() => {
    if (other.closed) stop("stopped");
  }, LOOK_MS);
  const stop = (state: "idle" | "stopped"): void => {
    clearInterval(look);
    window.removeEventListener("message", hear);
    giving.value = state;
  };
  window.addEventListener("message", hear);
  // From here on nobody writes at this address, however the rest goes.
  void noteMoved({ to, done: false });
}

/** Takes what the window brings that opened this one; resolves when it lies on the disk and the other side agrees. */
export async function take(): Promise<void> {
  const from = window.opener as Window | null;
  if (!from) throw new Error("nobody has opened this window");
  // Only another address of this very server may bring anything: it knows them.
  const told = await askNode();
  const known = new Set(told.places?.origins ?? []);
  return new Promise((resolve, reject) => {
    const ask = setInterval(() => from.postMessage({ tirek: "ready" } satisfies Said, "*"), LOOK_MS);
    const hear = (event: MessageEvent<Said | null>): void => {
      if (event.source !== from || !known.has(event.origin)) return;
      if (event.data?.tirek === "go") {
        window.removeEventListener("message", hear);
        noteMoved(null).then(resolve, reject);
      }
      if (event.data?.tirek !== "bring") return;
      clearInterval(ask);
      setLang(event.data.lang);
      takeOver(event.data.belongings).then(() => from.postMessage({ tirek: "took" } satisfies Said, event.origin), reject);
    };
    window.addEventListener("message", hear);
  });
}
