/**
 * What a member of staff notes for themselves: on this device at once, and through the school on each of their others.
 * Note by note, the one that reached the school last counts. They are nobody's record, so they are no operations.
 */
import { signal } from "@preact/signals";

import { askJson } from "./http.ts";
import { COPY_EVERY_MS, NOTES_AT_ONCE, NOTES_PATIENCE_MS, NOTES_PAUSE_MS } from "./limits.ts";
import { openProfile } from "./open.ts";
import { type Profile, session } from "./session.ts";

export type NoteName = "carried" | "phrase";
/** By entry; null takes one back. */
export type Changes = Readonly<Record<string, string | null>>;

/** All that is known here, by name and entry, and what was asked last. In `meta`. */
interface Known {
  readonly since: number;
  /** The log-in with which the school was asked, and when (unix ms). */
  readonly writer: string;
  readonly at: number;
  readonly notes: ReadonlyMap<string, string>;
}

/** As the server has it: server/notes/schemas.py. */
interface Note {
  readonly name: string;
  readonly entry: string;
  readonly value: string | null;
}
interface Newer {
  readonly notes: readonly Note[];
  readonly n: number;
  readonly more: boolean;
  readonly reset: boolean;
}

/** In both stores. Among the drafts stands what the school does not have yet: it keeps a profile from being cleared. */
const KEY = "notes";
const PATH = "/api/v1/notes";
const NOTHING: Known = { since: 0, writer: "", at: 0, notes: new Map() };
const STAFF: readonly string[] = ["teacher", "class_teacher", "admin", "director", "deputy"];

/** Rises when notes have come from another device. */
export const notesCame = signal(0);

/** The notes of one name, by entry, the oldest first. */
export async function readNotes(person: string, name: NoteName): Promise<Record<string, string>> {
  const db = await openProfile(person);
  const { notes } = ((await db.get("meta", KEY)) as Known | undefined) ?? NOTHING;
  const of = [...notes].filter(([id]) => id.startsWith(`${name} `));
  return Object.fromEntries(of.map(([id, value]) => [id.slice(name.length + 1), value]));
}

/** Kept here before it resolves; the school gets it a moment later, or when it is in reach. */
export async function writeNotes(person: string, name: NoteName, changes: Changes): Promise<void> {
  await rewrite(person, (known, notes, unsent) => {
    for (const [entry, value] of Object.entries(changes)) {
      set(notes, `${name} ${entry}`, value);
      unsent.set(`${name} ${entry}`, value);
    }
    return known;
  });
  if (timer) clearTimeout(timer);
  timer = setTimeout(() => void exchangeNotes(session.peek(), true).catch(() => undefined), NOTES_PAUSE_MS);
}

let timer: ReturnType<typeof setTimeout> | null = null;

/** With the school for as long as somebody waits for it: what is not there by then goes later. */
export function exchangeNotesSoon(now = true): Promise<void> {
  const asked = exchangeNotes(session.peek(), now).catch(() => undefined);
  return Promise.race([asked, new Promise<void>((resolve) => setTimeout(resolve, NOTES_PATIENCE_MS))]);
}

/** Takes there what is new here, and brings what is new there: `now`, else after a log-in, after a while, or to send. */
export function exchangeNotes(profile: Profile | null, now = false): Promise<void> {
  if (!profile?.token || !profile.roles.some(({ role }) => STAFF.includes(role))) return Promise.resolve();
  const asked = running.then(() => exchange(profile, now));
  running = asked.catch(() => undefined); // one after the other
  return asked;
}

let running: Promise<void> = Promise.resolve();

async function exchange({ person, token, writer }: Profile, now: boolean): Promise<void> {
  const db = await openProfile(person);
  for (let again = now; ; again = true) {
    const known = ((await db.get("meta", KEY)) as Known | undefined) ?? NOTHING;
    const unsent = ((await db.get("drafts", KEY)) as Unsent | undefined) ?? new Map<string, string | null>();
    const sending = [...unsent].slice(0, NOTES_AT_ONCE);
    const isDue = known.writer !== writer || Date.now() - known.at >= COPY_EVERY_MS;
    if (!again && sending.length === 0 && !isDue) return;
    const json = { since: known.since, notes: sending.map(([id, value]) => ({ ...named(id), value })) };
    const { body } = await askJson<Newer>(PATH, { method: "POST", token, json });
    if (!body || (await take(person, writer, sending, body))) return;
  }
}

/** Notes the answer; whether that was all. */
async function take(person: string, writer: string, sent: readonly [string, string | null][], newer: Newer): Promise<boolean> {
  let isAll = false;
  let came = 0;
  await rewrite(person, (known, notes, unsent) => {
    // What was noted anew meanwhile goes with the next.
    for (const [id, value] of sent) if (unsent.get(id) === value) unsent.delete(id);
    // A server that lost some gets all of them.
    if (newer.reset) for (const [id, value] of notes) if (!unsent.has(id)) unsent.set(id, value);
    for (const { name, entry, value } of newer.notes) {
      const id = `${name} ${entry}`;
      if (unsent.has(id) || (notes.get(id) ?? null) === value) continue;
      set(notes, id, value);
      came += 1;
    }
    isAll = !newer.more && unsent.size === 0;
    return { ...known, since: newer.n, writer, at: Date.now() };
  });
  if (came > 0) notesCame.value += 1;
  return isAll;
}

type Unsent = Map<string, string | null>;

async function rewrite(person: string, change: (known: Known, notes: Map<string, string>, unsent: Unsent) => Known): Promise<void> {
  const tx = (await openProfile(person)).transaction(["meta", "drafts"], "readwrite", { durability: "strict" });
  const [meta, drafts] = [tx.objectStore("meta"), tx.objectStore("drafts")];
  const known = ((await meta.get(KEY)) as Known | undefined) ?? NOTHING;
  const [notes, unsent] = [new Map(known.notes), new Map((await drafts.get(KEY)) as Unsent | undefined)];
  const next = change(known, notes, unsent);
  await meta.put({ ...next, notes }, KEY);
  if (unsent.size > 0) await drafts.put(unsent, KEY);
  else await drafts.delete(KEY);
  await tx.done;
}

function set(notes: Map<string, string>, id: string, value: string | null): void {
  if (value === null) notes.delete(id);
  else notes.set(id, value);
}

function named(id: string): { name: string; entry: string } {
  const at = id.indexOf(" ");
  return { name: id.slice(0, at), entry: id.slice(at + 1) };
}
