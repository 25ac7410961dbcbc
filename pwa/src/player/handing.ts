/**
 * Files of a package that its content may ask for synchronously. Such a request reaches neither a
 * worker nor this page, so they are handed to the shell before the content is there. What is asked for
 * in this way is data, in small files: pages, scripts and pictures are loaded by their elements.
 */
import type { Description } from "./description.ts";
import type { Handed } from "./protocol.ts";

const DATA = /^text\/(?:xml|plain|csv)\b|^application\/(?:[\w.-]+\+)?(?:xml|json)\b/;
const NEVER = /(?:^imsmanifest\.xml|\.xsd|\.dtd)$/i;
/** Bytes of one file, and of all of them; files. More is no longer what a page waits for. */
const FILE_BYTES = 256 * 1024;
const ALL_BYTES = 2 * 1024 * 1024;
const FILES = 60;
/** Bytes of those that are not on this phone and are fetched nevertheless: most lessons never ask for them. */
const FETCHED_BYTES = 128 * 1024;
/** Milliseconds they get: of a lesson that is kept all are here. */
const HAND_MS = 2_000;

interface Handable {
  path: string;
  sha256: string;
  size: number;
  type: string;
}

export function handable(description: Description): Handable[] {
  const found: Handable[] = [];
  let bytes = 0;
  for (const [path, { sha256, size, type }] of description.files) {
    if (!DATA.test(type) || type.startsWith("application/xhtml") || NEVER.test(path) || size > FILE_BYTES) continue;
    bytes += size;
    if (bytes > ALL_BYTES || found.length >= FILES) break;
    found.push({ path, sha256, size, type });
  }
  return found;
}

/** Those that are at hand in time: `here` looks on this phone, `fetched` beyond it. */
export async function handedFiles(
  description: Description,
  here: (sha256: string) => Promise<Blob | null>,
  fetched: (sha256: string) => Promise<Blob | null>,
): Promise<Handed["files"]> {
  const found: Handed["files"] = [];
  let left = FETCHED_BYTES;
  const hand = async ({ path, sha256, size, type }: Handable): Promise<void> => {
    let blob = await here(sha256);
    if (!blob && size <= left) {
      left -= size;
      blob = await fetched(sha256);
    }
    if (blob) found.push([path, blob.slice(0, blob.size, type)]);
  };
  const all = handable(description).map((one) => hand(one).catch(() => undefined));
  if (all.length > 0) await Promise.race([Promise.all(all), new Promise((resolve) => setTimeout(resolve, HAND_MS))]);
  return found.slice();
}
