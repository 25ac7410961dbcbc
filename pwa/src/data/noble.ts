/** The hash of @noble that every visit needs: it takes `Object.hasOwn` for granted, which Chrome 80 lacks. */
import "./has-own.ts";

export { sha256 } from "@noble/hashes/sha2.js";
export { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
