/** Where the content origin is: the same host on another port, so that the browser keeps the two apart. */

export class NoContentOrigin extends Error {
  override name = "NoContentOrigin";
}

/**
 * The content origin as the server names it (absolute, or `:8081` for the app's own host). Throws
 * NoContentOrigin when it would be the app's own origin, where content must never run.
 */
export function contentOrigin(named: string, app: { protocol: string; hostname: string; origin: string }): string {
  let origin: string;
  try {
    origin = new URL(named.startsWith(":") ? `${app.protocol}//${app.hostname}${named}` : named).origin;
  } catch {
    throw new NoContentOrigin(`not an address: ${named}`);
  }
  if (origin === app.origin || origin === "null") throw new NoContentOrigin(`not apart from the app: ${named}`);
  return origin;
}

/** The shell's address; it learns the app's port from the fragment and checks the rest itself. */
export function shellAddress(origin: string, app: { protocol: string; port: string }): string {
  const port = app.port === "" ? (app.protocol === "https:" ? "443" : "80") : app.port;
  return `${origin}/#app=${port}`;
}
