/**
 * Files of screens that not everybody has, in the app's worker. Most phones are pupils' and keep none; a phone on
 * which somebody of a circle has logged in keeps all of that circle's, and those of each later version before it
 * starts.
 */
/// <reference lib="webworker" />
declare const self: ServiceWorkerGlobalScope;

/** Those who work at the school, and parents (build/keeping.ts). */
export type Circle = "staff" | "family";

const cacheOf = (circle: Circle): string => `${circle}-parts`;

/** Fetches what is missing; throws where a file can't be had or kept, and the next call goes on from there. */
export async function keepParts(circle: Circle, urls: readonly string[]): Promise<void> {
  const cache = await self.caches.open(cacheOf(circle));
  const had = new Set((await cache.keys()).map((request) => new URL(request.url).pathname));
  await cache.addAll(urls.map(absolute).filter((url) => !had.has(url)));
}

/** The same for a new version, on a phone that kept them of the old one. */
export async function renewParts(circle: Circle, urls: readonly string[]): Promise<void> {
  if (await self.caches.has(cacheOf(circle))) await keepParts(circle, urls);
}

/** Lets go of the files of earlier versions. */
export async function dropOldParts(circle: Circle, urls: readonly string[]): Promise<void> {
  if (!(await self.caches.has(cacheOf(circle)))) return;
  const cache = await self.caches.open(cacheOf(circle));
  const wanted = new Set(urls.map(absolute));
  const old = (await cache.keys()).filter((request) => !wanted.has(new URL(request.url).pathname));
  await Promise.all(old.map((request) => cache.delete(request)));
}

/** A file of such a screen: a copy on the phone, else the server's. */
export async function circlePart(request: Request): Promise<Response> {
  return (await self.caches.match(request)) ?? fetch(request);
}

/** The worker's list names files as the build wrote them, without the slash in front. */
export function absolute(url: string): string {
  return `/${url.replace(/^\//, "")}`;
}
