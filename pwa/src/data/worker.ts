/** Registers the app's worker and tells when a new version of the app is waiting to be used. */
import { type ReadonlySignal, signal } from "@preact/signals";

/** Milliseconds between looks for a new version while the app stays open, often for days. */
const LOOK_MS = 6 * 3600 * 1000;

const waiting = signal<ServiceWorker | null>(null);
const update = signal(false);
const refused = signal(false);
let known: ServiceWorkerRegistration | null = null;
let reloading = false;

/** A new version is on this phone and starts when the person agrees, or once no tab is open. */
export const updateReady: ReadonlySignal<boolean> = update;

/** The browser does not believe the server's certificate, and keeps no worker for it. */
export const workerRefused: ReadonlySignal<boolean> = refused;

/** Whether this page came out of the phone's own copy of the app. */
export function isKept(): boolean {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  return (workers?.controller ?? null) !== null;
}

/** Puts the app on this phone; false where there are no workers (plain http) and nothing keeps it. */
export async function registerWorker(): Promise<boolean> {
  // Typed as always there, absent on plain http.
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!workers) return false;
  const controlled = isKept();
  workers.addEventListener("controllerchange", () => {
    // The first worker taking over changes nothing on the screen; a newer one means a newer app.
    if (!controlled || !reloading) return;
    location.reload();
  });
  try {
    const registration = await workers.register("/sw.js", { updateViaCache: "none" });
    known = registration;
    watch(registration);
    setInterval(() => {
      registration.update().catch(() => undefined);
    }, LOOK_MS);
    return true;
  } catch (problem) {
    refused.value = problem instanceof DOMException && problem.name === "SecurityError" && workers.controller === null;
    // No server, or a browser that forbids workers: the app runs as it is.
    return workers.controller !== null;
  }
}

/** Starts the new version: the page loads again. Drafts and work are on the disk by then. */
export function applyUpdate(): void {
  reloading = true;
  waiting.peek()?.postMessage({ type: "activate" });
}

/** The server wants a newer app: fetches it now, and starts it at once where it is here already. */
export function lookForUpdate(): void {
  if (update.peek()) applyUpdate();
  else if (known) known.update().catch(() => undefined);
  else location.reload();
}

function watch(registration: ServiceWorkerRegistration): void {
  const offer = (worker: ServiceWorker | null): void => {
    // Without a controller this is the first installation, not an update.
    if (!worker || !navigator.serviceWorker.controller) return;
    waiting.value = worker;
    update.value = true;
  };
  offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed") offer(worker);
      else if (worker.state === "redundant" && waiting.peek() === worker) update.value = false;
    });
  });
}
