/// <reference lib="webworker" />
/**
 * The app's worker: keeps the app itself on the phone, so that it opens with the server off. It
 * answers nothing else: the API always asks the server, and course files belong to content.ts.
 */
import { cleanupOutdatedCaches, getCacheKeyForURL, matchPrecache, precache, type PrecacheEntry } from "workbox-precaching";

import { absolute, type Circle, circlePart, dropOldParts, keepParts, renewParts } from "./circle-parts.ts";

declare const self: ServiceWorkerGlobalScope;

/** A file of the app, marked where only phones of some circles keep it (build/keeping.ts). */
type Part = PrecacheEntry & { [circle in Circle]?: true };

/** Addresses under which the server, not the app, answers. */
const SERVERS_OWN = /^\/(api|c|sync|xapi|cmi5|healthz|metrics|problems|move|connect|plain)(\/|$)/;

const PARTS = self.__WB_MANIFEST as Part[];
const CIRCLES: readonly Circle[] = ["staff", "family"];
const partsOf = (circle: Circle): string[] => PARTS.filter((part) => part[circle]).map((part) => absolute(part.url));
const NARROW = new Set(CIRCLES.flatMap(partsOf));

precache(PARTS.filter((part) => !NARROW.has(absolute(part.url))));
cleanupOutdatedCaches();

self.addEventListener("install", (event) => {
  event.waitUntil(Promise.all(CIRCLES.map((circle) => renewParts(circle, partsOf(circle)))));
});

self.addEventListener("activate", (event) => {
  // The very first visit is kept as well: the page that installed this worker works offline at once.
  event.waitUntil(Promise.all([self.clients.claim(), ...CIRCLES.map((circle) => dropOldParts(circle, partsOf(circle)))]));
});

self.addEventListener("message", (event: ExtendableMessageEvent) => {
  const asked = (event.data as { type?: unknown } | null)?.type;
  // A new version waits until the person agrees; nobody loses a half-written answer to an update.
  if (asked === "activate") void self.skipWaiting();
  const circle = CIRCLES.find((one) => asked === `keep-${one}`);
  if (circle) {
    const answer = (kept: boolean) => event.ports[0]?.postMessage(kept);
    event.waitUntil(
      keepParts(circle, partsOf(circle)).then(
        () => answer(true),
        () => answer(false),
      ),
    );
  }
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || SERVERS_OWN.test(url.pathname)) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (getCacheKeyForURL(url.href) !== undefined) event.respondWith(part(request));
  else if (NARROW.has(url.pathname)) event.respondWith(circlePart(request));
});

/** The app for each of its addresses, whatever the network says. */
async function page(request: Request): Promise<Response> {
  return (await matchPrecache("/index.html")) ?? fetch(request);
}

/** A file of the app; one the browser has thrown away comes from the server again. */
async function part(request: Request): Promise<Response> {
  return (await matchPrecache(request.url)) ?? fetch(request);
}
