/** Removes what earlier content left on this origin, so that no package can leave anything for the next. */
export async function wipe(): Promise<void> {
  attempt(() => localStorage.clear());
  attempt(() => sessionStorage.clear());
  attempt(() => {
    for (const cookie of document.cookie.split(";")) {
      const name = (cookie.split("=")[0] ?? "").trim();
      if (name) document.cookie = `${name}=; path=/; max-age=0`;
    }
  });
  await Promise.all([databases(), cacheStores(), workers()].map((work) => work.catch(() => undefined)));
}

function attempt(action: () => void): void {
  try {
    action();
  } catch {
    // Storage that the browser denies has nothing in it.
  }
}

async function databases(): Promise<void> {
  if (typeof indexedDB.databases !== "function") return;
  for (const { name } of await indexedDB.databases()) if (name) indexedDB.deleteDatabase(name);
}

async function cacheStores(): Promise<void> {
  if (!("caches" in self)) return;
  for (const name of await self.caches.keys()) if (!name.startsWith("shell-")) await self.caches.delete(name);
}

async function workers(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  for (const one of await navigator.serviceWorker.getRegistrations()) {
    if (new URL(one.scope).pathname !== "/") await one.unregister();
  }
}
