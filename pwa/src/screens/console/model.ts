/** What the console asks of the hub, and what it makes of the answers. */
import { askMine, tellMine } from "../../data/asking.ts";
import { ApiProblem } from "../../data/http.ts";
import { lang } from "../../i18n/index.ts";
import type { Tone } from "../../ui/bits.tsx";
import type { IconName } from "../../ui/Icon.tsx";
import type { Code } from "../setup/model.ts";

export type State = "never" | "silent" | "bad" | "warning" | "ok";
export const STATES: readonly State[] = ["never", "silent", "bad", "warning", "ok"];
export const TONES: Readonly<Record<State, Tone>> = { never: "neutral", silent: "accent", bad: "bad", warning: "warn", ok: "good" };
export const MARKS: Readonly<Record<State, IconName>> = { never: "clock", silent: "wifi-off", bad: "alert", warning: "info", ok: "check" };

export interface Wanted {
  readonly region: string;
  readonly district: string;
  readonly state: State | "";
  readonly version: string;
  readonly text: string;
}
export const EVERYTHING: Wanted = { region: "", district: "", state: "", version: "", text: "" };

export interface Summary {
  readonly counts: Readonly<Record<State, number>>;
  readonly places: readonly (readonly [string, string])[];
  readonly versions: readonly string[];
  readonly rights: readonly string[];
  readonly region: string;
  readonly district: string;
}

export interface Line {
  readonly school: string;
  readonly name: string;
  readonly region: string;
  readonly district: string;
  readonly state: State;
  readonly heard_at: string | null;
  readonly version: string | null;
  readonly disk_free: number | null;
  readonly disk_total: number | null;
  readonly certificate_ends: string | null;
  readonly copied_at: string | null;
  readonly waiting_operations: number | null;
  readonly waiting_bytes: number | null;
  readonly above: { readonly state: "unknown" | "off" | "never" | "refused" | "old" | "ok"; readonly made_at: string | null; readonly bytes: number | null };
}

export interface Box {
  readonly node: string;
  readonly added_at: string;
  readonly revoked_at: string | null;
  readonly copy_made_at: string | null;
  readonly copy_bytes: number | null;
  readonly copy_kept_until: string | null;
  readonly twins: boolean;
}

export interface SchoolPage extends Line {
  readonly findings: readonly { readonly code: string; readonly level: string; readonly what: string; readonly advice: string }[];
  readonly nodes: readonly Box[];
  readonly kits: readonly { readonly made_at: string; readonly expires_at: string; readonly state: "waiting" | "used" | "cancelled" | "over" }[];
  readonly deliveries: readonly { readonly title: string | null; readonly course: string; readonly edition: number; readonly state: "requested" | "received" | "verified" | "opened" }[];
  readonly lessons_planned: number | null;
  readonly lessons_held: number | null;
  readonly receipts: number | null;
  readonly held: number | null;
}

export interface Group {
  readonly region: string;
  readonly schools: number;
  readonly heard: number | null;
  readonly lessons_planned: number | null;
  readonly lessons_held: number | null;
  readonly delivered: number | null;
  readonly offered: number | null;
  readonly receipts: number | null;
  readonly on_its_way: number | null;
  readonly lost: number | null;
}

export interface Overview {
  readonly counted_at: string;
  readonly whole: Group;
  readonly regions: readonly Group[];
}

export interface Kit {
  readonly kit: string;
  readonly code: Code;
}

/** School, latitude, longitude, index in `states`. */
export type Point = readonly [string, number, number, number];

export interface Action {
  readonly id: number;
  readonly name: string;
  readonly at: string;
  readonly what: string;
  readonly school: string | null;
}

export interface NewSchool {
  readonly name: string;
  readonly language: string;
  readonly region: string;
  readonly district: string;
  readonly latitude: number | null;
  readonly longitude: number | null;
}

const HOME = "/api/v1/console";

