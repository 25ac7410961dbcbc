/**
 * Which files of the app a phone keeps. The routes say whose a screen is (src/routes.tsx): everybody's, staff's,
 * families', or nobody's because it shows only the server's own answer. A file that several screens share is kept
 * for everybody where one of them is, else for each circle that has one.
 */
import type { Plugin } from "vite";

/** A route in the lists of src/app.tsx and src/staff.tsx that is not kept on every phone. */
const NARROW = /\b(staff|family|online)\(\s*"[^"]+",\s*\(\)\s*=>\s*import\("\.([^"]+)"\)\s*,?\s*\)/g;
/** The same without a look at its arguments: each must have been understood. */
const NARROW_CALL = /\b(?:staff|family|online)\(/g;

/** Screens by the end of their module's address. */
export interface Circles {
  readonly staff: ReadonlySet<string>;
  readonly family: ReadonlySet<string>;
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
  /** Kept once a parent has. */
  readonly family: ReadonlySet<string>;
  readonly nobody: ReadonlySet<string>;
}

/** Reads the list of routes; throws where one is written in a way that would go unnoticed. */
export function readCircles(routes: string): Circles {
  const circles = { staff: new Set<string>(), family: new Set<string>(), online: new Set<string>() };
  const seen = [...routes.matchAll(NARROW)];
  for (const [, circle, module = ""] of seen) circles[circle as keyof Circles].add(module);
  if (seen.length !== [...routes.matchAll(NARROW_CALL)].length) throw new Error("A route for some people reads staff(\"/address\", () => import(\"./screens/…\")).");
  return circles;
}

/** The circles of two lists of routes. */
export function together(a: Circles, b: Circles): Circles {
  return { staff: new Set([...a.staff, ...b.staff]), family: new Set([...a.family, ...b.family]), online: new Set([...a.online, ...b.online]) };
}

/** Throws where a narrow screen is no file of its own: its file would be taken for one that everybody shares. */
export function keeping(pieces: readonly Piece[], circles: Circles): Keeping {
  const { staff, family, online } = circles;
  const narrow = new Set([...staff, ...family, ...online]);
  for (const end of narrow) {
    if (!pieces.some((piece) => piece.facadeModuleId?.endsWith(end))) throw new Error(`Only the list of routes imports ${end}: move what others need of it into a module of its own.`);
  }
  if (!pieces.some((piece) => piece.isEntry)) throw new Error("No file begins the app: phones would keep none of it.");
  const everybody = reach(pieces, narrow);
  const ofStaff = reach(pieces, new Set([...family, ...online]));
  const ofFamilies = reach(pieces, new Set([...staff, ...online]));
  const some = pieces.flatMap((piece) => [piece.fileName, ...piece.css]).filter((file) => !everybody.has(file));
  return {
    staff: new Set(some.filter((file) => ofStaff.has(file))),
    family: new Set(some.filter((file) => ofFamilies.has(file))),
    nobody: new Set(some.filter((file) => !ofStaff.has(file) && !ofFamilies.has(file))),
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
  family?: true;
}

/** The worker's list, made after the bundle: what staff keep is marked, what nobody keeps is left out. */
export function keepingOf(app: string, staffs: string): { plugin: Plugin; list: (entries: readonly Entry[]) => Entry[] } {
  const lists = new Map<string, Circles>();
  let found: Keeping | undefined;
  return {
    plugin: {
      name: "keeping",
      enforce: "pre",
      transform: {
        order: "pre",
        handler(code, id) {
          for (const list of [app, staffs]) if (id.endsWith(list)) lists.set(list, readCircles(code));
        },
      },
      writeBundle(_options, bundle) {
        const [everybodys, staffsOwn] = [lists.get(app), lists.get(staffs)];
        if (!everybodys || !staffsOwn) throw new Error(`No list of routes in ${app} or ${staffs}.`);
        const circles = together(everybodys, staffsOwn);
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
      if (!found) throw new Error("The worker's list was asked for before the bundle was written.");
      const { staff, family, nobody } = found;
      return entries
        .filter(({ url }) => !nobody.has(url))
        .map((entry) => ({ ...entry, ...(staff.has(entry.url) && { staff: true as const }), ...(family.has(entry.url) && { family: true as const }) }));
    },
  };
}
