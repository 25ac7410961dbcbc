/**
 * The modules that every first visit needs, for one file of their own: fifteen small ones cost a phone on
 * a slow link 250 bytes of headers each, and compress worse.
 */
const DATA =
  "aliases|backoff|clock|docs|exchange|files|has-own|hash|http|lease|limits|link|noble|node|open|outbox|overlay|pulling|queue|random|records|sending|session|start|tabs|transfer|undoing|worker";

export const FIRST_VISIT = new RegExp(
  [
    String.raw`node_modules\/(?:preact|@preact|idb)\/`,
    String.raw`src\/(?:router\.ts|routes\.tsx)`,
    String.raw`src\/ui\/(?!.*\.css)`,
    String.raw`src\/i18n\/(?:core|index|pupil|time)\.ts`,
    String.raw`src\/data\/(?:${DATA})\.ts`,
  ].join("|"),
);
