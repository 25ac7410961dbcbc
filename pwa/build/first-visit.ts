/**
 * The modules that every first visit needs: the log-in and the list of tasks. They are one file. Several would cost a
 * phone on a slow link a journey in turn, 250 bytes of headers each, and compress worse; the log-in itself stands in
 * the page and waits for none of them.
 */
const DATA = [
  "aliases|backoff|beginning|clock|docs|exchange|files|has-own|hash|http|keep-screens|lease|limits|link|moved|noble|node|now|open",
  "outbox|overlay|pulling|queue|quiet|random|records|release|sending|session|spans|start|tablet|tabs|transfer|undoing|worker",
].join("|");

export const FIRST_VISIT = new RegExp(
  [
    String.raw`node_modules\/(?:preact|@preact|idb)\/`,
    "vite/preload-helper",
    String.raw`src\/(?:main|door|app|routes|router)\.tsx?`,
    String.raw`src\/(?:ui\/.*|screens\/(?:common\/login|pupil\/pupil))\.css`,
    // What the first screens show nothing of comes with those that do.
    String.raw`src\/ui\/(?!FileButton|FormSheet|Ladder|.*\.css)`,
    String.raw`src\/i18n\/(?:core|index|time|todo)\.ts`,
    String.raw`src\/screens\/(?:common\/(?:LoginScreen|LinkStatus|Nav|TellLink)|pupil\/TodoScreen|setup\/waits)\.tsx?`,
    String.raw`src\/data\/(?:${DATA})\.ts`,
  ].join("|"),
);
