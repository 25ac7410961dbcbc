import { defineConfig } from "vite";

import { TARGET } from "./build/target.ts";

/** The player shell: a separate origin, hence a separate build that shares no file with the app. */
export default defineConfig({
  root: "shell",
  build: {
    outDir: "../dist/shell",
    emptyOutDir: true,
    target: TARGET,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
