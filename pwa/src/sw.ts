/// <reference lib="webworker" />
/**
 * The app's worker: keeps the app itself on the phone, so that it opens with the server off. It
 * answers nothing else: the API always asks the server, and course files belong to content.ts.
 */
import { cleanupOutdatedCaches, getCacheKeyForURL, matchPrecache, precache } from "workbox-precaching";

declare const self: ServiceWorkerGlobalScope;

/** Addresses under which the server, not the app, answers. */
const SERVERS_OWN = /^\/(api|c|sync|xapi|cmi5|healthz|metrics|problems)(\/|$)/;

precache(self.__WB_MANIFEST);
cleanupOutdatedCaches();

self.addEventListener("activate", (event) => {
  // The very first visit is kept as well: the page that installed this worker works offline at once.
  event.waitUntil(self.clients.claim());
});

self.addEventListener("message", (event: ExtendableMessageEvent) => {
  // A new version waits until the person agrees; nobody loses a half-written answer to an update.
  if ((event.data as { type?: unknown } | null)?.type === "activate") void self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || SERVERS_OWN.test(url.pathname)) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (getCacheKeyForURL(url.href) !== undefined) event.respondWith(part(request));
});

/** The app for each of its addresses, whatever the network says. */
async function page(request: Request): Promise<Response> {
  return (await matchPrecache("/index.html")) ?? fetch(request);
}

/** A file of the app; one the browser has thrown away comes from the server again. */
async function part(request: Request): Promise<Response> {
  return (await matchPrecache(request.url)) ?? fetch(request);
}
