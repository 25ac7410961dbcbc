/** One request of content to the virtual record store, and its answer. Pure. */
import { bytesToHex, utf8ToBytes } from "../../data/noble.ts";
import { sha1 } from "../../data/noble-seldom.ts";
import { BODY_CHARACTERS, HEADER_CHARACTERS, QUERY_CHARACTERS } from "./limits.ts";

export interface XapiRequest {
  method: string;
  /** Below the launch's own address: `fetch`, `xapi/statements` and so on. */
  path: string;
  /** Without its question mark. */
  query: string;
  /** By lower-case names; only those that matter to the store. */
  headers: Record<string, string>;
  body: string;
}

export interface XapiAnswer {
  status: number;
  headers: Record<string, string>;
  body: string | null;
}

export const HEADERS: readonly string[] = ["authorization", "content-type", "if-match", "if-none-match", "x-experience-api-version"];
export const METHODS: readonly string[] = ["GET", "HEAD", "PUT", "POST", "DELETE"];

/** A message's request with every field checked, or null: content may have written it. */
export function parseRequest(raw: Record<string, unknown>): XapiRequest | null {
  const { method, path, query, headers, body } = raw;
  if (typeof method !== "string" || !METHODS.includes(method)) return null;
  if (typeof path !== "string" || path.length > HEADER_CHARACTERS) return null;
  if (typeof query !== "string" || query.length > QUERY_CHARACTERS) return null;
  if (typeof body !== "string" || body.length > BODY_CHARACTERS) return null;
  if (typeof headers !== "object" || headers === null) return null;
  const kept: Record<string, string> = {};
  for (const name of HEADERS) {
    const value = (headers as Record<string, unknown>)[name];
    if (value === undefined) continue;
    if (typeof value !== "string" || value.length > HEADER_CHARACTERS) return null;
    kept[name] = value;
  }
  return { method, path, query, headers: kept, body };
}

export function json(value: unknown, status = 200, headers: Record<string, string> = {}): XapiAnswer {
  return { status, headers: { "Content-Type": "application/json", ...headers }, body: JSON.stringify(value) };
}

export function nothing(): XapiAnswer {
  return { status: 204, headers: {}, body: null };
}

/** In the shape of the server's errors. */
export function refused(status: number, title: string, more: Record<string, unknown> = {}): XapiAnswer {
  return json({ type: "/problems/xapi", title, status, ...more }, status, { "Content-Type": "application/problem+json" });
}

/** xAPI 1.0.3 Communication 3.1 says SHA-1. */
export function etag(body: string): string {
  return `"${bytesToHex(sha1(utf8ToBytes(body)))}"`;
}

/** 412 when a precondition fails (RFC 9110 13.1), null otherwise. */
export function precondition(request: XapiRequest, body: string | null): XapiAnswer | null {
  const tags = (text: string): string[] => text.split(",").map((one) => one.trim().replace(/^W\//, ""));
  const match = request.headers["if-match"];
  const none = request.headers["if-none-match"];
  const tag = body === null ? null : etag(body);
  const fits = (wanted: string): boolean => tag !== null && (wanted.trim() === "*" || tags(wanted).includes(tag));
  if (match !== undefined && !fits(match)) return refused(412, "The document is not what the request expects");
  if (none !== undefined && fits(none)) return refused(412, "The document is there already");
  return null;
}
