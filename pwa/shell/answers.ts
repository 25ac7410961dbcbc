/**
 * What content asks synchronously is answered here, from what the app has handed over: such requests
 * pass by a service worker in Chromium, and the app itself can only be asked asynchronously. The app
 * hears each request as well, in the same order, and its record is the one that counts.
 */
import type { Handed, HandedDocument } from "../src/player/protocol.ts";
import { meant } from "../src/player/xapi/alternate.ts";
import { json, nothing, refused, type XapiAnswer, type XapiRequest } from "../src/player/xapi/request.ts";

const VERSION = { "X-Experience-API-Version": "1.0.3" };
/** Resources whose documents the content keeps, by the names the app has for them, and what their documents' ids are called. */
const DOCUMENTS: Readonly<Record<string, readonly [resource: string, id: string]>> = {
  "activities/state": ["state", "stateId"],
  "activities/profile": ["activity-profile", "profileId"],
  "agents/profile": ["agent-profile", "profileId"],
};

export class Answers {
  private documents = new Map<string, HandedDocument>();
  private files = new Map<string, Blob>();
  private token = "";

  /** Of the activity that is opened now. */
  begin({ files, documents, token }: Handed): void {
    this.files = new Map(files.map(([path, blob]) => [path.toLowerCase(), blob]));
    this.documents = new Map(documents);
    this.token = token;
  }

  /** A file of the package by its address there, still percent-encoded; null when it was not handed over. */
  file(path: string): Blob | null {
    return this.files.get(decoded(path).toLowerCase()) ?? null;
  }

  /** The likely answer of the record store. A statement without an id gets one of `uuid`, in the request as well. */
  answer(asked: XapiRequest, uuid: () => string): XapiAnswer {
    if (asked.path === "fetch") return json({ "auth-token": this.token });
    const request = meant(asked);
    if (!request) return refused(400, "The form of the alternate syntax is wrong");
    const path = resourceOf(request);
    const isReading = request.method === "GET" || request.method === "HEAD";
    let answer: XapiAnswer;
    if (path === "about") answer = json({ version: ["1.0.3"] });
    else if (path === "statements") answer = isReading ? found(request) : this.told(asked, request, uuid);
    else if (path in DOCUMENTS) answer = isReading ? this.read(request, path) : this.written(request);
    else answer = refused(404, "There is no such resource");
    return { ...answer, headers: { ...answer.headers, ...VERSION } };
  }

  /** A request that goes to the app by the usual way: what it writes is read back here later. */
  note(asked: XapiRequest): void {
    const request = meant(asked);
    if (request && request.method !== "GET" && request.method !== "HEAD" && resourceOf(request) in DOCUMENTS) this.written(request);
  }

  private read(request: XapiRequest, path: string): XapiAnswer {
    const { shelf, id } = placeOf(request, path);
    if (id === null) return json(Array.from(this.documents.keys()).filter((one) => one.startsWith(shelf)).map((one) => one.slice(shelf.length)));
    const kept = this.documents.get(shelf + id);
    return kept ? { status: 200, headers: { "Content-Type": kept.type }, body: kept.body } : refused(404, "There is no such document");
  }

  private written(request: XapiRequest): XapiAnswer {
    const { shelf, id } = placeOf(request, resourceOf(request));
    const type = request.headers["content-type"] ?? "application/octet-stream";
    if (request.method === "DELETE") {
      for (const place of Array.from(this.documents.keys())) if (id === null ? place.startsWith(shelf) : place === shelf + id) this.documents.delete(place);
    } else if (id !== null) {
      const before = request.method === "POST" ? this.documents.get(shelf + id)?.body : undefined;
      this.documents.set(shelf + id, { type, body: before === undefined ? request.body : joined(before, request.body) });
    }
    return nothing();
  }

  private told(asked: XapiRequest, request: XapiRequest, uuid: () => string): XapiAnswer {
    if (request.method === "PUT") return nothing();
    let body: unknown;
    try {
      body = JSON.parse(request.body);
    } catch {
      return refused(400, "The body is no JSON");
    }
    const several = (Array.isArray(body) ? body : [body]) as { id?: unknown }[];
    for (const one of several) one.id ??= uuid();
    if (asked === request) asked.body = JSON.stringify(body);
    return json(several.map((one) => one.id));
  }
}

function resourceOf(request: XapiRequest): string {
  return request.path.replace(/\/+/g, "/").replace(/^xapi\//, "");
}

/** Where the app keeps the document that a request is about: see src/player/xapi/store.ts. */
function placeOf(request: XapiRequest, path: string): { shelf: string; id: string | null } {
  const [resource, named] = DOCUMENTS[path] ?? ["", ""];
  const args = new URLSearchParams(request.query);
  const activity = resource === "agent-profile" ? "" : (args.get("activityId") ?? "");
  return { shelf: `${resource}|${activity}|`, id: args.get(named) };
}

/** What the lesson has told is with the app; asked synchronously for it, nothing has been told. */
function found(request: XapiRequest): XapiAnswer {
  return new URLSearchParams(request.query).has("statementId") ? refused(404, "There is no such statement") : json({ statements: [], more: "" });
}

function joined(before: string, body: string): string {
  try {
    return JSON.stringify({ ...(JSON.parse(before) as object), ...(JSON.parse(body) as object) });
  } catch {
    return before; // the app refuses it
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path).normalize("NFC");
  } catch {
    return path;
  }
}
