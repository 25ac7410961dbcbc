/**
 * Everything of this phone as one value that another address of the same server takes over, and back.
 * Addresses are origins of their own to a browser: none sees what lies under another.
 */
import { contentStore } from "./content-store.ts";
import { type DeviceDB, openDevice, openProfile, type ProfileDB, admitProfile, deleteProfileData } from "./open.ts";
import { opId, type OutboxRow } from "./queue.ts";
import type { Profile } from "./session.ts";

/** Stores of a person whose values carry their key, and those whose keys lie beside them. */
const KEYED = ["records", "files"] as const;
const BESIDE = ["meta", "drafts", "journal", "uploads"] as const;
/** Of the device: what is not bound to the address. */
const DEVICE_KEYS = ["device-id", "current-profile"] as const;

type Beside = Readonly<Record<(typeof BESIDE)[number], readonly (readonly [IDBValidKey, unknown])[]>>;
type Keyed = Readonly<Record<(typeof KEYED)[number], readonly unknown[]>>;

export interface Belongings {
  readonly people: readonly { readonly profile: Profile; readonly outbox: readonly OutboxRow[]; readonly keyed: Keyed; readonly beside: Beside }[];
  readonly device: readonly (readonly [string, unknown])[];
  readonly pins: readonly (readonly [string, unknown])[];
  readonly lessons: readonly (readonly [string, Blob])[];
}

/** All of it, as it lies on the disk now. */
export async function gather(): Promise<Belongings> {
  const db = await openDevice();
  const people = [];
  for (const profile of await db.getAll("profiles")) people.push(await gatherPerson(profile));
  const device: [string, unknown][] = [];
  for (const key of DEVICE_KEYS) {
    const value = await db.get("meta", key);
    if (value !== undefined && value !== null) device.push([key, value]);
  }
  return { people, device, pins: await pairs(db, "pins"), lessons: (await pairs(db, "blobs")) as [string, Blob][] };
}

/** All that the phone holds of a person. */
export async function gatherPerson(profile: Profile): Promise<Belongings["people"][number]> {
  const db = await openProfile(profile.person);
  const tx = db.transaction(["outbox", ...KEYED, ...BESIDE]);
  const beside = {} as Record<(typeof BESIDE)[number], [IDBValidKey, unknown][]>;
  for (const name of BESIDE) {
    const [keys, values] = await Promise.all([tx.objectStore(name).getAllKeys(), tx.objectStore(name).getAll()]);
    beside[name] = keys.map((key, at) => [key, values[at]]);
  }
  const keyed = { records: await tx.objectStore("records").getAll(), files: await tx.objectStore("files").getAll() };
  return { profile, outbox: await tx.objectStore("outbox").getAll(), keyed, beside };
}

async function pairs(db: DeviceDB, store: "pins" | "blobs"): Promise<[string, unknown][]> {
  const tx = db.transaction(store);
  const [keys, values] = await Promise.all([tx.store.getAllKeys(), tx.store.getAll()]);
  return keys.map((key, at) => [key, values[at]]);
}

/**
 * Takes it over: it is on this address's disk when the promise resolves. Again is the same as once, and
 * who was here already keeps what they have: their work and drafts from there come beside it.
 */
export async function takeOver(brought: Belongings): Promise<void> {
  const device = await openDevice();
  const store = await contentStore();
  for (const [sha256, blob] of brought.lessons) await store.put(sha256, blob);
  for (const [key, pin] of brought.pins) if ((await device.getKey("pins", key)) === undefined) await device.put("pins", pin, key);
  for (const person of brought.people) {
    admitProfile(person.profile.person);
    const known = (await device.get("profiles", person.profile.person)) !== undefined;
    await takePerson(await openProfile(person.profile.person), person, known);
    if (!known) await device.put("profiles", person.profile);
  }
  for (const [key, value] of brought.device) {
    const here = await device.get("meta", key);
    if (here === undefined || here === null) await device.put("meta", value, key);
  }
}

/** Adds it to a person's own; `known`: they were here before. */
export async function takePerson(db: ProfileDB, person: Belongings["people"][number], known: boolean): Promise<void> {
  const tx = db.transaction(["outbox", ...KEYED, ...BESIDE], "readwrite", { durability: "strict" });
  const outbox = tx.objectStore("outbox");
  const here = new Set((await outbox.getAll()).map(opId));
  for (const row of person.outbox) {
    if (here.has(opId(row))) continue;
    const free = { ...row };
    delete free.key; // its place in the order is given anew, behind what is here
    await outbox.add(free);
  }
  for (const file of person.keyed.files as { sha256: string }[]) {
    const files = tx.objectStore("files");
    if ((await files.getKey(file.sha256)) === undefined) await files.put(file as Parameters<typeof files.put>[0]);
  }
  for (const name of BESIDE) {
    // Numbers and cursors of somebody who is here go on from where they are here.
    if (name === "meta" && known) continue;
    const target = tx.objectStore(name);
    for (const [key, value] of person.beside[name]) {
      const there: unknown = await target.get(key);
      if (there === undefined) await target.put(value, key);
      else if (name === "drafts") await target.put(both(there, value), key);
    }
  }
  if (!known) for (const record of person.keyed.records) await tx.objectStore("records").put(record as Parameters<ReturnType<typeof tx.objectStore<"records">>["put"]>[0]);
  await tx.done;
}

interface Draft {
  text: string;
  files: readonly { sha256: string }[];
}

function isDraft(value: unknown): value is Draft {
  const draft = value as Partial<Draft> | null;
  return typeof draft?.text === "string" && Array.isArray(draft.files);
}

/** Two drafts of one hand-in become one that has all of both; of another kind the one from here stays. */
function both(here: unknown, brought: unknown): unknown {
  if (!isDraft(here) || !isDraft(brought)) return here;
  const text = here.text.includes(brought.text) ? here.text : `${here.text}\n\n${brought.text}`;
  const known = new Set(here.files.map((file) => file.sha256));
  return { ...here, text, files: [...here.files, ...brought.files.filter((file) => !known.has(file.sha256))] };
}

/** What would be lost, told apart: two equal answers mean that nothing was written in between. */
export function fingerprint(all: Belongings): string {
  return JSON.stringify(
    all.people.map(({ profile, outbox, keyed, beside }) => [
      profile.person,
      outbox.map(opId),
      (keyed.files as { sha256: string }[]).map((file) => file.sha256),
      beside.drafts,
      beside.journal.map(([key]) => key),
      beside.uploads.map(([key]) => key),
    ]),
  );
}

/** Everything leaves this address: it lies at the other one. */
export async function letGo(): Promise<void> {
  const device = await openDevice();
  for (const profile of await device.getAll("profiles")) {
    await deleteProfileData(profile.person);
    await device.delete("profiles", profile.person);
  }
  await device.clear("pins");
  await device.clear("blobs");
}
