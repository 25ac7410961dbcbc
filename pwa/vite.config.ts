import preact from "@preact/preset-vite";
import { defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";

import { FIRST_VISIT } from "./build/first-visit.ts";
import { keepingOf } from "./build/keeping.ts";
import { TARGET } from "./build/target.ts";

const keeping = keepingOf("/src/app.tsx", "/src/staff.tsx");

/** What is measured by itself. */
const NAMED: ReadonlySet<string> = new Set(["first", "walk"]);

export default defineConfig({
  plugins: [
    preact(),
    keeping.plugin,
    VitePWA({
      strategies: "injectManifest",
      srcDir: "src",
      filename: "sw.ts",
      injectRegister: null,
      // Only whoever installs the app needs its large pictures, and the browser asks for them then.
      includeManifestIcons: false,
      manifestFilename: "manifest.webmanifest",
      manifest: {
        name: "Tirek — мектеп",
        short_name: "Tirek",
        description: "Сабақ, тапсырма, баға — интернетсіз де",
        lang: "kk",
        start_url: "/",
        scope: "/",
        display: "standalone",
        background_color: "#ffffff",
        theme_color: "#0b5d66",
        icons: [
          { src: "/icon-192.png", sizes: "192x192", type: "image/png", purpose: "any" },
          { src: "/icon-512.png", sizes: "512x512", type: "image/png", purpose: "any" },
          { src: "/icon-maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
        ],
      },
      injectManifest: {
        globPatterns: ["**/*.{js,css,html,svg,webmanifest}", "icon-192.png"],
        manifestTransforms: [(entries) => ({ manifest: keeping.list(entries) })],
        maximumFileSizeToCacheInBytes: 300 * 1024,
      },
    }),
  ],
  build: {
    outDir: "dist/app",
    target: TARGET,
    assetsInlineLimit: 0, // the content security policy forbids inline data
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // The first load says where every file is: with their names it would be a kilobyte and more above its bound.
        chunkFileNames: ({ name }) => (NAMED.has(name) ? "assets/[name]-[hash].js" : "assets/[hash].js"),
        codeSplitting: { groups: [{ name: "first", test: FIRST_VISIT }] },
      },
    },
  },
  // a busy machine is no failure
  test: { include: ["tests/**/*.test.{ts,tsx}"], environment: "node", testTimeout: 60_000, hookTimeout: 60_000 },
} as Parameters<typeof defineConfig>[0]);
