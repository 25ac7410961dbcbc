/**
 * The courier: takes what waits at the school in sealed parts, brings them to the hub where there is
 * a link, and brings receipts and news back. Every step may be cut anywhere and done again; nothing
 * counts as arrived before the school has heard so from the hub.
 */
import { type ReadonlySignal, signal } from "@preact/signals";

import { type FileItem, readFile, writeFile } from "./courier-file.ts";
import { type Bag, type CarriedPart, keepBag, keepPart, partsHere, readBag, readPart } from "./courier-store.ts";
import { ApiProblem, askBlob, askJson, Unreachable } from "./http.ts";
import { bytesToHex, hexToBytes, sha256 } from "./noble.ts";
import type { Names } from "./node.ts";
import { session } from "./session.ts";

/** Bytes of one request to the hub at first, and the bounds between which it follows the link. */
const FIRST_CHUNK = 64 * 1024;
const SMALLEST_CHUNK = 16 * 1024;
const LARGEST_CHUNK = 256 * 1024;
/** Milliseconds that one request should take: what a cut costs. */
const CHUNK_MS = 4_000;
/** Milliseconds to wait for an answer of the hub: a chunk at 16 kbit/s. */
const PATIENCE_MS = 90_000;
/** Times that a request is made again after a cut, and the pause before, times its number. */
const TRIES = 4;
const PAUSE_MS = 1_000;
/** Names of parts in one question; the hub answers no more. */
const NAMES_AT_ONCE = 1_024;
const ID_BYTES = 16;
/** Too large, or not one that can be taken in. */
const REFUSALS: ReadonlySet<number> = new Set([413, 422]);
/** What the hub says of a part that it has taken in. */
const TAKEN = 0xffffffff;

/** A part's bytes are not those that its name stands for. */
export class DamagedPart extends Error {
  constructor(readonly id: string) {
    super(`part ${id} was damaged`);
    this.name = "DamagedPart";
  }
}

export interface Waiting {
  readonly node: string | null;
  readonly name: Names | null;
  readonly address: string | null;
  readonly works: number;
  readonly operations: number;
  readonly bytes: number;
}

interface Load {
  readonly node: string;
  readonly school: Names;
  readonly name: Names | null;
  readonly address: string | null;
  readonly facts: Readonly<Record<string, number>>;
  readonly pass: string;
  readonly parts: readonly { readonly id: string; readonly bytes: number }[];
}

export type Doing = "taking" | "delivering" | "fetching" | "handing";

export interface Progress {
  readonly what: Doing;
  readonly done: number;
  readonly total: number;
}

const carried = signal<Bag | null>(null);
const under = signal<Progress | null>(null);
const unwanted = signal(0);

/** What is in the bag; null before anything was taken. */
export const bag: ReadonlySignal<Bag | null> = carried;
/** What is being done now, in bytes. */
export const progress: ReadonlySignal<Progress | null> = under;
/** How many parts and receipts were refused for good since something was last begun: they are in the bag no more. */
export const refused: ReadonlySignal<number> = unwanted;

export async function restoreBag(): Promise<void> {
  carried.value = await readBag();
}

/** Throws Unreachable outside the school's network. */
export async function askWaiting(): Promise<Waiting | null> {
  return (await askJson<Waiting>("/api/v1/courier", { token: token() })).body;
}

/** Parts that still have to go to the hub, and those that have to go to the school. */
export function undelivered(of: Bag): readonly CarriedPart[] {
  return of.up.filter((part) => !part.done);
}

export function forSchool(of: Bag): readonly CarriedPart[] {
  return of.down.filter((part) => !part.done);
}

/** Takes what waits at the school. The former load stays in the bag until the new one is whole. */
export function pickUp(maxBytes: number): Promise<void> {
  unwanted.value = 0;
  return doing("taking", async (count) => {
    const { body: load } = await askJson<Load>("/api/v1/courier/pickup", { method: "POST", token: token(), json: { max_bytes: maxBytes } });
    if (!load) throw new Unreachable("/api/v1/courier/pickup");
    const here = await partsHere();
    const total = load.parts.reduce((sum, part) => sum + part.bytes, 0);
    for (const part of load.parts) {
      if (!here.has(part.id)) {
        const path = `/api/v1/courier/parts/${part.id}`;
        const bytes = await (await askBlob(path, { token: token(), timeoutMs: PATIENCE_MS })).arrayBuffer();
        await keepPart(verified(part.id, bytes), bytes);
      }
      count(part.bytes, total);
    }
    const former = carried.value;
    await keep({
      hub: load.node,
      hubName: load.name,
      school: load.school,
      address: load.address,
      pass: bytesOf(load.pass),
      works: load.facts["works"] ?? 0,
      records: load.facts["operations"] ?? 0,
      files: load.facts["files"] ?? 0,
      left: load.facts["left"] ?? 0,
      takenAt: Date.now(),
      deliveredAt: null,
      handedAt: null,
      up: load.parts.map(({ id, bytes }) => ({ id, bytes, done: false })),
      // What was brought for the school and not handed over yet is still good.
      down: former?.hub === load.node ? forSchool(former) : [],
      receipts: former?.hub === load.node && former.handedAt === null ? former.receipts : [],
    });
  });
}

