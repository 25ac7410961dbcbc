/** Has the app's worker keep the screens of staff on phones of staff: those of everybody it keeps by itself. */
import { computed } from "@preact/signals";

import { link } from "./link.ts";
import { session } from "./session.ts";

/** Whose screens every phone keeps. */
const HOME_ROLES: ReadonlySet<string> = new Set(["pupil", "parent"]);

type Circle = "everybody" | "staff";

const circle = computed<Circle>(() => (session.value?.roles.some(({ role }) => !HOME_ROLES.has(role)) ? "staff" : "everybody"));

/** A link that breaks in the middle loses nothing: what is missing is fetched when the link changes again. */
export function startKeepingScreens(): void {
  circle.subscribe(attempt);
  link.subscribe(attempt);
}

/** Says in `<html data-kept>` whose screens the phone has, once they are those of the person who is here. */
function attempt(): void {
  const wanted = circle.peek();
  const page = document.documentElement.dataset;
  if (page.kept === wanted) return;
  delete page.kept;
  void keep(wanted).then((kept) => {
    if (kept && circle.peek() === wanted) page.kept = wanted;
  });
}

async function keep(wanted: Circle): Promise<boolean> {
  // Typed as always there, absent on plain http.
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  const worker = (await workers?.ready)?.active;
  if (!worker) return false;
  if (wanted === "everybody") return true;
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event) => resolve(event.data === true);
    worker.postMessage({ type: "keep-staff" }, [port2]);
  });
}
