import { defineConfig } from "vite";

import { libraryFiles, shellWorker } from "./build/shell-worker.mjs";
import { TARGET } from "./build/target.ts";

/** The PDF reader is two chunks of pdf.js, fetched only for a PDF. */
const PDF_CHUNK_KB = 1_300;

/** The player shell: a separate origin, hence a separate build that shares no file with the app. */
export default defineConfig({
  root: "shell",
  publicDir: false,
  plugins: [libraryFiles(), shellWorker(TARGET)],
  worker: { format: "es" },
  build: {
    outDir: "../dist/shell",
    emptyOutDir: true,
    target: TARGET,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: PDF_CHUNK_KB,
  },
});
