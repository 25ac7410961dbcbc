/** Brings the content origin's worker into control of the shell. */

/** Milliseconds the worker gets for its first installation: it fetches about 40 KB. */
const CONTROL_MS = 6_000;

/** True once requests of this page go through the worker; false where the browser has none (plain http). */
export async function workerInControl(): Promise<boolean> {
  // Typed as always there, absent on plain http.
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!workers) return false;
  try {
    const registering = workers.register("/sw.js", { scope: "/", updateViaCache: "none" });
    if (workers.controller) {
      // It looks for a newer one, which may well fail without a server; nothing waits for that.
      registering.catch(() => undefined);
      return true;
    }
    const registration = await registering;
    return await new Promise<boolean>((resolve) => {
      const done = (): void => resolve(true);
      workers.addEventListener("controllerchange", done, { once: true });
      // A forced reload is never controlled, but what it frames is once the worker is active.
      setTimeout(() => resolve(registration.active !== null), CONTROL_MS);
      if (registration.active && !registration.installing && !registration.waiting) {
        setTimeout(() => resolve(true), 500);
      }
    });
  } catch {
    return workers.controller !== null;
  }
}

/** Has the worker keep the shell's files that lessons of these formats need; false when some could not be fetched. */
export async function keepShellFor(formats: readonly string[]): Promise<boolean> {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  const active = workers?.controller ?? (await workers?.ready)?.active;
  if (!active) return false;
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event: MessageEvent<{ complete: boolean }>) => resolve(event.data.complete);
    active.postMessage({ type: "prepare", formats }, [port2]);
  });
}
