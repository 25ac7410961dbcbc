/** The hashes of @noble, for every module that needs one: it takes `Object.hasOwn` for granted, which Chrome 80 lacks. */
import "./has-own.ts";

export { sha1 } from "@noble/hashes/legacy.js";
export { pbkdf2 } from "@noble/hashes/pbkdf2.js";
export { sha256 } from "@noble/hashes/sha2.js";
export { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
