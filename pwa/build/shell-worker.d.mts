import type { Plugin } from "vite";

/** Puts files that libraries fetch by name beside the shell. */
export function libraryFiles(): Plugin;
/** Writes sw.js, which trusts no copy of the shell's files but those just built. */
export function shellWorker(target: string[]): Plugin;
