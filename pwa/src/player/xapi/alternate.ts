/**
 * The alternate request syntax (xAPI 1.0.3 Communication 1.3): POST ?method=… with a form that holds
 * the headers, the parameters and the body. Drivers of older tools fall back on it. Pure.
 */
import { HEADERS, METHODS, type XapiRequest } from "./request.ts";

const FORM = "application/x-www-form-urlencoded";

/** The request that is meant: this one itself where it has no such form; null where the form is wrong. */
export function meant(request: XapiRequest): XapiRequest | null {
  const asked = new URLSearchParams(request.query);
  const type = (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
  if (request.method !== "POST" || !asked.has("method") || type !== FORM) return request;
  const method = (asked.get("method") ?? "").toUpperCase();
  if (!METHODS.includes(method) || Array.from(asked.keys()).length > 1) return null;
  const headers: Record<string, string> = { ...request.headers, "content-type": "application/json" };
  const query = new URLSearchParams();
  let content: string | null = null;
  const seen = new Set<string>();
  for (const [name, value] of new URLSearchParams(request.body)) {
    if (seen.has(name)) return null;
    seen.add(name);
    if (HEADERS.includes(name.toLowerCase())) headers[name.toLowerCase()] = value;
    else if (name === "content") content = value;
    else query.append(name, value);
  }
  if ((method === "PUT" || method === "POST") && content === null) return null;
  return { method, path: request.path, query: query.toString(), headers, body: content ?? "" };
}
