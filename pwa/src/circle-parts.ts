/**
 * The files of staff's screens in the app's worker. Most phones are pupils' and keep none; a phone on which
 * somebody of the staff has logged in keeps all, and keeps those of each later version before it starts.
 */
/// <reference lib="webworker" />
declare const self: ServiceWorkerGlobalScope;

const CACHE = "staff-parts";

/** Fetches what is missing; throws where a file can't be had or kept, and the next call goes on from there. */
export async function keepStaffParts(urls: readonly string[]): Promise<void> {
  const cache = await self.caches.open(CACHE);
  const had = new Set((await cache.keys()).map((request) => new URL(request.url).pathname));
  await cache.addAll(urls.map(absolute).filter((url) => !had.has(url)));
}

/** The same for a new version, on a phone that kept them of the old one. */
export async function renewStaffParts(urls: readonly string[]): Promise<void> {
  if (await self.caches.has(CACHE)) await keepStaffParts(urls);
}

/** Lets go of the files of earlier versions. */
export async function dropOldStaffParts(urls: readonly string[]): Promise<void> {
  if (!(await self.caches.has(CACHE))) return;
  const cache = await self.caches.open(CACHE);
  const wanted = new Set(urls.map(absolute));
  const old = (await cache.keys()).filter((request) => !wanted.has(new URL(request.url).pathname));
  await Promise.all(old.map((request) => cache.delete(request)));
}

/** A file of a staff's screen: the phone's copy, else the server's. */
export async function staffPart(request: Request): Promise<Response> {
  return (await self.caches.match(request, { cacheName: CACHE })) ?? fetch(request);
}

/** The worker's list names files as the build wrote them, without the slash in front. */
export function absolute(url: string): string {
  return `/${url.replace(/^\//, "")}`;
}
