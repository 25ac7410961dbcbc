// Builds the content origin's worker after the shell, since it carries the hashes of the shell's files.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath, URL } from "node:url";

import { build } from "vite";

const OUT = fileURLToPath(new URL("../dist/shell", import.meta.url));
const ENTRY = fileURLToPath(new URL("../shell/sw.ts", import.meta.url));

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".wasm": "application/wasm",
};

/** Decoders of images inside PDFs (scanned books use them); pdf.js asks for them by name. */
const PDF_DECODERS = ["jbig2.wasm", "openjpeg.wasm", "qcms_bg.wasm"];

const digest = (bytes) => createHash("sha256").update(bytes).digest("hex");

function shellFiles() {
  const index = readFileSync(join(OUT, "index.html"), "utf8");
  const files = {};
  for (const name of readdirSync(OUT, { recursive: true }).map(String).sort()) {
    const type = TYPES[extname(name)];
    if (!type || name === "sw.js") continue;
    const path = `/${name.split("\\").join("/")}`;
    const core = path === "/index.html" || index.includes(path);
    files[path] = { sha256: digest(readFileSync(join(OUT, name))), type, core };
  }
  return files;
}

export function pdfDecoders() {
  return {
    name: "tirek-pdf-decoders",
    generateBundle() {
      const folder = new URL("../node_modules/pdfjs-dist/wasm/", import.meta.url);
      for (const name of PDF_DECODERS) {
        this.emitFile({ type: "asset", fileName: `pdf/${name}`, source: readFileSync(new URL(name, folder)) });
      }
    },
  };
}

export function shellWorker(target) {
  return {
    name: "tirek-shell-worker",
    apply: "build",
    async closeBundle() {
      const files = shellFiles();
      await build({
        configFile: false,
        publicDir: false, // those are the app's
        logLevel: "warn",
        define: {
          __SHELL_FILES__: JSON.stringify(files),
          __SHELL_VERSION__: JSON.stringify(digest(JSON.stringify(files)).slice(0, 12)),
        },
        build: {
          outDir: OUT,
          emptyOutDir: false,
          target,
          reportCompressedSize: false,
          lib: { entry: ENTRY, formats: ["iife"], name: "worker", fileName: () => "sw.js" },
        },
      });
    },
  };
}
