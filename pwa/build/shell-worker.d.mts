import type { Plugin } from "vite";

/** Puts the decoders of PDF images beside the shell. */
export function pdfDecoders(): Plugin;
/** Writes sw.js, which trusts no copy of the shell's files but those just built. */
export function shellWorker(target: string[]): Plugin;
