/** When somebody looks at the screen, as far as a page can know. */
import { LOOK_MS } from "./limits.ts";

/** Calls `look` now and then while the page is in view, and when it goes and comes; returns what ends that. */
export function whileSeen(look: () => void): () => void {
  const timer = setInterval(() => {
    if (document.visibilityState === "visible") look();
  }, LOOK_MS);
  document.addEventListener("visibilitychange", look);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", look);
  };
}
