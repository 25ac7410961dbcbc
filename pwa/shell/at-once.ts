/** XMLHttpRequest of content, as far as it is synchronous: answered within the shell. */
import { HEADERS, METHODS, type XapiAnswer, type XapiRequest } from "../src/player/xapi/request.ts";
import type { Answers } from "./answers.ts";

const ADDRESS = /^\/([cx])\/[0-9a-f]{32}\/(.+)$/;

interface Asked {
  method: string;
  url: URL;
  headers: Record<string, string>;
  type: string;
}
interface Answered {
  status: number;
  headers: Record<string, string>;
  text: string;
}

/** What an answered request shows instead of its own. */
const SHOWN = ["readyState", "status", "statusText", "response", "responseText", "responseURL", "responseXML", "getResponseHeader", "getAllResponseHeaders"] as const;

type Xhr = typeof XMLHttpRequest;
type Methods = Record<"open" | "send" | "setRequestHeader" | "overrideMimeType", (...all: unknown[]) => void>;

export class AtOnce {
  private readonly patched = new WeakSet<object>();

  /** `tell` hands a request on to the app, which gives its answer to nobody. */
  constructor(
    private readonly answers: Answers,
    private readonly tell: (request: XapiRequest) => void,
    private readonly uuid: () => string,
  ) {}

  /** Answers the synchronous requests of a window of content; a second call changes nothing. */
  prepare(view: Window): void {
    const { prototype } = (view as unknown as { XMLHttpRequest: Xhr }).XMLHttpRequest;
    if (this.patched.has(prototype)) return;
    this.patched.add(prototype);
    const waiting = new WeakMap<XMLHttpRequest, Asked>();
    const { open, send, setRequestHeader, overrideMimeType } = prototype as unknown as Methods;
    const answered = (asked: Asked, body: unknown): Answered | null => this.answered(view, asked, body);
    prototype.open = function (this: XMLHttpRequest, method: string, address: string | URL, ...more: unknown[]) {
      waiting.delete(this);
      for (const name of SHOWN) Reflect.deleteProperty(this, name);
      if (more.length > 0 && !more[0]) {
        const url = new URL(String(address), view.document.baseURI);
        if (url.origin === location.origin) waiting.set(this, { method: method.toUpperCase(), url, headers: {}, type: "" });
      }
      Reflect.apply(open, this, [method, address, ...more]);
    };
    prototype.setRequestHeader = function (this: XMLHttpRequest, name: string, value: string) {
      const asked = waiting.get(this);
      if (asked) asked.headers[name.toLowerCase()] = value;
      Reflect.apply(setRequestHeader, this, [name, value]);
    };
    prototype.overrideMimeType = function (this: XMLHttpRequest, type: string) {
      const asked = waiting.get(this);
      if (asked) asked.type = type;
      Reflect.apply(overrideMimeType, this, [type]);
    };
    prototype.send = function (this: XMLHttpRequest, body?: unknown) {
      const asked = waiting.get(this);
      const found = asked && answered(asked, body);
      if (asked && found) show(view, this, asked, found);
      else Reflect.apply(send, this, [body]);
    };
  }

  private answered(view: Window, asked: Asked, body: unknown): Answered | null {
    const [, kind, path = ""] = ADDRESS.exec(asked.url.pathname) ?? [];
    if (kind === "x" && METHODS.includes(asked.method)) {
      const headers: Record<string, string> = {};
      for (const name of HEADERS) if (asked.headers[name] !== undefined) headers[name] = asked.headers[name];
      const text = typeof body === "string" ? body : "";
      const request: XapiRequest = { method: asked.method, path, query: asked.url.search.replace(/^\?/, ""), headers, body: text };
      const answer = this.answers.answer(request, this.uuid);
      this.tell(request);
      return said(answer);
    }
    if (kind !== "c" || (asked.method !== "GET" && asked.method !== "HEAD")) return null;
    const file = this.answers.file(path);
    if (file) return { status: 200, headers: { "Content-Type": file.type }, text: asked.method === "HEAD" ? "" : textOf(file) };
    // Drivers fetch their own page only to let time pass.
    return asked.url.pathname === view.location.pathname ? { status: 200, headers: { "Content-Type": "text/html" }, text: "" } : null;
  }
}

function said(answer: XapiAnswer): Answered {
  return { status: answer.status, headers: answer.headers, text: answer.body ?? "" };
}

/** A blob can be read synchronously by its own address; this window's XMLHttpRequest is the browser's. */
function textOf(file: Blob): string {
  const address = URL.createObjectURL(file);
  try {
    const request = new XMLHttpRequest();
    request.open("GET", address, false);
    request.send();
    return request.responseText;
  } finally {
    URL.revokeObjectURL(address);
  }
}

function show(view: Window, request: XMLHttpRequest, asked: Asked, { status, headers, text }: Answered): void {
  const type = asked.type || (headers["Content-Type"] ?? "");
  const parser = (view as unknown as { DOMParser: typeof DOMParser }).DOMParser;
  const shown: Record<(typeof SHOWN)[number], unknown> = {
    readyState: 4,
    status,
    statusText: status === 200 ? "OK" : "",
    response: text,
    responseText: text,
    responseURL: asked.url.href,
    responseXML: /[/+]xml\b/.test(type) ? documentOf(new parser(), text) : null,
    getResponseHeader: (name: string) => Object.entries(headers).find(([one]) => one.toLowerCase() === name.toLowerCase())?.[1] ?? null,
    getAllResponseHeaders: () => Object.entries(headers).map(([name, value]) => `${name.toLowerCase()}: ${value}\r\n`).join(""),
  };
  for (const name of SHOWN) Object.defineProperty(request, name, { value: shown[name], configurable: true });
  const { Event: Made } = view as unknown as { Event: typeof Event };
  for (const name of ["readystatechange", "load", "loadend"]) request.dispatchEvent(new Made(name));
}

function documentOf(parser: DOMParser, text: string): Document | null {
  const made = parser.parseFromString(text, "application/xml");
  return made.getElementsByTagName("parsererror").length > 0 ? null : made;
}
