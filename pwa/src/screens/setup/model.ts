/** What the first run asks of the server, and what it says of the answers. */
import { ApiProblem, askJson, Unreachable } from "../../data/http.ts";
import { patiently } from "../../data/patiently.ts";

export interface Code {
  readonly size: number;
  readonly path: string;
}

export interface Box {
  readonly addresses: readonly string[];
  readonly joined: boolean;
  readonly request: string | null;
  readonly request_code: Code | null;
  /** What became of the joining kit that this box has used. */
  readonly claim: "waiting" | "refused" | null;
  readonly recovery_key: boolean;
  /** The key was made, and nobody has confirmed that its sheet exists. */
  readonly recovery_key_unseen: boolean;
}

export interface RecoveryKey {
  /** Its id, by which the sheet is confirmed. */
  readonly key: string;
  readonly lines: readonly string[];
  readonly code: Code;
}

/** The line of the sheet whose first word is asked for, from 1. */
export const ASKED_LINE = 3;

/** Signs that a key does not have, and what was meant. */
const MISTAKEN: Readonly<Record<string, string>> = { "0": "O", "1": "I", "8": "B" };

/** Whether somebody has the sheet before them: its third line begins with this word. */
export function isOnSheet(key: RecoveryKey, word: string): boolean {
  const typed = word.trim().toUpperCase().replace(/[018]/g, (sign) => MISTAKEN[sign] ?? sign);
  return typed !== "" && typed === key.lines[ASKED_LINE - 1]?.split(" ")[0];
}

export interface Poster {
  readonly wifi: Code | null;
  readonly address: Code;
}

export interface First {
  readonly name: string;
  readonly language: string;
  readonly family_name: string;
  readonly given_name: string;
  readonly login: string;
  readonly password: string;
}

/** Characters of the administrator's password, as the server asks for them. */
export const MIN_PASSWORD = 8;

/** Whether every line is filled in as the server wants it. */
export function whole(first: First): boolean {
  const named = [first.name, first.family_name, first.given_name, first.login].every((one) => one.trim() !== "");
  return named && Array.from(first.password).length >= MIN_PASSWORD;
}

export type Trouble = "taken" | "refused" | "away" | "kitRefused" | "elsewhere" | "keyMade" | "keyReplaced" | "passwordWrong" | "tooMany" | "failed";

/** Which words tell what went wrong. */
export function troubleOf(problem: unknown): Trouble {
  if (problem instanceof Unreachable) return "away";
  if (!(problem instanceof ApiProblem)) return "failed";
  const told: Readonly<Record<string, Trouble>> = {
    "already-set-up": "taken",
    invalid: "refused",
    "kit-refused": "kitRefused",
    "settings-elsewhere": "elsewhere",
    "recovery-key-made": "keyMade",
    "recovery-key-replaced": "keyReplaced",
    "password-wrong": "passwordWrong",
    "too-many-attempts": "tooMany",
  };
  return told[problem.type] ?? "failed";
}

/** `kit` is a joining kit's line, if there is one; whether the server begins anew with it. */
export async function begin(first: First, kit: string | null = null): Promise<boolean> {
  const { body } = await askJson<{ restarting: boolean }>("/api/v1/setup", { method: "POST", json: { ...first, login: first.login.trim(), kit } });
  return body?.restarting === true;
}

/** The box, once the server has begun anew and exchanges with its hub. */
export function untilJoined(token: string | null): Promise<Box> {
  return onceThere(async () => {
    const box = await asked<Box>(token, "box");
    if (!box.joined) throw new Unreachable("box");
    return box;
  });
}

export interface FirstRun {
  /** The box waits for its school. */
  readonly needed: boolean;
  /** The hub has refused the kit that the box had: it wants another one. */
  readonly refused: boolean;
}

/** Asked before anybody can log in. Throws ApiProblem, Unreachable. */
export async function firstRun(): Promise<FirstRun> {
  const { body } = await askJson<FirstRun>("/api/v1/setup");
  return body ?? { needed: false, refused: false };
}

/** Once the server has begun anew with a kit that takes over: false where the hub has refused it by then. */
export function untilTakenOver(): Promise<boolean> {
  return onceThere(async () => {
    const { needed, refused } = await firstRun();
    if (needed && !refused) throw new Unreachable("setup");
    return !refused;
  });
}

/** What a joining kit says of its school. */
export interface ReadKit {
  readonly name: string;
  readonly language: string;
  readonly takes_over: boolean;
}

/** How often and how long a server that starts anew is asked whether it is there (ms, times). */
const ASK_EVERY_MS = 1000;
const ASK_TIMES = 90;

/** Does the work once the server is there; throws what it throws, Unreachable after a minute and a half. */
export const onceThere = <T>(work: () => Promise<T>): Promise<T> => patiently(work, ASK_EVERY_MS, ASK_TIMES);

/** The sheet of this key is there. Throws ApiProblem, Unreachable. */
export async function confirmKey(token: string | null, key: string): Promise<void> {
  await askJson("/api/v1/setup/recovery-key", { method: "PUT", token, json: { key } });
}

/** Asks as the administrator. Throws ApiProblem, Unreachable. */
export async function asked<T>(token: string | null, path: string, method = "GET", json?: unknown): Promise<T> {
  const { body } = await askJson<T>(`/api/v1/setup/${path}`, json === undefined ? { method, token } : { method, token, json });
  if (body === null) throw new ApiProblem(502, "unknown", null, null, null, {});
  return body;
}
