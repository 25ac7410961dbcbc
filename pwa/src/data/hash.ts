/** sha256 of files. crypto.subtle is absent on plain http, so the hash is computed in script. */
import { HASH_SLICE_BYTES } from "./limits.ts";
import { bytesToHex, sha256 } from "./noble.ts";

/** 64 lower-case hex digits. Reads in slices, so a large file neither fills memory nor freezes the screen. */
export async function sha256Of(blob: Blob): Promise<string> {
  const hash = sha256.create();
  for (let at = 0; at < blob.size; at += HASH_SLICE_BYTES) {
    hash.update(new Uint8Array(await blob.slice(at, at + HASH_SLICE_BYTES).arrayBuffer()));
  }
  return bytesToHex(hash.digest());
}
