/** Asking the school server how it is, and to exchange with the hub now. */
import { askMine } from "../../data/asking.ts";
import { askJson } from "../../data/http.ts";
import { patiently } from "../../data/patiently.ts";
import { session } from "../../data/session.ts";
import type { Item, Settled } from "./model/attention.ts";
import type { StatusDoc } from "./model/facts.ts";
import type { PlanDoc, Preset } from "./model/plan.ts";

/** Milliseconds between two questions while an exchange runs: in its first minute, and later. */
const POLL_MS = 2000;
const SLOW_POLL_MS = 10_000;
const QUICK_POLLS = 30;
/** Questions in a row without an answer before nobody asks any more: a phone sleeps, or steps out of the Wi-Fi for a moment. */
const MOST_MISSED = 5;
/** Questions in a row that find no exchange running before it counts as over. */
const IDLE_POLLS = 3;

export const askStatus = (): Promise<StatusDoc> => askMine<StatusDoc>("/api/v1/status");

/** Let the server count from this phone's time, in unix ms. */
export const tellTime = (now: number): Promise<unknown> => askMine("/api/v1/clock", { method: "PUT", json: { time: new Date(now).toISOString() } });

/** GET and POST /api/v1/sync: whether an exchange runs, and how the last one ended. */
export interface SyncDoc {
  readonly running: boolean;
  readonly last: LastExchange | null;
}

export interface LastExchange {
  readonly at_ms?: number;
  readonly finished?: boolean;
  readonly error?: string | null;
}

/** One line of GET /api/v1/sync/log. */
export interface LogLine {
  readonly began: string;
  readonly seconds: number;
  readonly bytes_up: number;
  readonly bytes_down: number;
  readonly ended: string;
}

/** GET /api/v1/sync/plan. */
export interface PlanAnswer {
  readonly own: boolean;
  readonly plan: PlanDoc;
  readonly presets: Readonly<Partial<Record<Preset, PlanDoc>>>;
}

export const askLog = (): Promise<readonly LogLine[]> => askMine<{ exchanges: readonly LogLine[] }>("/api/v1/sync/log").then(({ exchanges }) => exchanges);

export const askPlan = (): Promise<PlanAnswer> => askMine<PlanAnswer>("/api/v1/sync/plan");

export const keepPlan = (plan: PlanDoc): Promise<PlanAnswer> => askMine<PlanAnswer>("/api/v1/sync/plan", { method: "PUT", json: plan });

export const askAttention = (): Promise<readonly Item[]> => askMine<{ items: readonly Item[] }>("/api/v1/attention").then(({ items }) => items);

export const askHistory = (): Promise<readonly Settled[]> => askMine<{ items: readonly Settled[] }>("/api/v1/attention/history").then(({ items }) => items);

export const chooseInRoster = (family: string, record: string, op: string): Promise<readonly Item[]> =>
  askMine<{ items: readonly Item[] }>("/api/v1/attention/choose", { method: "POST", json: { family, record, op } }).then(({ items }) => items);

export const dismissLate = (server: string): Promise<readonly Item[]> =>
  askMine<{ items: readonly Item[] }>(`/api/v1/attention/late/${encodeURIComponent(server)}`, { method: "DELETE" }).then(({ items }) => items);

export const dismissImport = (upload: string): Promise<readonly Item[]> =>
  askMine<{ items: readonly Item[] }>(`/api/v1/attention/imports/${encodeURIComponent(upload)}`, { method: "DELETE" }).then(({ items }) => items);

export const sendRefusedAgain = (): Promise<readonly Item[]> =>
  askMine<{ items: readonly Item[] }>("/api/v1/attention/retry", { method: "POST" }).then(({ items }) => items);

/** `left`: nobody waits here any more; on the server it goes on. */
export type Exchanged = { readonly outcome: "done"; readonly status: StatusDoc } | { readonly outcome: "failed" | "left" };

/**
 * Starts an exchange (`POST /api/v1/sync`, 202) and asks until it is over, however long that takes on this link, or
 * until `isOpen` says that the page is gone. `onLook` gets the status meanwhile. Throws ApiProblem, Unreachable.
 */
export async function exchangeNow(isOpen: () => boolean, onLook?: (status: StatusDoc) => void): Promise<Exchanged> {
  const token = session.peek()?.token ?? null;
  const { body: begun } = await askJson<SyncDoc>("/api/v1/sync", { method: "POST", token });
  let idle = 0;
  for (let poll = 0; isOpen(); poll += 1) {
    await new Promise((resolve) => setTimeout(resolve, poll < QUICK_POLLS ? POLL_MS : SLOW_POLL_MS));
    const { body: now } = await patiently(() => askJson<SyncDoc>("/api/v1/sync", { token }), POLL_MS, MOST_MISSED);
    if (!now) return { outcome: "failed" };
    if (onLook && now.running) await askStatus().then(onLook, () => undefined);
    idle = now.running ? 0 : idle + 1;
    const over = idle > 0 && JSON.stringify(now.last) !== JSON.stringify(begun?.last ?? null);
    // Two exchanges may end alike to the last figure: then a server at rest is sign enough.
    if (over || idle >= IDLE_POLLS) return now.last?.error ? { outcome: "failed" } : { outcome: "done", status: await askStatus() };
  }
  return { outcome: "left" };
}
