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
  ".woff2": "font/woff2",
  ".gif": "image/gif",
};

/** Formats with files of their own in the shell, known by the start of a file's name or by its folder. */
const PARTS = /^\/(?:assets\/)?(pdf|h5p|epub|scorm2004)[-./]/;

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
    const part = PARTS.exec(path)?.[1] ?? "";
    files[path] = { sha256: digest(readFileSync(join(OUT, name))), type, core, part };
  }
  return files;
}

/** H5P's own player and what it loads by address. */
const H5P_FILES = ["main.bundle.js", "frame.bundle.js", "fonts/h5p-core-30.woff2", "fonts/h5p-theme.woff2", "images/throbber.gif"];

/** The page that H5P runs in. */
const H5P_PAGE = `<!doctype html>
<html lang="kk">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>H5P</title>
  </head>
  <body>
    <main></main>
    <script src="main.bundle.js"></script>
  </body>
</html>
`;

/** H5P's styles without its text fonts: phones have letters, and these would be 1.3 MB more to keep. */
function h5pStyles(folder) {
  const css = readFileSync(new URL("styles/h5p.css", folder), "utf8");
  return css.replace(/@font-face\s*\{[^}]*fonts\/(?:inter|open-sans|h5p-hub)[^}]*\}/g, "");
}

/** Files of libraries that are fetched by name while a lesson runs. */
export function libraryFiles() {
  return {
    name: "tirek-library-files",
    generateBundle() {
      const emit = (fileName, source) => this.emitFile({ type: "asset", fileName, source });
      const pdf = new URL("../node_modules/pdfjs-dist/wasm/", import.meta.url);
      for (const name of PDF_DECODERS) emit(`pdf/${name}`, readFileSync(new URL(name, pdf)));
      const h5p = new URL("../node_modules/h5p-standalone/dist/", import.meta.url);
      for (const name of H5P_FILES) emit(`h5p/${name}`, readFileSync(new URL(name, h5p)));
      emit("h5p/styles/h5p.css", h5pStyles(h5p));
      emit("h5p/play.html", H5P_PAGE);
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
