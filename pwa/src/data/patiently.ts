/** Asking a server again that does not answer for a moment. */
import { Unreachable } from "./http.ts";

/** Does the work again every `everyMs` while no server answers, `times` in all; throws what it throws, and what the last try threw. */
export async function patiently<T>(work: () => Promise<T>, everyMs: number, times: number): Promise<T> {
  for (let at = 1; ; at += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Unreachable) || at === times) throw error;
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  }
}
