import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../../src");
/** Of these every screen has the styles (main.tsx). */
const WITH_ALL = ["ui/tokens.css", "ui/base.css", "ui/kit.css", "ui/shell.css", "screens/pupil/pupil.css"].map((path) => join(ROOT, path));
const IMPORT = /^(?:import|export)\s[^;]*?from\s+"(\.[^"]+)"|^import\s+"(\.[^"]+)"/gm;
const LAZY = /\(\s*"(\/[^"]*)",\s*\(\) => import\("(\.\/[^"]+)"\)/g;
const CLASS = /class=(?:"([^"]+)"|\{([^}]*)\})/g;

const read = (path: string): string => readFileSync(path, "utf-8");

/** The file and all that comes with it at once. */
function withAllOf(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file) || !existsSync(file)) return seen;
  seen.add(file);
  if (!file.endsWith(".css")) for (const [, from, bare] of read(file).matchAll(IMPORT)) withAllOf(normalize(join(dirname(file), from ?? bare ?? "")), seen);
  return seen;
}

function classesIn(source: string): string[] {
  return [...source.matchAll(CLASS)].flatMap(([, plain, computed = ""]) =>
    plain === undefined ? [...computed.matchAll(/["`]([^"`]*)["`]/g)].flatMap(([, text = ""]) => text.split(/\s+/)) : plain.split(/\s+/),
  );
}

const definers = new Map<string, string[]>();
for (const path of readdirSync(ROOT, { recursive: true, encoding: "utf-8" }).filter((one) => one.endsWith(".css")).map((one) => join(ROOT, one))) {
  for (const [, name = ""] of read(path).matchAll(/\.([a-z][a-z0-9-]+)/g)) definers.set(name, [...(definers.get(name) ?? []), path]);
}

describe("A screen that is opened first", () => {
  const routes = ["app.tsx", "staff.tsx"].flatMap((list) => [...read(join(ROOT, list)).matchAll(LAZY)]).map(([, route = "", module = ""]) => [route, join(ROOT, module)] as const);

  it("is found for most addresses", () => expect(routes.length).toBeGreaterThan(80));

  it.each(routes)("%s brings the styles of all its parts", (_, module) => {
    const parts = withAllOf(module);
    const lacks = [...parts].filter((path) => path.endsWith(".tsx")).flatMap((path) =>
      classesIn(read(path)).filter((name) => definers.get(name)?.every((css) => !parts.has(css) && !WITH_ALL.includes(css))).map((name) => `${path.slice(ROOT.length)}: ${name}`),
    );
    expect(lacks).toEqual([]);
  });
});
