/** A moment in which neither the person nor what they wait for needs the phone. */
import { asking } from "./http.ts";

/** Milliseconds without a touch, a key or a request after which a moment is quiet. */
const QUIET_MS = 1000;
/**
 * Milliseconds after which it is waited for no longer, however much goes on: on the slowest link the copy of the app
 * takes five seconds, and a phone that is put away ten seconds after its first list has to open again without a link.
 */
const AT_MOST_MS = 5000;
/** Milliseconds between two looks. */
const LOOK_MS = 200;
const STIRS = ["pointerdown", "keydown", "scroll"] as const;

/** Resolves at the next quiet moment, and at once when the page goes out of sight: nobody taps there, and what is
 * begun then mostly comes to its end. Browsers do not always tell, hence the bound. */
export function quietMoment(): Promise<void> {
  return new Promise((resolve) => {
    const begun = performance.now();
    let stirred = begun;
    const stir = (): void => void (stirred = performance.now());
    const look = (): void => {
      if (asking() > 0) stir();
      const now = performance.now();
      if (now - stirred < QUIET_MS && now - begun < AT_MOST_MS && document.visibilityState === "visible") return;
      clearInterval(timer);
      for (const name of STIRS) removeEventListener(name, stir, true);
      document.removeEventListener("visibilitychange", look);
      resolve();
    };
    const timer = setInterval(look, LOOK_MS);
    for (const name of STIRS) addEventListener(name, stir, { capture: true, passive: true });
    document.addEventListener("visibilitychange", look);
  });
}
