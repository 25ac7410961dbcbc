/**
 * Which files of the app a phone keeps. The routes say whose a screen is (src/routes.tsx): everybody's, staff's,
 * or nobody's because it shows only the server's own answer. A file that several screens share is kept for the
 * widest circle among them.
 */
import type { Plugin } from "vite";

/** A route in the list of src/app.tsx that is not kept on every phone. */
const NARROW = /\b(staff|online)\(\s*"[^"]+",\s*\(\)\s*=>\s*import\("\.([^"]+)"\)\s*,?\s*\)/g;
/** The same without a look at its arguments: each must have been understood. */
const NARROW_CALL = /\b(?:staff|online)\(/g;

/** Screens by the end of their module's address. */
export interface Circles {
  readonly staff: ReadonlySet<string>;
  readonly online: ReadonlySet<string>;
}

/** What the bundler says of one file that it wrote. */
export interface Piece {
  readonly fileName: string;
  readonly isEntry: boolean;
  readonly facadeModuleId: string | null;
  readonly imports: readonly string[];
  readonly dynamicImports: readonly string[];
  readonly css: readonly string[];
}

/** Names of the files that not every phone keeps. */
export interface Keeping {
  /** Kept once somebody of the staff has logged in on the phone. */
  readonly staff: ReadonlySet<string>;
  readonly nobody: ReadonlySet<string>;
}

/** Reads the list of routes; throws where one is written in a way that would go unnoticed. */
export function readCircles(routes: string): Circles {
  const staff = new Set<string>();
  const online = new Set<string>();
  for (const [, circle, module] of routes.matchAll(NARROW)) if (module) (circle === "staff" ? staff : online).add(module);
  const seen = [...routes.matchAll(NARROW)].length;
  if (seen !== [...routes.matchAll(NARROW_CALL)].length) throw new Error("A route for staff or online reads staff(\"/address\", () => import(\"./screens/…\")).");
  return { staff, online };
}

/** Throws where a narrow screen is no file of its own: its file would be taken for one that everybody shares. */
export function keeping(pieces: readonly Piece[], circles: Circles): Keeping {
  const narrow = new Set([...circles.staff, ...circles.online]);
  for (const end of narrow) {
    if (!pieces.some((piece) => piece.facadeModuleId?.endsWith(end))) throw new Error(`Only the list of routes imports ${end}: move what others need of it into a module of its own.`);
  }
  if (!pieces.some((piece) => piece.isEntry)) throw new Error("No file begins the app: phones would keep none of it.");
  const everybody = reach(pieces, narrow);
  const staff = reach(pieces, circles.online);
  const all = pieces.flatMap((piece) => [piece.fileName, ...piece.css]);
  return {
    staff: new Set(all.filter((file) => staff.has(file) && !everybody.has(file))),
    nobody: new Set(all.filter((file) => !staff.has(file))),
  };
}

/** The files that the app can ask for without ever opening one of the screens left out. */
function reach(pieces: readonly Piece[], without: ReadonlySet<string>): Set<string> {
  const byName = new Map(pieces.map((piece) => [piece.fileName, piece]));
  const isOut = (file: string): boolean => {
    const module = byName.get(file)?.facadeModuleId ?? "";
    return [...without].some((end) => module.endsWith(end));
  };
  const reached = new Set<string>();
  const queue = pieces.filter((piece) => piece.isEntry).map((piece) => piece.fileName);
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const piece = byName.get(name);
    if (!piece || reached.has(name)) continue;
    reached.add(name);
    piece.css.forEach((file) => reached.add(file));
    queue.push(...piece.imports, ...piece.dynamicImports.filter((file) => !isOut(file)));
  }
  return reached;
}

/** One entry of the worker's list. */
export interface Entry {
  readonly url: string;
  readonly revision: string | null;
  readonly size: number;
  staff?: true;
}

/** The worker's list, made after the bundle: what staff keep is marked, what nobody keeps is left out. */
export function keepingOf(app: string): { plugin: Plugin; list: (entries: readonly Entry[]) => Entry[] } {
  let circles: Circles | undefined;
  let found: Keeping | undefined;
  return {
    plugin: {
      name: "keeping",
      enforce: "pre",
      transform: {
        order: "pre",
        handler(code, id) {
          if (id.endsWith(app)) circles = readCircles(code);
        },
      },
      writeBundle(_options, bundle) {
        if (!circles) throw new Error(`No list of routes in ${app}.`);
        const pieces: Piece[] = [];
        for (const chunk of Object.values(bundle)) {
          if (chunk.type !== "chunk") continue;
          const { fileName, facadeModuleId, imports, dynamicImports } = chunk;
          // The bundler calls no file the entry that was put together by hand (first-visit.ts).
          const isEntry = chunk.isEntry || chunk.moduleIds.some((id) => id.endsWith(app));
          pieces.push({ fileName, isEntry, facadeModuleId, imports, dynamicImports, css: [...(chunk.viteMetadata?.importedCss ?? [])] });
        }
        found = keeping(pieces, circles);
      },
    },
    list(entries) {
      const { staff, nobody } = found ?? { staff: new Set(), nobody: new Set() };
      return entries.filter(({ url }) => !nobody.has(url)).map((entry) => (staff.has(entry.url) ? { ...entry, staff: true as const } : entry));
    },
  };
}