/** Brings to the hub what it lacks, then fetches receipts and what it has for the school. */
export async function deliver(newsBytes: number): Promise<void> {
  unwanted.value = 0;
  await doing("delivering", bring);
  await doing("fetching", (count) => fetchNews(newsBytes, count));
}

async function bring(count: Counting): Promise<void> {
  const total = inBag().up.reduce((sum, part) => sum + part.bytes, 0);
  const offsets = await askOffsets(inBag());
  let chunk = FIRST_CHUNK;
  const send = async (part: CarriedPart, bytes: ArrayBuffer, from: number): Promise<void> => {
    for (let [at, taken] = [from, false]; !taken; ) {
      const began = Date.now();
      const path = `parts/${part.id}?at=${at}&size=${part.bytes}`;
      const answer = JSON.parse(await (await askHub(path, bytes.slice(at, at + chunk))).text()) as { offset: number; taken: boolean };
      count(Math.max(0, answer.offset - at), total);
      if (answer.offset <= at && !answer.taken) throw new DamagedPart(part.id);
      chunk = adapted(chunk, Date.now() - began);
      at = answer.offset;
      taken = answer.taken;
    }
  };
  for (const part of inBag().up) {
    const known = offsets.get(part.id) ?? 0;
    count(known === TAKEN ? part.bytes : known, total);
    let isWanted = true;
    if (known !== TAKEN) {
      const bytes = await readPart(part.id);
      // Handed in before by this phone, and forgotten by a hub that was put back: taken anew.
      if (!bytes) continue;
      verified(part.id, bytes);
      isWanted = await wanted(send(part, bytes, known));
    }
    await keep({ ...inBag(), up: settled(inBag().up, part.id, isWanted) });
  }
  if (inBag().up.length > 0) await keep({ ...inBag(), deliveredAt: inBag().deliveredAt ?? Date.now() });
}

async function fetchNews(newsBytes: number, count: Counting): Promise<void> {
  const receipts: ArrayBuffer[] = [];
  for (const names of slices(inBag().up)) receipts.push(await (await askHub("receipts", namesOf(names))).arrayBuffer());
  await keep({ ...inBag(), receipts: [...inBag().receipts, ...receipts] });
  const listed = JSON.parse(await (await askHub(`mail?max=${newsBytes}`)).text()) as { parts: { id: string; bytes: number }[] };
  const total = listed.parts.reduce((sum, part) => sum + part.bytes, 0);
  for (const { id, bytes } of listed.parts) {
    if (!inBag().down.some((part) => part.id === id)) {
      await keepPart(id, await fetchPart(id, bytes));
      await keep({ ...inBag(), handedAt: null, down: [...inBag().down, { id, bytes, done: false }] });
    }
    count(bytes, total);
  }
}

async function fetchPart(id: string, size: number): Promise<ArrayBuffer> {
  const whole = new Uint8Array(size);
  let at = 0;
  while (at < size) {
    const piece = new Uint8Array(await (await askHub(`mail/${id}?at=${at}`)).arrayBuffer());
    if (piece.length === 0 || at + piece.length > size) throw new DamagedPart(id);
    whole.set(piece, at);
    at += piece.length;
  }
  verified(id, whole.buffer);
  return whole.buffer;
}

/** Gives the school the receipts and the parts that were brought for it, each by itself: one that it refuses keeps none back. */
export function handOver(): Promise<void> {
  unwanted.value = 0;
  return doing("handing", async (count) => {
    for (const receipt of inBag().receipts) {
      await wanted(tell("/api/v1/courier/receipts", receipt));
      await keep({ ...inBag(), receipts: inBag().receipts.filter((one) => one !== receipt) });
    }
    const parts = forSchool(inBag());
    const total = parts.reduce((sum, part) => sum + part.bytes, 0);
    for (const part of parts) {
      const bytes = await readPart(part.id);
      const isWanted = bytes === null || (await wanted(tell(`/api/v1/courier/parts/${part.id}`, bytes)));
      await keep({ ...inBag(), down: settled(inBag().down, part.id, isWanted) });
      count(part.bytes, total);
    }
    if (refused.peek() === 0) await keep({ ...inBag(), handedAt: Date.now() });
  });
}

// --- by hand ------------------------------------------------------------------------------------

/** Everything that is still on its way, as one file. */
export async function bagFile(): Promise<Blob> {
  const now = inBag();
  const items: FileItem[] = [{ sort: "pass", bytes: now.pass }];
  for (const [sort, parts] of [["up", undelivered(now)], ["down", forSchool(now)]] as const) {
    for (const { id } of parts) {
      const bytes = await readPart(id);
      if (bytes) items.push({ sort, bytes });
    }
  }
  for (const bytes of now.receipts) items.push({ sort: "receipt", bytes });
  return writeFile(items);
}

