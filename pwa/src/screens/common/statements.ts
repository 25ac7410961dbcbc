/** Asking the school's server for statements and for what they add up to. */
import { ApiProblem, askBlob, askJson } from "../../data/http.ts";
import { session } from "../../data/session.ts";
import { lang } from "../../i18n/index.ts";

/** A line of GET /api/v1/statements. */
export interface StatementRow {
  readonly id: string;
  readonly timestamp: string;
  readonly learner: string;
  readonly actor: string;
  readonly verb: string;
  readonly verb_names: Readonly<Record<string, string>>;
  readonly object: string;
  readonly object_names: Readonly<Record<string, string>>;
  readonly completion: boolean | null;
  readonly success: boolean | null;
  readonly scaled: number | null;
  readonly seconds: number | null;
  readonly response: string | null;
  /** The rule of cmi5 by which an earlier statement counts in its place. */
  readonly uncounted: string | null;
}

export interface StatementPage {
  readonly statements: readonly StatementRow[];
  readonly people: Readonly<Record<string, string>>;
  readonly next: string | null;
}

/** Names and values of the question's parameters; empty values are left out. */
export type Question = Readonly<Record<string, string>>;

export type Trouble = "away" | "notAllowed" | "wrongFilter";

/** How long a sheet may take, in milliseconds: a school's month at 64 kbit/s. */
const SHEET_MS = 10 * 60_000;
const COPIED_MS = 60_000;

export function queryOf(question: Question): string {
  const pairs = Object.entries(question).filter(([, value]) => value !== "");
  return pairs.length > 0 ? `?${pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&")}` : "";
}

export const askStatements = (question: Question): Promise<StatementPage> => asking(`/api/v1/statements${queryOf(question)}`);

/** GET, with the caller's token. */
export async function asking<T>(path: string, json?: unknown, method = json === undefined ? "GET" : "POST"): Promise<T> {
  const asked = { method, token: session.peek()?.token ?? null };
  const { body } = await askJson<T>(path, json === undefined ? asked : { ...asked, json });
  if (!body) throw new Error(`the server answered ${path} without a body`);
  return body;
}

export function troubleOf(error: unknown): Trouble {
  if (!(error instanceof ApiProblem)) return "away";
  if (error.status === 422) return "wrongFilter";
  return error.status === 403 || error.status === 404 ? "notAllowed" : "away";
}

/** Saves what a question finds as a file of the phone. Rejects when the school is out of reach. */
export async function saveStatements(question: Question, ending: "csv" | "xlsx" | "json"): Promise<void> {
  const blob = await askBlob(`/api/v1/statements.${ending}${queryOf({ ...question, language: lang.peek() })}`, {
    token: session.peek()?.token ?? null,
    timeoutMs: SHEET_MS,
  });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `statements.${ending}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), COPIED_MS);
}

/** The text in the language of the interface, else in any. */
export function textIn(texts: Readonly<Record<string, string>>, language: string): string {
  const fitting = Object.keys(texts).find((tag) => tag === language || tag.startsWith(`${language}-`));
  return texts[fitting ?? Object.keys(texts)[0] ?? ""] ?? "";
}

/** The last part of an address, for what has no name. */
export function lastPart(address: string): string {
  return address.split(/[/#]/).filter(Boolean).pop() ?? address;
}
