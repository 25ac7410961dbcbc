/** Releases as the hub tells operators of them. */
import { askMine, tellMine } from "../../data/asking.ts";
import type { Audience } from "./courses.ts";

export interface PublishedRelease {
  readonly release: string;
  readonly version: string;
  readonly architecture: string;
  readonly bytes: number;
  readonly published_at: string;
  readonly audience: Audience;
  readonly schools: number;
  readonly stages: { readonly asked: number; readonly fetched: number; readonly taken: number; readonly failed: number };
  readonly failing: readonly { readonly school: string; readonly name: string; readonly reason: string }[];
}

export const HOME = "/api/v1/console/releases";
const at = (release: string): string => `${HOME}/${encodeURIComponent(release)}`;
/** Milliseconds: forty megabytes from an office with a slow link. */
const LONG_MS = 30 * 60_000;

export const publishRelease = (body: File): Promise<{ release: string }> => askMine(HOME, { method: "POST", body, timeoutMs: LONG_MS });
export const offerRelease = (release: string, json: Audience): Promise<void> => tellMine(`${at(release)}/audience`, { method: "PUT", json });
export const withdrawRelease = (release: string): Promise<void> => tellMine(at(release), { method: "DELETE" });
