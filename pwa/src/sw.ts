/// <reference lib="webworker" />
/**
 * The app's worker: keeps the app itself on the phone, so that it opens with the server off. It
 * answers nothing else: the API always asks the server, and course files belong to content.ts.
 */
import { cleanupOutdatedCaches, getCacheKeyForURL, matchPrecache, precache, type PrecacheEntry } from "workbox-precaching";

import { absolute, dropOldStaffParts, keepStaffParts, renewStaffParts, staffPart } from "./staff-parts.ts";

declare const self: ServiceWorkerGlobalScope;

/** A file of the app, marked where only phones of staff keep it (build/keeping.ts). */
type Part = PrecacheEntry & { staff?: true };

/** Addresses under which the server, not the app, answers. */
const SERVERS_OWN = /^\/(api|c|sync|xapi|cmi5|healthz|metrics|problems|move|connect|plain)(\/|$)/;

const PARTS = self.__WB_MANIFEST as Part[];
const STAFFS = PARTS.filter((part) => part.staff).map((part) => absolute(part.url));

precache(PARTS.filter((part) => !part.staff));
cleanupOutdatedCaches();

self.addEventListener("install", (event) => {
  event.waitUntil(renewStaffParts(STAFFS));
});

self.addEventListener("activate", (event) => {
  // The very first visit is kept as well: the page that installed this worker works offline at once.
  event.waitUntil(Promise.all([self.clients.claim(), dropOldStaffParts(STAFFS)]));
});

self.addEventListener("message", (event: ExtendableMessageEvent) => {
  const asked = (event.data as { type?: unknown } | null)?.type;
  // A new version waits until the person agrees; nobody loses a half-written answer to an update.
  if (asked === "activate") void self.skipWaiting();
  if (asked === "keep-staff") {
    const answer = (kept: boolean) => event.ports[0]?.postMessage(kept);
    event.waitUntil(
      keepStaffParts(STAFFS).then(
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
  else if (STAFFS.includes(url.pathname)) event.respondWith(staffPart(request));
});

/** The app for each of its addresses, whatever the network says. */
async function page(request: Request): Promise<Response> {
  return (await matchPrecache("/index.html")) ?? fetch(request);
}

/** A file of the app; one the browser has thrown away comes from the server again. */
async function part(request: Request): Promise<Response> {
  return (await matchPrecache(request.url)) ?? fetch(request);
}