export type Trouble = "away" | "notAllowed";
export const troubleOf = (error: unknown): Trouble => (error instanceof ApiProblem && (error.status === 403 || error.status === 404) ? "notAllowed" : "away");

/** Why something was not done to a box, in the console's words. */
export const refusalOf = (error: unknown): "boxShared" | "failed" => (error instanceof ApiProblem && error.type === "box-shared" ? "boxShared" : "failed");

export function query(values: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(values).filter(([, value]) => value !== "");
  return pairs.length > 0 ? `?${pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&")}` : "";
}

export const askSummary = (wanted: Wanted): Promise<Summary> => askMine(`${HOME}${query({ ...wanted, state: "" })}`);
export const askSchools = (wanted: Wanted, sort: string, after: string): Promise<{ schools: readonly Line[]; next: string | null }> =>
  askMine(`${HOME}/schools${query({ ...wanted, sort, after })}`);
export const askMap = (wanted: Wanted): Promise<{ points: readonly Point[] }> => askMine(`${HOME}/map${query({ ...wanted })}`);
export const askSchool = (school: string): Promise<SchoolPage> => askMine(`${HOME}/schools/${encodeURIComponent(school)}${query({ language: lang.peek() })}`);
export const askOverview = (): Promise<Overview> => askMine(`${HOME}/overview`);
export const askActions = (): Promise<{ actions: readonly Action[] }> => askMine(`${HOME}/actions`);
export const makeSchool = (json: NewSchool): Promise<{ school: string }> => askMine(`${HOME}/schools`, { method: "POST", json });
export const makeKit = (school: string): Promise<Kit> => askMine(`${HOME}/schools/${encodeURIComponent(school)}/kit`, { method: "POST" });
export const cancelKit = (school: string): Promise<void> => tellMine(`${HOME}/schools/${encodeURIComponent(school)}/kit`, { method: "DELETE" });
export const shutOut = (school: string, node: string): Promise<void> => tellMine(`${HOME}/schools/${encodeURIComponent(school)}/nodes/${node}`, { method: "DELETE" });

/** A number as people write it, with a comma or a point; null for nothing, NaN for what is none. */
export function degrees(text: string): number | null {
  const plain = text.trim().replace(",", ".");
  return plain === "" ? null : Number(plain);
}

/** Where points lie on a picture of `width` by `height`, a margin around them; north is up. */
export function laidOut(points: readonly Point[], width: number, height: number, margin: number): readonly { x: number; y: number; point: Point }[] {
  if (points.length === 0) return [];
  const bounds = { south: Infinity, north: -Infinity, west: Infinity, east: -Infinity };
  for (const [, latitude, longitude] of points) {
    bounds.south = Math.min(bounds.south, latitude);
    bounds.north = Math.max(bounds.north, latitude);
    bounds.west = Math.min(bounds.west, longitude);
    bounds.east = Math.max(bounds.east, longitude);
  }
  // A degree of longitude is shorter the further north it lies.
  const narrow = Math.cos((((bounds.south + bounds.north) / 2) * Math.PI) / 180);
  const wide = Math.max((bounds.east - bounds.west) * narrow, 0.01);
  const high = Math.max(bounds.north - bounds.south, 0.01);
  const scale = Math.min((width - 2 * margin) / wide, (height - 2 * margin) / high);
  const left = (width - wide * scale) / 2;
  const top = (height - high * scale) / 2;
  return points.map((point) => ({ point, x: left + (point[2] - bounds.west) * narrow * scale, y: top + (bounds.north - point[1]) * scale }));
}

/** The point nearest to a place, none further than `reach`. */
export function nearest<P extends { x: number; y: number }>(placed: readonly P[], x: number, y: number, reach: number): P | null {
  let found: P | null = null;
  let least = reach * reach;
  for (const one of placed) {
    const away = (one.x - x) ** 2 + (one.y - y) ** 2;
    if (away <= least) {
      found = one;
      least = away;
    }
  }
  return found;
}
