/** One runner per phone: Web Locks where the browser has them, a lease in IndexedDB where not. */
import { LEASE_MS } from "./limits.ts";
import { openDevice } from "./open.ts";

interface Lease {
  owner: string;
  /** Unix ms. */
  until: number;
}

const me = String(Math.random());

/** Runs `work` if nobody else runs under this name now; null when somebody does. */
export async function alone<T>(name: string, work: () => Promise<T>): Promise<T | null> {
  const locks = (globalThis as { navigator?: { locks?: LockManager } }).navigator?.locks;
  if (locks) {
    return locks.request(name, { ifAvailable: true }, (lock) => (lock ? work() : null));
  }
  if (!(await take(name))) return null;
  const renewal = setInterval(() => void take(name), LEASE_MS / 3);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    await release(name);
  }
}

async function take(name: string): Promise<boolean> {
  const tx = (await openDevice()).transaction("meta", "readwrite");
  const held = (await tx.store.get(`lease.${name}`)) as Lease | undefined;
  const now = Date.now();
  const free = !held || held.owner === me || held.until < now || held.until > now + 2 * LEASE_MS;
  if (free) void tx.store.put({ owner: me, until: now + LEASE_MS } satisfies Lease, `lease.${name}`);
  await tx.done;
  return free;
}

async function release(name: string): Promise<void> {
  await (await openDevice()).delete("meta", `lease.${name}`);
}
