/**
 * Who uses this phone. Several people may: each has a profile and a database of their own.
 * A token that the server no longer takes stops reading from the server, never the outbox.
 */
import { batch, computed, effect, type ReadonlySignal, signal } from "@preact/signals";

import { ApiProblem, askJson } from "./http.ts";
import { PAGE_RECORDS } from "./limits.ts";
import { abandon, admitProfile, deleteProfileData, openDevice, openProfile } from "./open.ts";
import type { ChangesPage } from "./records.ts";
import { tellTabs } from "./tabs.ts";

export interface RoleGrant {
  readonly role: string;
  readonly school: string | null;
  readonly class_id?: string | null;
  readonly subject?: string | null;
  readonly learner?: string | null;
}

export interface Profile {
  readonly person: string;
  /** Display form «Фамилия Имя». */
  readonly name: string;
  readonly login: string;
  readonly roles: readonly RoleGrant[];
  /** null after logging out, or once the server no longer takes it. */
  readonly token: string | null;
  /** Logged out by its owner with work unsent: nobody gets in here again but by a log-in. */
  readonly left?: true;
  readonly writer: string;
  readonly epoch: number;
  /** Unix ms; the picker shows the last used first. */
  readonly lastUsed: number;
  /** What opens this profile on this phone; absent where anybody may. See guard.ts. */
  readonly guard?: Guard | null;
}

/** A PIN of this phone alone, as PBKDF2 leaves it (hex), and the tries that it has had. */
export interface Guard {
  readonly salt: string;
  readonly hash: string;
  readonly rounds: number;
  readonly wrong: number;
  /** Unix ms until which no further try counts. */
  readonly until: number;
}

const CURRENT = "current-profile";
const DEVICE = "device-id";
/** Characters of the device's id that tell two phones of one make apart in a list. */
const NAMED_CHARACTERS = 4;

const list = signal<readonly Profile[]>([]);
const currentPerson = signal<string | null>(null);
const restored = signal(false);

/** Everybody who has a profile on this phone, last used first. */
export const profiles: ReadonlySignal<readonly Profile[]> = list;
const chosen = computed(() => list.value.find((profile) => profile.person === currentPerson.value) ?? null);
/** The one who uses the app now, or null. */
export const session: ReadonlySignal<Profile | null> = computed(() => (chosen.value?.left ? null : chosen.value));
/** Whom the log-in is for, where that is known: somebody here who needs it again. */
export const knocking: ReadonlySignal<Profile | null> = computed(() => (chosen.value?.token === null ? chosen.value : null));
/** False until the databases have been read once. */
export const ready: ReadonlySignal<boolean> = restored;
/** The profile is open but the server wants the password again. Work is safe and can be made. */
export const mustLogIn: ReadonlySignal<boolean> = computed(() => session.value?.token === null);

interface SessionAnswer {
  token: string;
  person: { id: string; name: string };
  /** Further records of the same person. */
  also?: string[];
  roles: RoleGrant[];
  writer: string;
  epoch: number;
  changes?: ChangesPage;
}

/** The first page of a person's records, as it came with their log-in. */
const brought = new Map<string, ChangesPage>();

/** In localStorage: the person whom the app opens with, "" where it asks who it is, absent on a new phone. Only a word
 * in advance of the database: public/guard.js reads it, too. */
const HERE = "tirek.here";

/** Reads profiles and who was here last, and shows them once `others` are done as well. */
export function restore(...others: readonly Promise<unknown>[]): Promise<void> {
  restoring = read(others);
  return restoring;
}

let restoring: Promise<void> | null = null;

async function read(others: readonly Promise<unknown>[]): Promise<void> {
  // Their database opens beside the device's.
  const expected = here();
  if (expected) openProfile(expected).catch(() => undefined);
  const db = await openDevice();
  const [found, person] = await Promise.all([db.getAll("profiles"), db.get("meta", CURRENT), ...others]);
  // Behind a PIN nobody is let in only because the app was started anew.
  const open = found.some((one) => one.person === person && !one.guard);
  batch(() => {
    list.value = byUse(found);
    currentPerson.value = typeof person === "string" && open ? person : null;
    restored.value = true;
  });
  naming = found.length === 0 ? deviceId() : null;
  naming?.catch(() => undefined); // the log-in tries once more
  effect(() => noteHere(list.value.length === 0 ? null : (currentPerson.value ?? "")));
}

function here(): string | null {
  try {
    return localStorage.getItem(HERE);
  } catch {
    return null; // forbidden, or not there at all
  }
}

function noteHere(now: string | null): void {
  if (now === here()) return;
  try {
    if (now === null) localStorage.removeItem(HERE);
    else localStorage.setItem(HERE, now);
  } catch {
    // Then the app opens a little later.
  }
}

/** The page that came with the log-in, for showing it before it is stored. */
export function peekBrought(person: string): ChangesPage | undefined {
  return brought.get(person);
}

/** The same, once. */
export function takeBrought(person: string): ChangesPage | undefined {
  const page = brought.get(person);
  brought.delete(person);
  return page;
}

/** Logs in at this origin's server and opens the person's profile. Throws ApiProblem, Unreachable. */
export function logIn(login: string, password: string, school = ""): Promise<Profile> {
  return logInBy("", { login: login.trim(), password, ...(school && { school }) });
}

