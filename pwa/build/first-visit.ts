import type { Plugin } from "vite";

/**
 * The modules that every first visit needs, in two files of their own: what the log-in takes, and what the list of
 * tasks takes besides, which arrives while somebody logs in. Fifteen small ones would cost a phone on a slow link 250
 * bytes of headers each, and compress worse.
 */
const AT_THE_DOOR = "backoff|beginning|has-own|http|limits|link|moved|node|open|queue|random|session|tablet|tabs";
const INSIDE = "aliases|clock|docs|exchange|files|hash|keep-screens|lease|noble|outbox|overlay|pulling|records|sending|start|transfer|undoing|worker";

export const DOOR = new RegExp(
  [
    String.raw`node_modules\/(?:preact|@preact|idb)\/`,
    "vite/preload-helper",
    String.raw`src\/router\.ts`,
    String.raw`src\/(?:ui\/.*|screens\/(?:common\/login|pupil\/pupil))\.css`,
    String.raw`src\/ui\/(?:bits|Button|Field|Icon|theme)\.tsx?`,
    String.raw`src\/i18n\/(?:core|index)\.ts`,
    String.raw`src\/data\/(?:${AT_THE_DOOR})\.ts`,
  ].join("|"),
);

export const FIRST_VISIT = new RegExp(
  [
    String.raw`src\/(?:app|routes)\.tsx`,
    String.raw`src\/ui\/(?!.*\.css)`,
    String.raw`src\/i18n\/(?:time|todo)\.ts`,
    String.raw`src\/screens\/(?:common\/(?:LinkStatus|Nav)|pupil\/TodoScreen)\.tsx`,
    String.raw`src\/data\/(?:${INSIDE})\.ts`,
  ].join("|"),
);

/**
 * Names the files of the app behind the log-in in the page, for public/guard.js: it asks for them as soon as it is
 * there itself, when those of the log-in are on their way and the link would wait for an answer.
 */
export function namesWhatFollows(app: string): Plugin {
  return {
    name: "names-what-follows",
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle }) {
        if (!bundle) return html;
        const pieces = Object.values(bundle).flatMap((one) => (one.type === "chunk" ? [one] : []));
        const inside = pieces.find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(app)));
        if (!inside) throw new Error(`No file of the bundle holds ${app}.`);
        const files = [inside.fileName, ...inside.imports].filter((file) => !html.includes(file)).map((file) => `/${file}`);
        return html.replace('src="/guard.js"', `src="/guard.js" data-next="${files.join(" ")}"`);
      },
    },
  };
}
