/** Asking the school server how it is, and to exchange with the hub now. */
import { askJson } from "../../data/http.ts";
import { session } from "../../data/session.ts";
import type { StatusDoc } from "./model/facts.ts";

/** Milliseconds between two questions while an exchange runs, and the questions asked at most: two minutes. */
const POLL_MS = 2000;
const MOST_POLLS = 60;
/** Questions in a row that find no exchange running before it counts as over. */
const IDLE_POLLS = 3;

export async function askStatus(): Promise<StatusDoc> {
  const { body } = await askJson<StatusDoc>("/api/v1/status", { token: session.peek()?.token ?? null });
  if (!body) throw new Error("the server answered without its status");
  return body;
}

/** GET and POST /api/v1/sync: whether an exchange runs, and how the last one ended. */
export interface SyncDoc {
  readonly running: boolean;
  readonly last: { readonly error?: string | null } | null;
}

/**
 * Starts an exchange (`POST /api/v1/sync`, 202) and asks until it is over. The status afterwards,
 * or null when the exchange failed or took too long to wait for.
 */
export async function exchangeNow(): Promise<StatusDoc | null> {
  const token = session.peek()?.token ?? null;
  const { body: begun } = await askJson<SyncDoc>("/api/v1/sync", { method: "POST", token });
  let idle = 0;
  for (let poll = 0; poll < MOST_POLLS; poll += 1) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const { body: now } = await askJson<SyncDoc>("/api/v1/sync", { token });
    if (!now) return null;
    idle = now.running ? 0 : idle + 1;
    const over = idle > 0 && JSON.stringify(now.last) !== JSON.stringify(begun?.last ?? null);
    // Two exchanges may end alike to the last figure: then a server at rest is sign enough.
    if (over || idle >= IDLE_POLLS) return now.last?.error ? null : await askStatus();
  }
  return null;
}