/** Puts what a file brings into the bag. Throws NoCourierFile. */
export async function openFile(file: Blob, unknown: Pick<Bag, "hub" | "hubName" | "school" | "address">): Promise<void> {
  const items = readFile(await file.arrayBuffer());
  const now: Bag = carried.value ?? { ...EMPTY, ...unknown };
  const [up, down] = [[...now.up], [...now.down]];
  let pass = now.pass;
  for (const { sort, bytes } of items) {
    if (sort === "pass" && now.pass.byteLength === 0) pass = bytes;
    if (sort !== "up" && sort !== "down") continue;
    const id = bytesToHex(sha256(new Uint8Array(bytes))).slice(0, 2 * ID_BYTES);
    const into = sort === "up" ? up : down;
    if (into.some((part) => part.id === id)) continue;
    await keepPart(id, bytes);
    into.push({ id, bytes: bytes.byteLength, done: false });
  }
  const receipts = [...now.receipts, ...items.filter((item) => item.sort === "receipt").map((item) => item.bytes)];
  await keep({ ...now, pass, up, down, receipts, handedAt: null });
}

const EMPTY: Omit<Bag, "hub" | "hubName" | "school" | "address"> = {
  pass: new ArrayBuffer(0),
  works: 0,
  records: 0,
  files: 0,
  left: 0,
  takenAt: null,
  deliveredAt: null,
  handedAt: null,
  up: [],
  down: [],
  receipts: [],
};

// --- the hub ------------------------------------------------------------------------------------

async function askOffsets(of: Bag): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const parts of slices(of.up)) {
    const answer = new DataView(await (await askHub("have", namesOf(parts))).arrayBuffer());
    parts.forEach((part, place) => found.set(part.id, answer.getUint32(4 * place)));
  }
  return found;
}

function slices(parts: readonly CarriedPart[]): CarriedPart[][] {
  const made: CarriedPart[][] = [];
  for (let at = 0; at < parts.length; at += NAMES_AT_ONCE) made.push(parts.slice(at, at + NAMES_AT_ONCE));
  return made;
}

function namesOf(parts: readonly CarriedPart[]): ArrayBuffer {
  return hexToBytes(parts.map((part) => part.id).join("")).slice().buffer;
}

/**
 * One request to the hub, again after a cut. The pass stands in the body: without headers of its own
 * the browser sends it to the other origin in one go, where a preflight would be a second way there
 * and back.
 */
async function askHub(path: string, body: ArrayBuffer = new ArrayBuffer(0)): Promise<Blob> {
  const { pass, address } = inBag();
  const length = new DataView(new ArrayBuffer(2));
  length.setUint16(0, pass.byteLength);
  for (let turn = 1; ; turn += 1) {
    try {
      const url = `${address ?? ""}/sync/v1/courier/${path}`;
      return await askBlob(url, { method: "POST", body: new Blob([length.buffer, pass, body]), timeoutMs: PATIENCE_MS });
    } catch (error) {
      const busy = error instanceof ApiProblem && error.status >= 500;
      if (turn >= TRIES || !(busy || error instanceof Unreachable)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * turn));
  }
}

export function adapted(chunk: number, tookMs: number): number {
  const next = tookMs > CHUNK_MS ? chunk / 2 : tookMs < CHUNK_MS / 4 ? chunk * 2 : chunk;
  return Math.min(LARGEST_CHUNK, Math.max(SMALLEST_CHUNK, next));
}

// --- this phone ---------------------------------------------------------------------------------

type Counting = (bytes: number, total: number) => void;

async function doing(what: Doing, work: (count: Counting) => Promise<void>): Promise<void> {
  if (under.value) return;
  under.value = { what, done: 0, total: 0 };
  try {
    await work((bytes, total) => (under.value = { what, done: (under.value?.done ?? 0) + bytes, total }));
  } finally {
    under.value = null;
  }
}

async function keep(next: Bag): Promise<void> {
  await keepBag(next);
  carried.value = next;
}

function inBag(): Bag {
  if (!carried.value) throw new Error("the bag is empty");
  return carried.value;
}

function verified(id: string, bytes: ArrayBuffer): string {
  if (bytesToHex(sha256(new Uint8Array(bytes))).slice(0, 2 * ID_BYTES) !== id) throw new DamagedPart(id);
  return id;
}

async function tell(path: string, bytes: ArrayBuffer): Promise<void> {
  await askBlob(path, { method: "POST", token: token(), body: new Blob([bytes]), timeoutMs: PATIENCE_MS });
}

/** Whether it was taken. What is refused for good, being for another school or a former box, would be so each time. */
async function wanted(sent: Promise<void>): Promise<boolean> {
  try {
    await sent;
    return true;
  } catch (error) {
    if (!(error instanceof ApiProblem) || !REFUSALS.has(error.status)) throw error;
    unwanted.value += 1;
    return false;
  }
}

/** The parts without one that was refused, or with one that was taken. */
function settled(parts: readonly CarriedPart[], id: string, isWanted: boolean): readonly CarriedPart[] {
  return isWanted ? parts.map((one) => (one.id === id ? { ...one, done: true } : one)) : parts.filter((one) => one.id !== id);
}

function bytesOf(base64: string): ArrayBuffer {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer;
}

function token(): string | null {
  return session.value?.token ?? null;
}
