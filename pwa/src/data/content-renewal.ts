/**
 * A new edition of a lesson whose former one is on this phone comes as what changed in it, when the
 * school has packed that (content/phone_packs.py has the format). Whatever is wrong with a pack only
 * means that files come whole: of what it makes, nothing is kept that its hash does not name.
 */
import { keepFile } from "./content-room.ts";
import { contentStore } from "./content-store.ts";
import { sha256Of } from "./hash.ts";

const MAGIC = "TIREKPH1";
const HEAD_BYTES = MAGIC.length + 4;
const SHA256 = /^[0-9a-f]{64}$/;
/** Milliseconds for a pack: at most 16 MB over a school's Wi-Fi. */
const PACK_MS = 120_000;
/** Former descriptions asked about for one new one: a course may have been put in another order. */
const BASES = 3;
/** Bytes of a file that may come out: no larger one is packed. */
const FILE_BYTES = 8 * 1024 * 1024;

interface Change {
  sha256: string;
  base: string;
  added: Blob;
  steps: number[];
}

/** Makes what it can of the files of the new descriptions from those of the former ones. */
export async function renew(former: readonly string[], present: readonly string[], signal: AbortSignal): Promise<void> {
  const store = await contentStore();
  for (const [at, manifest] of present.entries()) {
    if (former.includes(manifest) || (await store.has(manifest))) continue;
    const others = former.filter((one, index) => index !== at && !present.includes(one));
    const own = former[at];
    const bases = own === undefined || present.includes(own) ? others : [own, ...others];
    for (const base of bases.slice(0, BASES)) if (await renewFrom(base, manifest, signal)) break;
  }
}

async function renewFrom(base: string, manifest: string, signal: AbortSignal): Promise<boolean> {
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  const timer = setTimeout(stop, PACK_MS);
  signal.addEventListener("abort", stop);
  try {
    const response = await fetch(`/c/${manifest}/from/${base}`, { credentials: "omit", signal: abort.signal });
    if (response.status !== 200) return false;
    for (const change of await readPack(await response.blob())) await make(change);
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}

/** The changes in a pack; throws when it is none. */
export async function readPack(pack: Blob): Promise<Change[]> {
  const head = new Uint8Array(await pack.slice(0, HEAD_BYTES).arrayBuffer());
  if (head.length < HEAD_BYTES || String.fromCharCode(...head.slice(0, MAGIC.length)) !== MAGIC) throw new Error("not a pack");
  let at = HEAD_BYTES + new DataView(head.buffer).getUint32(MAGIC.length);
  const plan: unknown = JSON.parse(await pack.slice(HEAD_BYTES, at).text());
  if (!Array.isArray(plan)) throw new Error("no plan");
  return plan.map((row: unknown) => {
    const [sha256, base, size, steps] = row as [unknown, unknown, unknown, unknown];
    if (!isHash(sha256) || !isHash(base) || !isCount(size) || !Array.isArray(steps) || !steps.every(Number.isSafeInteger)) {
      throw new Error("no change");
    }
    const added = pack.slice(at, at + size);
    at += size;
    return { sha256, base, added, steps: steps as number[] };
  });
}

/** Puts the new file together from slices of the old one and the added bytes, and keeps it if it is the one that was promised. */
async function make(change: Change): Promise<void> {
  const store = await contentStore();
  const base = await store.get(change.base);
  if (!base || (await store.has(change.sha256))) return;
  const made = assemble(base, change);
  if (made && (await sha256Of(made)) === change.sha256) await keepFile(change.sha256, made);
}

function assemble(base: Blob, { added, steps }: Change): Blob | null {
  const pieces: Blob[] = [];
  let [taken, place, size] = [0, 0, 0];
  for (let at = 0; at + 2 < steps.length; at += 3) {
    const [take = 0, copy = 0, skip = 0] = steps.slice(at, at + 3);
    place += skip;
    size += take + copy;
    if (take < 0 || copy < 0 || place < 0 || size > FILE_BYTES) return null;
    pieces.push(added.slice(taken, taken + take), base.slice(place, place + copy));
    taken += take;
    place += copy;
  }
  return new Blob(pieces);
}

function isHash(value: unknown): value is string {
  return typeof value === "string" && SHA256.test(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
