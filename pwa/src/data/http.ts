/** Requests to the server of this origin, and the two ways they fail. */
import { REQUEST_ID_BYTES, REQUEST_TIMEOUT_MS } from "./limits.ts";
import { randomHex } from "./random.ts";

/** No answer from the school's or hub's server: no link, wrong network, a portal's page, a timeout. */
export class Unreachable extends Error {
  constructor(readonly path: string) {
    super(`no answer from the server for ${path}`);
    this.name = "Unreachable";
  }
}

/** The server's own answer that something is wrong (RFC 9457). `type` is the last part of its URI. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    readonly detail: string | null,
    readonly hint: string | null,
    /** Seconds after which trying again makes sense, or null. */
    readonly retryAfter: number | null,
    readonly members: Readonly<Record<string, unknown>>,
  ) {
    super(`${status} ${type}${detail ? `: ${detail}` : ""}`);
    this.name = "ApiProblem";
  }
}

export interface Asked {
  method?: string;
  token?: string | null;
  json?: unknown;
  body?: Blob;
  headers?: Record<string, string>;
  timeoutMs?: number;
}

export interface Answer {
  status: number;
  headers: Headers;
}

let underWay = 0;

/** How many requests wait for the server's answer. */
export function asking(): number {
  return underWay;
}

async function send(path: string, asked: Asked): Promise<Response> {
  const headers: Record<string, string> = { ...asked.headers };
  // The server's logs and a problem's answer name the request by it; a hub of another origin takes no header that
  // it has not heard of.
  if (path.startsWith("/")) headers["X-Request-Id"] = randomHex(REQUEST_ID_BYTES);
  if (asked.token) headers["Authorization"] = `Bearer ${asked.token}`;
  if (asked.json !== undefined) headers["Content-Type"] = "application/json";
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), asked.timeoutMs ?? REQUEST_TIMEOUT_MS);
  underWay += 1;
  try {
    const init: RequestInit = { method: asked.method ?? "GET", headers, cache: "no-store", credentials: "omit", signal: abort.signal };
    if (asked.json !== undefined) init.body = JSON.stringify(asked.json);
    else if (asked.body) init.body = asked.body;
    return await fetch(path, init);
  } catch {
    throw new Unreachable(path);
  } finally {
    underWay -= 1;
    clearTimeout(timer);
  }
}

/** Asks, and gives the answer when it is a success or 304; ApiProblem or Unreachable otherwise. */
export async function ask(path: string, asked: Asked = {}): Promise<Answer> {
  const response = await send(path, asked);
  if (response.ok || response.status === 304) return { status: response.status, headers: response.headers };
  throw await problemOf(path, response, asked.method === "HEAD");
}

/** Like `ask`, with the JSON body; null on 204 and 304. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller names the shape the API promises
export async function askJson<T>(path: string, asked: Asked = {}): Promise<Answer & { body: T | null }> {
  const response = await send(path, asked);
  if (!response.ok && response.status !== 304) throw await problemOf(path, response);
  const answer = { status: response.status, headers: response.headers };
  if (response.status === 204 || response.status === 304) return { ...answer, body: null };
  try {
    return { ...answer, body: (await response.json()) as T };
  } catch {
    // A network's log-in page answers 200 with HTML: that is not our server.
    throw new Unreachable(path);
  }
}

/** The bytes behind an address, for files of records. */
export async function askBlob(path: string, asked: Asked = {}): Promise<Blob> {
  const response = await send(path, asked);
  if (!response.ok) throw await problemOf(path, response);
  try {
    return await response.blob();
  } catch {
    throw new Unreachable(path);
  }
}

async function problemOf(path: string, response: Response, bodiless = false): Promise<Error> {
  let members: Record<string, unknown>;
  try {
    // An answer to HEAD has no body to say more; anybody else's error page is not our server's word.
    members = bodiless ? {} : ((await response.json()) as Record<string, unknown>);
  } catch {
    return new Unreachable(path);
  }
  const text = (name: string): string | null => (typeof members[name] === "string" ? members[name] : null);
  const type = (text("type") ?? "unknown").split("/").pop() ?? "unknown";
  const after = Number(response.headers.get("Retry-After") ?? "");
  return new ApiProblem(response.status, type, text("detail"), text("hint"), after > 0 ? after : null, members);
}
