/// <reference lib="webworker" />
/**
 * The content origin's worker. It holds nothing but the shell's own files, each checked against the
 * hash it was built with, and answers `/c/<nonce>/<path>` (files) and `/x/<nonce>/…` (the virtual
 * record store) by asking the app through the open shell.
 */
import type { FileAnswer } from "../src/player/protocol.ts";
import type { XapiAnswer } from "../src/player/xapi/request.ts";
import { withFirstScript } from "./first-script.ts";
import { guardHeaders } from "./headers.ts";
import { readRequest, toResponse, XAPI } from "./xapi.ts";

declare const self: ServiceWorkerGlobalScope;

interface ShellFile {
  sha256: string;
  type: string;
  /** Needed to start at all; the rest is fetched when a lesson needs it. */
  core: boolean;
  /** The one format that needs this file; empty when several do. */
  part: string;
}
declare const __SHELL_FILES__: Record<string, ShellFile>;
declare const __SHELL_VERSION__: string;

const FILES = new Map(Object.entries(__SHELL_FILES__));
const CACHE = `shell-${__SHELL_VERSION__}`;
const CONTENT = /^\/c\/([0-9a-f]{32})\/(.+)$/;

/** Milliseconds until a shell must have said that the launch is its own. */
const KNOCK_MS = 4_000;
/** Milliseconds one file may take to arrive: a 60 MB film over a school's Wi-Fi at 1 Mbit/s. */
const FILE_MS = 600_000;

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      for (const [path, file] of FILES) if (file.core) await fetched(path, file);
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await self.caches.keys()) if (name !== CACHE) await self.caches.delete(name);
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("message", (event: ExtendableMessageEvent) => {
  const port = event.ports[0];
  const order = event.data as { type?: unknown; formats?: unknown } | null;
  if (order?.type !== "prepare" || !Array.isArray(order.formats) || !port) return;
  const formats = order.formats as unknown[];
  event.waitUntil(
    (async () => {
      let complete = true;
      for (const [path, file] of FILES) {
        if (file.part !== "" && !formats.includes(file.part)) continue;
        complete = (await shellFile(path, file)) !== null && complete;
      }
      port.postMessage({ complete });
    })(),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return; // the content security policy stops these
  if (url.pathname.startsWith("/play/")) return; // launched by another program: the server answers, with a policy of its own
  event.respondWith(answer(request, url));
});

async function answer(request: Request, url: URL): Promise<Response> {
  const content = CONTENT.exec(url.pathname);
  if (content) {
    if (request.method !== "GET" && request.method !== "HEAD") return refused(405);
    return contentFile(content[1] ?? "", content[2] ?? "", request);
  }
  const xapi = XAPI.exec(url.pathname);
  if (xapi) {
    const message = await readRequest(request, xapi[2] ?? "", url.search);
    if (typeof message === "number") return refused(message);
    const found = await ask<XapiAnswer>(xapi[1] ?? "", { type: "xapi", ...message });
    return found ? toResponse(found, request.method, guardHeaders(self.location)) : refused(404);
  }
  const path = url.pathname === "/" ? "/index.html" : url.pathname;
  const file = FILES.get(path);
  if (!file || request.method !== "GET") return refused(403);
  const bytes = await shellFile(path, file);
  if (!bytes) return refused(503);
  const headers = guardHeaders(self.location);
  headers.set("Content-Type", file.type);
  return new Response(bytes, { headers });
}

function refused(status: number): Response {
  return new Response(null, { status, headers: guardHeaders(self.location) });
}

/** The bytes of a shell file, from the cache when they are still what was built. */
async function shellFile(path: string, file: ShellFile): Promise<ArrayBuffer | null> {
  const kept = await (await self.caches.open(CACHE)).match(path);
  if (kept) {
    const bytes = await kept.arrayBuffer();
    if ((await sha256(bytes)) === file.sha256) return bytes;
  }
  try {
    return await fetched(path, file);
  } catch {
    return null;
  }
}

/** Fetches, checks and keeps a shell file; throws when the network or the hash says no. */
async function fetched(path: string, file: ShellFile): Promise<ArrayBuffer> {
  const response = await fetch(path === "/index.html" ? "/" : path, { cache: "no-cache", credentials: "omit" });
  const bytes = await response.arrayBuffer();
  if (!response.ok || (await sha256(bytes)) !== file.sha256) {
    throw new Error(`The content origin served another ${path} than it was built with.`);
  }
  await (await self.caches.open(CACHE)).put(path, new Response(bytes.slice(0)));
  return bytes;
}

async function sha256(bytes: ArrayBuffer): Promise<string> {
  // A service worker only exists in a secure context, where SubtleCrypto does too.
  // eslint-disable-next-line no-restricted-properties
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function contentFile(nonce: string, path: string, request: Request): Promise<Response> {
  const found = await ask<FileAnswer>(nonce, { type: "file", path, range: request.headers.get("Range") });
  if (!found) return refused(404);
  const headers = guardHeaders(self.location);
  headers.set("Accept-Ranges", "bytes");
  if (found.status === 416) headers.set("Content-Range", `bytes */${found.size}`);
  if (found.status === 206) headers.set("Content-Range", `bytes ${found.start}-${found.end}/${found.size}`);
  if (!found.body) return new Response(null, { status: found.status, headers });
  const isPage = request.mode === "navigate" && found.status === 200 && /^(?:text\/html|application\/xhtml\+xml)\b/.test(found.type);
  const body = isPage ? await withFirstScript(found.body) : found.body;
  headers.set("Content-Type", found.type);
  headers.set("Content-Length", String(body.size));
  return new Response(request.method === "HEAD" ? null : body, { status: found.status, headers });
}

/** Asks every open shell; the one that launched `nonce` claims the question and passes it on to the app. */
async function ask<Answer extends object>(nonce: string, question: object): Promise<Answer | null> {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const shells = windows.filter((one) => ["/", "/index.html"].includes(new URL(one.url).pathname));
  return new Promise((resolve) => {
    let timer = setTimeout(() => resolve(null), KNOCK_MS);
    for (const shell of shells) {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = (event: MessageEvent<{ claimed: true } | Answer>) => {
        clearTimeout(timer);
        if ("claimed" in event.data) {
          timer = setTimeout(() => resolve(null), FILE_MS);
          return;
        }
        port1.close();
        resolve(event.data);
      };
      shell.postMessage({ ...question, nonce }, [port2]);
    }
  });
}
