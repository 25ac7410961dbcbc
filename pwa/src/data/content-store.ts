/** Where course files lie on this phone: Cache Storage, or IndexedDB where plain http denies it. */
import { openDevice } from "./open.ts";

export interface ContentStore {
  has(sha256: string): Promise<boolean>;
  get(sha256: string): Promise<Blob | null>;
  /** Rejects with QuotaExceededError when the phone is full. */
  put(sha256: string, blob: Blob): Promise<void>;
  delete(sha256: string): Promise<void>;
}

const CACHE = "content";

function key(sha256: string): string {
  return `/c/${sha256}`;
}

export function cacheStore(storage: CacheStorage): ContentStore {
  let opened: Promise<Cache> | null = null;
  // Opened once: a lesson's first page asks for a dozen files, one after the other.
  const cache = (): Promise<Cache> => {
    opened ??= storage.open(CACHE).catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  };
  return {
    async has(sha256) {
      return (await (await cache()).match(key(sha256))) !== undefined;
    },
    async get(sha256) {
      const found = await (await cache()).match(key(sha256));
      return found ? found.blob() : null;
    },
    async put(sha256, blob) {
      await (await cache()).put(key(sha256), new Response(blob));
    },
    async delete(sha256) {
      await (await cache()).delete(key(sha256));
    },
  };
}

export const databaseStore: ContentStore = {
  async has(sha256) {
    return (await (await openDevice()).getKey("blobs", sha256)) !== undefined;
  },
  async get(sha256) {
    return (await (await openDevice()).get("blobs", sha256)) ?? null;
  },
  async put(sha256, blob) {
    await (await openDevice()).put("blobs", blob, sha256);
  },
  async delete(sha256) {
    await (await openDevice()).delete("blobs", sha256);
  },
};

let chosen: Promise<ContentStore> | null = null;

/** The store this browser offers; found out by trying, since some name `caches` and then refuse it. */
export function contentStore(): Promise<ContentStore> {
  chosen ??= (async () => {
    const storage = (self as { caches?: CacheStorage }).caches;
    if (!storage) return databaseStore;
    try {
      await storage.open(CACHE);
      return cacheStore(storage);
    } catch {
      return databaseStore;
    }
  })();
  return chosen;
}

export function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}
