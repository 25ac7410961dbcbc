/**
 * Which files of the app a phone need not keep: those of screens that show nothing but the server's own
 * answer. Whatever such a screen shares with one that works without a server stays on the phone.
 */
import type { Plugin } from "vite";

const ONLINE = new RegExp(
  [
    String.raw`src\/screens\/(?:admin|setup)\/\w+Screen\.tsx`,
    String.raw`src\/screens\/(?:journal\/Keeping|gradebook\/Terms)Screen\.tsx`,
    String.raw`src\/screens\/teacher\/(?:ClassList|Insights|InsightsStatements|Sheets)Screen\.tsx`,
    String.raw`src\/screens\/common\/TimelineScreen\.tsx`,
    // The plots of a class are drawn from what the server answers.
    String.raw`src\/screens\/teacher\/insightsPlot\.ts`,
  ].join("|"),
);

/** What the bundler says of one file that it wrote. */
export interface Piece {
  readonly fileName: string;
  readonly isEntry: boolean;
  readonly facadeModuleId: string | null;
  readonly imports: readonly string[];
  readonly dynamicImports: readonly string[];
  readonly css: readonly string[];
}

/** The files that no screen which works offline can ever ask for. */
export function onlineOnly(pieces: readonly Piece[]): ReadonlySet<string> {
  const byName = new Map(pieces.map((piece) => [piece.fileName, piece]));
  const kept = new Set<string>();
  const queue = pieces.filter((piece) => piece.isEntry).map((piece) => piece.fileName);
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const piece = byName.get(name);
    if (!piece || kept.has(name)) continue;
    kept.add(name);
    piece.css.forEach((file) => kept.add(file));
    queue.push(...piece.imports, ...piece.dynamicImports.filter((file) => !ONLINE.test(byName.get(file)?.facadeModuleId ?? "")));
  }
  return new Set(pieces.flatMap((piece) => [piece.fileName, ...piece.css]).filter((file) => !kept.has(file)));
}

/** Fills `files` once the bundle is written. */
export function collectOnlineOnly(files: Set<string>): Plugin {
  return {
    name: "online-only",
    enforce: "post",
    writeBundle(_options, bundle) {
      const pieces: Piece[] = [];
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== "chunk") continue;
        const { fileName, isEntry, facadeModuleId, imports, dynamicImports } = chunk;
        pieces.push({ fileName, isEntry, facadeModuleId, imports, dynamicImports, css: [...(chunk.viteMetadata?.importedCss ?? [])] });
      }
      files.clear();
      onlineOnly(pieces).forEach((file) => files.add(file));
    },
  };
}
