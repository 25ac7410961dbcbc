/**
 * Has the app's worker keep the screens of staff on phones of staff, and those of families on parents': those of
 * everybody it keeps by itself.
 */
import { computed } from "@preact/signals";

import { link } from "./link.ts";
import { type Profile, profiles } from "./session.ts";

/** What the worker keeps besides the screens of everybody: those of all who use this phone, whoever is here now. */
const circles = computed<string>(() => circlesOf(profiles.value));

/** The circles of several people, by name, with a space between two. */
export function circlesOf(people: readonly Pick<Profile, "roles">[]): string {
  const roles = people.flatMap((person) => person.roles.map(({ role }) => role));
  const staff = roles.some((role) => role !== "pupil" && role !== "parent");
  return [...(staff ? ["staff"] : []), ...(roles.includes("parent") ? ["family"] : [])].join(" ");
}

/** A link that breaks in the middle loses nothing: what is missing is fetched when the link changes again. */
export function startKeepingScreens(): void {
  circles.subscribe(attempt);
  link.subscribe(attempt);
}

/** Says in `<html data-kept>` whose screens the phone has, once they are those of the people who use it. */
function attempt(): void {
  const wanted = circles.peek();
  const page = document.documentElement.dataset;
  if (page.kept === wanted) return;
  delete page.kept;
  void keep(wanted).then((kept) => {
    if (kept && circles.peek() === wanted) page.kept = wanted;
  });
}

async function keep(wanted: string): Promise<boolean> {
  // Typed as always there, absent on plain http.
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  const worker = (await workers?.ready)?.active;
  if (!worker) return false;
  const kept = await Promise.all(wanted.split(" ").filter(Boolean).map((circle) => ask(worker, `keep-${circle}`)));
  return !kept.includes(false);
}

function ask(worker: ServiceWorker, type: string): Promise<boolean> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event) => resolve(event.data === true);
    worker.postMessage({ type }, [port2]);
  });
}
