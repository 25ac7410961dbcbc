/** Fetches one course file by its hash, going on after cuts, and lets nothing through that doesn't match. */

import type { Parts } from "./content-parts.ts";
import { bytesToHex, sha256 } from "./noble.ts";

/** Times a download is taken up after the link was cut, before it is given up until asked again. */
const TRIES = 4;
/** The same while nothing has arrived: without a server people should hear so at once. */
const TRIES_WITHOUT_A_BYTE = 2;
/** Milliseconds without a byte after which a link counts as cut. */
const SILENCE_MS = 30_000;
/** Milliseconds to wait before going on, times the number of the try. */
const PAUSE_MS = 800;
/** Bytes after which what has come is kept: a killed download loses less. */
const PIECE_BYTES = 1024 * 1024;

/**
 * unreachable: no answer, or cut too often. missing: the server answers but hasn't got the file (yet).
 * damaged: what came is not what the hash names. full: the phone has no room.
 */
export type ContentFault = "unreachable" | "missing" | "damaged" | "full";

export class ContentProblem extends Error {
  constructor(
    readonly fault: ContentFault,
    readonly sha256: string,
  ) {
    super(`course file ${sha256.slice(0, 12)}: ${fault}`);
    this.name = "ContentProblem";
  }
}

export interface Downloading {
  fetch: (path: string, init: RequestInit) => Promise<Response>;
  /** Called with each number of bytes that arrived. */
  onBytes?: (bytes: number) => void;
  signal?: AbortSignal;
  pause?: (ms: number) => Promise<void>;
  /** Where pieces of it are kept until it is whole; absent where a kill may cost all of it. */
  parts?: Parts;
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The file behind `/c/<hash>`, verified. Throws ContentProblem; an abort ends in `unreachable`. */
export async function download(hash: string, how: Downloading): Promise<Blob> {
  const sum = sha256.create();
  const pieces: Blob[] = (await how.parts?.load(hash)) ?? [];
  let received = 0;
  for (const piece of pieces) {
    sum.update(new Uint8Array(await piece.arrayBuffer()));
    received += piece.size;
  }
  if (received > 0) how.onBytes?.(received);
  let hasParts = pieces.length > 0;
  let waiting: Uint8Array<ArrayBuffer>[] = [];
  let from = received;
  const put = async (): Promise<void> => {
    if (received === from) return;
    const piece = new Blob(waiting);
    const at = from;
    pieces.push(piece);
    waiting = [];
    from = received;
    hasParts = true;
    await how.parts?.save(hash, at, piece);
  };
  const take = async (chunk: Uint8Array<ArrayBuffer>): Promise<void> => {
    sum.update(chunk);
    waiting.push(chunk);
    received += chunk.length;
    how.onBytes?.(chunk.length);
    if (received - from >= PIECE_BYTES) await put();
  };
  for (let turn = 1; turn <= TRIES; turn++) {
    if (how.signal?.aborted) break;
    const outcome = await receive(hash, received, how, take);
    if (outcome === "complete") {
      if (hasParts) await how.parts?.drop(hash);
      if (bytesToHex(sum.digest()) !== hash) throw new ContentProblem("damaged", hash);
      return new Blob([...pieces, ...waiting]);
    }
    // A cut may be followed by a kill.
    if (outcome === "cut") await put();
    if (outcome === "missing") throw new ContentProblem("missing", hash);
    if (outcome === "restart") {
      await how.parts?.drop(hash);
      return restart(hash, how, received);
    }
    if (turn >= (received > 0 ? TRIES : TRIES_WITHOUT_A_BYTE)) break;
    await (how.pause ?? wait)(PAUSE_MS * turn);
  }
  throw new ContentProblem("unreachable", hash);
}

/** The server ignores ranges: begin again from nothing, once, taking back what was counted. */
function restart(hash: string, how: Downloading, counted: number): Promise<Blob> {
  how.onBytes?.(-counted);
  return download(hash, { ...how, pause: () => Promise.reject(new ContentProblem("unreachable", hash)) });
}

async function receive(
  hash: string,
  from: number,
  how: Downloading,
  take: (chunk: Uint8Array<ArrayBuffer>) => Promise<void>,
): Promise<"complete" | "cut" | "missing" | "restart"> {
  const abort = new AbortController();
  let silence = setTimeout(() => abort.abort(), SILENCE_MS);
  const heard = (): void => {
    clearTimeout(silence);
    silence = setTimeout(() => abort.abort(), SILENCE_MS);
  };
  const stop = (): void => abort.abort();
  how.signal?.addEventListener("abort", stop);
  try {
    const headers: Record<string, string> = from > 0 ? { Range: `bytes=${from}-` } : {};
    const response = await how.fetch(`/c/${hash}`, { headers, credentials: "omit", signal: abort.signal });
    if (response.status === 404 || response.status === 410) return "missing";
    if (from > 0 && response.status === 416) return "complete";
    if (from > 0 && response.status === 200) return "restart";
    if (response.status !== 200 && response.status !== 206) return "cut";
    if (!response.body) {
      await take(new Uint8Array(await response.arrayBuffer()));
      return "complete";
    }
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return "complete";
      heard();
      await take(value);
    }
  } catch {
    return "cut";
  } finally {
    clearTimeout(silence);
    how.signal?.removeEventListener("abort", stop);
  }
}
