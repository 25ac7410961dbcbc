/** HTTP of the virtual record store, in the content origin's worker: requests become messages, answers responses. */
import { BODY_CHARACTERS } from "../src/player/xapi/limits.ts";
import { HEADERS, METHODS, type XapiAnswer, type XapiRequest } from "../src/player/xapi/request.ts";

/** Below `/x/<nonce>/`. */
export const XAPI = /^\/x\/([0-9a-f]{32})\/(.+)$/;

/** The request as a message, or the status with which it is refused here. */
export async function readRequest(request: Request, path: string, search: string): Promise<XapiRequest | number> {
  if (!METHODS.includes(request.method)) return 405;
  const length = Number(request.headers.get("Content-Length") ?? "0");
  if (length > BODY_CHARACTERS * 3) return 413;
  const body = request.method === "GET" || request.method === "HEAD" ? "" : await request.text();
  if (body.length > BODY_CHARACTERS) return 413;
  const headers: Record<string, string> = {};
  for (const name of HEADERS) {
    const value = request.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  return { method: request.method, path, query: search.replace(/^\?/, ""), headers, body };
}

/** The app's answer as a response; `guarded` are the headers of everything the worker makes up. */
export function toResponse(answer: XapiAnswer, method: string, guarded: Headers): Response {
  for (const [name, value] of Object.entries(answer.headers)) guarded.set(name, value);
  // What content brought into a document must not run when it is opened as a page.
  guarded.set("Content-Security-Policy", "sandbox; default-src 'none'");
  const body = method === "HEAD" || answer.status === 204 ? null : answer.body;
  return new Response(body, { status: answer.status, headers: guarded });
}
