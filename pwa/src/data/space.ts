/** How much of the phone the app takes, and whether the browser promises to leave it alone. */
import { openProfile } from "./open.ts";

export interface Space {
  /** Bytes of everything, by the browser's estimate; null where it gives none. */
  readonly used: number | null;
  /** Bytes of the current person's work and photos. */
  readonly work: number;
  /** null: the browser does not say. */
  readonly persisted: boolean | null;
}

/** Absent on plain http, whatever the types say. */
function manager(): StorageManager | undefined {
  return (navigator as { storage?: StorageManager }).storage;
}

export async function space(person: string): Promise<Space> {
  const files = await (await openProfile(person)).getAll("files");
  const work = files.reduce((sum, file) => sum + file.size, 0);
  const storage = manager();
  try {
    const used = (await storage?.estimate())?.usage ?? null;
    return { used, work, persisted: (await storage?.persisted()) ?? null };
  } catch {
    return { used: null, work, persisted: null };
  }
}

/** Asks the browser never to evict this app's data; browsers decide by how much it is used. */
export async function askToPersist(): Promise<boolean> {
  try {
    return (await manager()?.persist()) ?? false;
  } catch {
    return false;
  }
}
