const PARTS = ["/index.html", "/bare.js"];

self.addEventListener("install", (event) => event.waitUntil(caches.open("bare").then((kept) => kept.addAll(PARTS))));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  const part = pathname === "/" ? "/index.html" : pathname;
  if (PARTS.includes(part)) event.respondWith(caches.match(part));
});
