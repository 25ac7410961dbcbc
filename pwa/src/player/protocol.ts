/**
 * The language spoken over the one port between the app (origin A) and the player shell (origin B).
 * Everything the app receives here may have been written by the package: parse() returns null for
 * whatever is not exactly a message, and the app drops it.
 */
import type { Place } from "./book.ts";
import {
  ACTIVITIES,
  ELEMENT_CHARACTERS,
  ELEMENTS,
  PATH_CHARACTERS,
  STATE_CHARACTERS,
  STORAGE_CHARACTERS,
  STORAGE_KEYS,
  VALUE_CHARACTERS,
} from "./limits.ts";
import { parseRequest, type XapiRequest } from "./xapi/request.ts";

export const PROTOCOL = 1;

/** window.postMessage before the port exists: the shell says it is there, the app hands over the port. */
export interface Ready {
  tirek: "ready";
  protocol: number;
  /** false where the browser gives no service worker (plain http): then packages can't be served. */
  worker: boolean;
}
export interface Connect {
  tirek: "connect";
  protocol: number;
}

/** Starting values of an activity: element names of the data model to texts. */
export type Values = Record<string, string>;

/** What a package keeps in localStorage: pairs of key and value, since a key may be any text. */
export type Stored = [key: string, value: string][];

/** What a SCORM 2004 activity starts from. */
export interface Launch2004 {
  values: Values;
  /** Access to the shared data buckets, in the order of adl.data. */
  buckets: { read: boolean; write: boolean }[];
  /** Answers to adl.nav.request_valid: flags, and identifiers of possible targets. */
  valid: { continue: boolean; previous: boolean; choice: string[]; jump: string[] };
}

export interface HandedDocument {
  type: string;
  body: string;
}

/** What content may ask for synchronously, when the app cannot be asked. */
export interface Handed {
  /** Files of the package by path. */
  files: [path: string, file: Blob][];
  /** Documents of the record store, by the app's own names for them. */
  documents: [place: string, document: HandedDocument][];
  token: string;
}

export type ToShell =
  | { type: "open"; activity: string; nonce: string; path: string; scorm: Values | null; scorm2004?: Launch2004; xapi?: boolean; title: string; stored: Stored; handed: Handed }
  | { type: "pdf"; file: Blob; page: number; language: string; title: string }
  | { type: "h5p"; activity: string; nonce: string; state: string; title: string }
  | { type: "book"; nonce: string; chapters: string[]; place: Place; language: string; title: string }
  | { type: "chapter"; chapter: number }
  | { type: "prepare"; formats: string[] }
  | { type: "close" };

export interface ValuesMessage {
  type: "values";
  activity: string;
  values: Values;
  /** The content asked for its values to be kept (LMSCommit or LMSFinish). */
  commit: boolean;
  /** The content said it is done for now (LMSFinish). */
  finish: boolean;
}
export interface FileMessage {
  type: "file";
  path: string;
  range: string | null;
}
/** A request of content to the virtual record store. */
export type XapiMessage = { type: "xapi" } & XapiRequest;
export type FromShell =
  | ValuesMessage
  | FileMessage
  | XapiMessage
  | { type: "opened"; activity: string }
  | { type: "stored"; stored: Stored }
  | { type: "page"; page: number; pages: number }
  | ({ type: "place"; end: boolean } & Place)
  | { type: "prepared"; complete: boolean }
  | { type: "closed" }
  | { type: "failed"; reason: "pdf" | "content" | "frame" };

/** The app's answer to a file message, sent on the port that came with it. */
export interface FileAnswer {
  status: 200 | 206 | 404 | 416 | 503;
  type: string;
  /** Bytes of the whole file. */
  size: number;
  /** First and last byte of the body when status is 206. */
  start: number;
  end: number;
  body: Blob | null;
}

const ELEMENT = /^(?:cmi|adl)(\.[a-z0-9_]{1,60}){1,8}$/;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown, characters: number): value is string {
  return typeof value === "string" && value.length <= characters;
}

