/** What of @noble only PINs and packages need, apart from what every first visit loads. */
import "./has-own.ts";

export { sha1 } from "@noble/hashes/legacy.js";
export { pbkdf2 } from "@noble/hashes/pbkdf2.js";
