/** Asking the school server how it is, and to exchange with the hub now. */
import { askJson } from "../../data/http.ts";
import { session } from "../../data/session.ts";
import type { StatusDoc } from "./model/facts.ts";

/** Milliseconds between two questions while an exchange runs, and the questions asked at most: two minutes. */
const POLL_MS = 2000;
const MOST_POLLS = 60;

export async function askStatus(): Promise<StatusDoc> {
  const { body } = await askJson<StatusDoc>("/api/v1/status", { token: session.peek()?.token ?? null });
  if (!body) throw new Error("the server answered without its status");
  return body;
}

/**
 * Starts an exchange (`POST /api/v1/sync`, 202) and asks until it is over. The status afterwards,
 * or null when the exchange ended without reaching the hub or took too long to wait for.
 */
export async function exchangeNow(contactBefore: string | null): Promise<StatusDoc | null> {
  await askJson("/api/v1/sync", { method: "POST", token: session.peek()?.token ?? null });
  for (let poll = 0; poll < MOST_POLLS; poll += 1) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const status = await askStatus();
    if (status.last_contact && status.last_contact !== contactBefore) return status;
    // Servers that say whether an exchange runs spare us the wait for one that failed.
    if (status.running === false) return null;
  }
  return null;
}