function isCount(value: unknown, most: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most;
}

function isFault(value: unknown): value is "pdf" | "content" | "frame" {
  return value === "pdf" || value === "content" || value === "frame";
}

/** The values of a message, or null when one of them is not a value of the data model. */
export function parseValues(raw: unknown): Values | null {
  if (!isRecord(raw)) return null;
  const names = Object.keys(raw);
  if (names.length > ELEMENTS) return null;
  const values: Values = {};
  let characters = 0;
  for (const name of names) {
    const value = raw[name];
    if (name.length > ELEMENT_CHARACTERS || !ELEMENT.test(name)) return null;
    if (!isText(value, VALUE_CHARACTERS)) return null;
    characters += value.length;
    if (characters > STATE_CHARACTERS) return null;
    values[name] = value;
  }
  return values;
}

/** The pairs of a message, or null when they are not pairs of texts or too many. */
export function parseStored(raw: unknown): Stored | null {
  if (!Array.isArray(raw) || raw.length > STORAGE_KEYS) return null;
  const stored: Stored = [];
  let characters = 0;
  for (const pair of raw as unknown[]) {
    if (!Array.isArray(pair) || pair.length !== 2) return null;
    const [key, value] = pair as unknown[];
    if (typeof key !== "string" || typeof value !== "string") return null;
    characters += key.length + value.length;
    if (characters > STORAGE_CHARACTERS) return null;
    stored.push([key, value]);
  }
  return stored;
}

/** A message from the shell with every field checked, or null. Unknown fields are left behind. */
export function parse(raw: unknown): FromShell | null {
  if (!isRecord(raw)) return null;
  switch (raw.type) {
    case "values": {
      const values = parseValues(raw.values);
      if (!values || !isText(raw.activity, ELEMENT_CHARACTERS)) return null;
      if (typeof raw.commit !== "boolean" || typeof raw.finish !== "boolean") return null;
      return { type: "values", activity: raw.activity, values, commit: raw.commit, finish: raw.finish };
    }
    case "file":
      if (!isText(raw.path, PATH_CHARACTERS)) return null;
      if (raw.range !== null && !isText(raw.range, 100)) return null;
      return { type: "file", path: raw.path, range: raw.range };
    case "xapi": {
      const request = parseRequest(raw);
      return request && { type: "xapi", ...request };
    }
    case "opened":
      return isText(raw.activity, ELEMENT_CHARACTERS) ? { type: "opened", activity: raw.activity } : null;
    case "stored": {
      const stored = parseStored(raw.stored);
      return stored && { type: "stored", stored };
    }
    case "page":
      if (!Number.isInteger(raw.page) || !Number.isInteger(raw.pages)) return null;
      if ((raw.page as number) < 1 || (raw.page as number) > (raw.pages as number)) return null;
      return { type: "page", page: raw.page as number, pages: raw.pages as number };
    case "place": {
      const { chapter, permille, size, end } = raw;
      if (!isCount(chapter, ACTIVITIES) || !isCount(permille, 1000) || !isCount(size, 999)) return null;
      return typeof end === "boolean" ? { type: "place", chapter, permille, size, end } : null;
    }
    case "prepared":
      return typeof raw.complete === "boolean" ? { type: "prepared", complete: raw.complete } : null;
    case "closed":
      return { type: "closed" };
    case "failed":
      return isFault(raw.reason) ? { type: "failed", reason: raw.reason } : null;
    default:
      return null;
  }
}

/** A bucket of tokens: take() is false once the sender is faster than its allowance. */
export class RateLimit {
  private tokens: number;
  private last: number;

  constructor(
    private readonly perSecond: number,
    private readonly atOnce: number,
    private readonly now: () => number,
  ) {
    this.tokens = atOnce;
    this.last = now();
  }

  take(): boolean {
    const now = this.now();
    this.tokens = Math.min(this.atOnce, this.tokens + (Math.max(0, now - this.last) / 1000) * this.perSecond);
    this.last = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