/** As `logIn`, by a card's secret or by a PIN on a class tablet; `guard` then opens the profile here. */
export async function logInBy(way: "" | "/card" | "/pin", proof: Readonly<Record<string, string>>, guard?: Guard): Promise<Profile> {
  // The form may be quicker than the database.
  await restoring;
  // Nobody's records are here: the first of them come with the answer, a journey earlier.
  const query = list.value.length === 0 ? `?changes=${PAGE_RECORDS}` : "";
  const { body } = await askJson<SessionAnswer>(`/api/v1/sessions${way}${query}`, { method: "POST", json: { ...proof, device: await deviceName() } });
  if (!body) throw new ApiProblem(502, "unknown", null, null, null, {});
  const known = list.value.find((one) => one.person === body.person.id);
  // Whoever has proved who they are sets a forgotten PIN aside; one who is inside keeps it.
  const kept = guard ?? (body.person.id === session.value?.person ? (known?.guard ?? null) : null);
  const profile: Profile = {
    person: body.person.id,
    name: body.person.name,
    login: proof["login"] ?? known?.login ?? "",
    roles: body.roles,
    token: body.token,
    writer: body.writer,
    epoch: body.epoch,
    lastUsed: Date.now(),
    guard: kept,
  };
  admitProfile(profile.person);
  if (body.changes) brought.set(profile.person, body.changes);
  await enter(profile);
  const { also } = body;
  if (also?.length) void import("./joining.ts").then(({ join }) => join(profile.person, also)).catch(() => undefined);
  return profile;
}

/** Opens a profile that is on this phone already. */
export async function switchTo(person: string): Promise<void> {
  const profile = list.value.find((one) => one.person === person);
  if (!profile) return;
  await enter({ ...profile, lastUsed: Date.now() });
}

/** What has to be written for a person before they go: acts that could still be taken back. */
export let settled = (): Promise<unknown> => Promise.resolve();

/** What can't be written stays where it is, for its owner's next time here. */
export function beforeLeaving(work: () => Promise<unknown>): void {
  settled = () => work().catch(() => undefined);
}

/** Back to the picker; the profile stays logged in and what waits still goes. */
export async function leave(): Promise<void> {
  await settled();
  await (await openDevice()).put("meta", null, CURRENT);
  currentPerson.value = null;
}

/** Everything of this person leaves the phone, and nothing of anybody else. */
export async function leavePhone(person: string): Promise<void> {
  // Off the screen first: the picker counts the work of everybody it shows.
  list.value = list.value.filter((one) => one.person !== person);
  if (currentPerson.value === person) await leave();
  await deleteProfileData(person);
  await (await openDevice()).delete("profiles", person);
  tellTabs(person, "session");
}

/** What a server calls the token of somebody whose records were erased. */
const ERASED = "erased";

/** The server refused this token: forget it, keep everything else, unless the person was erased there: then all of it goes. */
export async function tokenRefused(person: string, token: string, problem: ApiProblem | null): Promise<void> {
  const profile = list.value.find((one) => one.person === person);
  if (profile?.token !== token) return;
  if (problem?.type === ERASED) await leavePhone(person);
  else await save({ ...profile, token: null });
}

/** Reads the profiles again after another tab has changed them. */
export async function reloadProfiles(): Promise<void> {
  list.value = byUse(await (await openDevice()).getAll("profiles"));
}

/** Stored before it is shown: whoever sees the app inside is still in after the next reload. */
async function enter(profile: Profile): Promise<void> {
  await settled();
  const tx = (await openDevice()).transaction(["profiles", "meta"], "readwrite");
  try {
    await tx.objectStore("profiles").put(profile);
    await tx.objectStore("meta").put(profile.person, CURRENT);
    await tx.done;
  } catch (problem) {
    await abandon(tx);
    throw problem;
  }
  batch(() => {
    show(profile);
    currentPerson.value = profile.person;
  });
  tellTabs(profile.person, "session");
}

export async function save(profile: Profile): Promise<void> {
  await (await openDevice()).put("profiles", profile);
  show(profile);
  tellTabs(profile.person, "session");
}

function show(profile: Profile): void {
  list.value = byUse([...list.value.filter((one) => one.person !== profile.person), profile]);
}

/** Names this browser to the server, so that its owner can recognise the session. */
export async function deviceName(): Promise<string> {
  const agent = typeof navigator === "undefined" ? "" : navigator.userAgent;
  const system = /Android|iPhone|iPad|Windows|CrOS|Mac|Linux/.exec(agent)?.[0] ?? "";
  return `${system} ${(await (naming?.catch(deviceId) ?? deviceId())).slice(0, NAMED_CHARACTERS)}`.trim();
}

/** Made ready while somebody types. */
let naming: Promise<string> | null = null;

async function deviceId(): Promise<string> {
  const db = await openDevice();
  const known = await db.get("meta", DEVICE);
  if (typeof known === "string") return known;
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  const id = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  await db.put("meta", id, DEVICE);
  return id;
}

function byUse(all: readonly Profile[]): Profile[] {
  return [...all].sort((a, b) => b.lastUsed - a.lastUsed);
}
