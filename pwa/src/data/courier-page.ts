/**
 * The kept page carries the policy that the server gave with it, and that policy names the hub which
 * a phone may reach from it. When the school has learnt the hub's address since, the page is kept
 * anew, for the day when the phone is far from the school.
 */

const POLICY = "Content-Security-Policy";

/** Whether the kept page has got another policy: it holds once the app is loaded again. */
export async function renewPage(): Promise<boolean> {
  // Absent on plain http, where no page is kept either.
  const storage = (window as { caches?: CacheStorage }).caches;
  if (!storage) return false;
  // An address that the app's worker leaves to the server.
  const fresh = await fetch("/?courier", { cache: "no-store", credentials: "omit" });
  if (!fresh.ok) return false;
  const text = await fresh.clone().text();
  let renewed = false;
  for (const name of await storage.keys()) {
    if (!name.includes("precache")) continue;
    const cache = await storage.open(name);
    for (const key of await cache.keys()) {
      if (new URL(key.url).pathname !== "/index.html") continue;
      const kept = await cache.match(key);
      // Another page belongs to another version of the app, which comes with all of its parts.
      if (!kept || kept.headers.get(POLICY) === fresh.headers.get(POLICY) || (await kept.clone().text()) !== text) continue;
      await cache.put(key, fresh.clone());
      renewed = true;
    }
  }
  return renewed;
}
