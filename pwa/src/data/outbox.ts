/**
 * The one way anything is written: an operation goes into the outbox, with its number, its clock
 * stamp and its files, in one transaction that is on the disk before the promise resolves.
 */
import { computed, type ReadonlySignal, signal } from "@preact/signals";

import { tick } from "./clock.ts";
import type { WorkBlob } from "./files.ts";
import { KEEP_DELIVERED_MS, KEPT_OPERATIONS } from "./limits.ts";
import { abandon, openProfile } from "./open.ts";
import { delivered, opId, type OutboxRow, renumber, rowBytes, type Target } from "./queue.ts";
import { type Profile, session } from "./session.ts";
import { tellTabs } from "./tabs.ts";

export interface NewOperation {
  kind: string;
  /** Absent: the operation makes a record, whose id is the operation's own. */
  record?: string;
  base?: string | null;
  fields: Record<string, unknown>;
  v?: number;
}

/** An operation that speaks of what those before it in the same transaction make, told by their ids. */
export type Following = (before: readonly string[]) => NewOperation;

/** An operation that the server keeps but does not apply. */
export interface HeldOperation {
  op: string;
  kind: string;
  record: string;
  fields: Readonly<Record<string, unknown>>;
  reason: string;
  /** Unix ms by this phone's clock. */
  made: number;
}

export interface Pending {
  /** Operations that are only on this phone. */
  count: number;
  /** Their bytes, files included. */
  bytes: number;
  /** Unix ms at which the oldest of them was made. */
  oldest: number | null;
  held: readonly HeldOperation[];
}

export class NoProfile extends Error {
  constructor() {
    super("nobody is logged in, so there is no outbox to write to");
    this.name = "NoProfile";
  }
}

/** The part of the meta store that numbering needs, inside somebody's transaction. */
interface MetaStore {
  get(key: string): Promise<unknown>;
}

const all = signal<readonly OutboxRow[]>([]);
let loadedFor: string | null = null;
const onSubmit = new Set<() => void>();

/** The current person's outbox in the order of making. */
export const rows: ReadonlySignal<readonly OutboxRow[]> = all;

export const pending: ReadonlySignal<Pending> = computed(() => {
  const waiting = all.value.filter((row) => row.state === "waiting");
  return {
    count: waiting.length,
    bytes: waiting.reduce((sum, row) => sum + rowBytes(row) + row.blobBytes, 0),
    oldest: waiting.reduce<number | null>((oldest, row) => Math.min(oldest ?? row.made, row.made), null),
    held: all.value
      .filter((row) => row.state === "held")
      .map((row) => ({ op: opId(row), kind: row.kind, record: row.record, fields: row.fields, reason: row.reason ?? "unknown", made: row.made })),
  };
});

/** Calls back after every submit, so that the exchange need not wait for its timer. */
export function whenSubmitted(listener: () => void): () => void {
  onSubmit.add(listener);
  return () => onSubmit.delete(listener);
}

/**
 * Writes an operation for the current person and returns its id (`writer.epoch.seq`). `draft`
 * names a draft that has become this operation and goes in the same transaction.
 * Throws NoProfile, or what IndexedDB throws (QuotaExceededError: the phone is full).
 */
export async function submit(op: NewOperation, blobs: readonly WorkBlob[] = [], draft?: string): Promise<string> {
  const [id] = await write([op], blobs, draft);
  return id as string;
}

/** Several operations in one transaction: on a slow phone each of its own costs a tenth of a second. Their ids. */
export async function submitAll(ops: readonly (NewOperation | Following)[]): Promise<string[]> {
  return ops.length > 0 ? write(ops, []) : [];
}

/** `blobs` belong to each of `ops`. */
async function write(ops: readonly (NewOperation | Following)[], blobs: readonly WorkBlob[], draft?: string): Promise<string[]> {
  const profile = session.value;
  if (!profile) throw new NoProfile();
  const db = await openProfile(profile.person);
  const tx = db.transaction(["meta", "outbox", "files", "drafts"], "readwrite", { durability: "strict" });
  try {
    const made = await numbered(tx.objectStore("meta"), profile, ops, blobs);
    const last = made[made.length - 1] as OutboxRow;
    // The rows come first: their keys are told by place.
    const keys = await atOnce(tx, [
      ...made.map((row) => () => tx.objectStore("outbox").add(row)),
      ...blobs.map((blob) => () => tx.objectStore("files").put({ ...blob, state: "waiting", upload: null, used: last.made })),
      () => tx.objectStore("meta").put(last.seq, seqKey(last.writer, last.epoch)),
      () => tx.objectStore("meta").put(last.hlc, "hlc"),
      ...(draft === undefined ? [] : [() => tx.objectStore("drafts").delete(draft)]),
    ]);
    await tx.done;
    if (loadedFor === profile.person) all.value = [...all.value, ...made.map((row, at) => ({ ...row, key: keys[at] as number }))];
    tellTabs(profile.person, "outbox");
    for (const listener of onSubmit) listener();
    return made.map(opId);
  } catch (problem) {
    // A number taken without its operation would be a gap for ever: all or nothing.
    await abandon(tx);
    throw problem;
  }
}

/**
 * Asks for all writes and for the transaction's end in one go: a slow phone spends more on waiting for each in turn than
 * on writing them. What throws at once becomes a rejection like any other, and then nothing is committed.
 */
function atOnce(tx: { commit?(): void }, writes: readonly (() => Promise<unknown>)[]): Promise<unknown[]> {
  const asked: Promise<unknown>[] = [];
  try {
    for (const one of writes) asked.push(one());
    // Older browsers end it themselves once every answer has been heard.
    tx.commit?.();
  } catch (problem) {
    asked.push(Promise.reject(problem instanceof Error ? problem : new Error(String(problem))));
  }
  return Promise.all(asked);
}

/** Rows with the next numbers and clock stamps of the profile's writer. */
async function numbered(meta: MetaStore, profile: Profile, ops: readonly (NewOperation | Following)[], blobs: readonly WorkBlob[]): Promise<OutboxRow[]> {
  const { writer } = profile;
  // Nearly always the epoch of the log-in: its number is read in the same turn.
  const [epoch, clock, number] = await Promise.all([epochOf(meta, profile), meta.get("hlc"), lastSeq(meta, writer, profile.epoch)]);
  let seq = epoch === profile.epoch ? number : await lastSeq(meta, writer, epoch);
  let hlc = (clock as string | undefined) ?? null;
  const now = Date.now();
  const ids: string[] = [];
  return ops.map((one) => {
    const op = typeof one === "function" ? one(ids) : one;
    seq += 1;
    const id = opId({ writer, epoch, seq });
    ids.push(id);
    hlc = tick(hlc, now);
    return {
      writer,
      epoch,
      seq,
      hlc,
      kind: op.kind,
      v: op.v ?? 1,
      base: op.base ?? null,
      record: op.record ?? id,
      fields: op.fields,
      blobs: blobs.map((blob) => blob.sha256),
      blobBytes: blobs.reduce((sum, blob) => sum + blob.size, 0),
      state: "waiting",
      reason: null,
      receipt: null,
      made: now,
      answered: null,
    };
  });
}

/** Shows a person's outbox; null empties the view when nobody is there. */
export async function loadOutbox(person: string | null): Promise<void> {
  loadedFor = person;
  const found = person === null ? [] : await (await openProfile(person)).getAll("outbox");
  if (loadedFor === person) all.value = found.filter((row) => row.state !== "kept");
}

/** Writes what an answer, or the lack of a good one, made of some rows. */
export async function storeAnswers(person: string, changed: readonly OutboxRow[]): Promise<void> {
  if (changed.length === 0) return;
  const db = await openProfile(person);
  const tx = db.transaction("outbox", "readwrite", { durability: "strict" });
  for (const row of changed) void tx.store.put(row);
  await tx.done;
  await refresh(person);
}

/**
 * The numbers of this writer's epoch are spoilt by a fork: opens the next epoch and moves what is
 * unanswered into it, in one transaction.
 */
export async function openNextEpoch(person: string, writer: string, epoch: number): Promise<void> {
  await move(person, writer, epoch, async (meta) => {
    const known = ((await meta.get(epochKey(writer))) as number | undefined) ?? 1;
    return { writer, epoch: Math.max(known, epoch) + 1, firstSeq: 1 };
  });
}

/** The server does not know an old writer of this person: the current one takes its work over. */
export async function adopt(profile: Profile, writer: string, epoch: number): Promise<void> {
  await move(profile.person, writer, epoch, async (meta) => {
    const current = await epochOf(meta, profile);
    return { writer: profile.writer, epoch: current, firstSeq: (await lastSeq(meta, profile.writer, current)) + 1 };
  });
}

/** Puts answered rows, by key, out of sight: their records have come back from the server. */
export async function keepDelivered(person: string, keys: readonly number[], now = Date.now()): Promise<void> {
  if (keys.length === 0) return;
  const db = await openProfile(person);
  const tx = db.transaction("outbox", "readwrite");
  const settled = new Set(keys);
  const kept: OutboxRow[] = [];
  for (const row of await tx.store.getAll()) {
    if (row.key !== undefined && settled.has(row.key)) kept.push({ ...row, state: "kept" });
    else if (row.state === "kept") kept.push(row);
  }
  kept.sort((a, b) => (b.key ?? 0) - (a.key ?? 0));
  for (const [index, row] of kept.entries()) {
    const old = now - (row.answered ?? row.made) > KEEP_DELIVERED_MS;
    if (old || index >= KEPT_OPERATIONS) void tx.store.delete(row.key ?? 0);
    else void tx.store.put(row);
  }
  await tx.done;
  await refresh(person);
}

/**
 * The server has begun a new life: it may have been put back from a copy and lost what it once
 * had. Everything that was kept waits again, with its files; what the server has, it says so.
 */
export async function offerAgain(person: string): Promise<void> {
  const db = await openProfile(person);
  const tx = db.transaction(["outbox", "files"], "readwrite", { durability: "strict" });
  for (const row of await tx.objectStore("outbox").getAll()) {
    if (!delivered(row)) continue;
    void tx.objectStore("outbox").put({ ...row, state: "waiting" });
    for (const sha256 of row.blobs) {
      const file = await tx.objectStore("files").get(sha256);
      if (file) void tx.objectStore("files").put({ ...file, state: "waiting", upload: null });
    }
  }
  await tx.done;
  await refresh(person);
}

/** The person has read why an operation is held and needs it no longer; the server keeps its copy. */
export async function dismissHeld(op: string): Promise<void> {
  const person = loadedFor;
  const row = all.value.find((one) => opId(one) === op && one.state === "held");
  if (person === null || row?.key === undefined) return;
  const db = await openProfile(person);
  const tx = db.transaction(["outbox", "files"], "readwrite");
  void tx.objectStore("outbox").delete(row.key);
  const needed = new Set((await tx.objectStore("outbox").getAll()).flatMap((one) => one.blobs));
  for (const sha256 of row.blobs) {
    const file = await tx.objectStore("files").get(sha256);
    // Kept for looking at, but no longer in the way when room is needed.
    if (file?.state === "waiting" && !needed.has(sha256)) void tx.objectStore("files").put({ ...file, state: "fetched" });
  }
  await tx.done;
  await refresh(person);
}

async function move(
  person: string,
  writer: string,
  epoch: number,
  place: (meta: MetaStore) => Promise<Target>,
): Promise<void> {
  const db = await openProfile(person);
  const tx = db.transaction(["outbox", "meta"], "readwrite", { durability: "strict" });
  const meta = tx.objectStore("meta");
  try {
    const target = await place(meta);
    const moved = renumber(await tx.objectStore("outbox").getAll(), writer, epoch, target);
    for (const row of moved.rows) await tx.objectStore("outbox").put(row);
    await meta.put(target.epoch, epochKey(target.writer));
    await meta.put(moved.lastSeq, seqKey(target.writer, target.epoch));
    await tx.done;
  } catch (problem) {
    await abandon(tx);
    throw problem;
  }
  await refresh(person);
}

async function epochOf(meta: MetaStore, profile: Profile): Promise<number> {
  return Math.max(profile.epoch, ((await meta.get(epochKey(profile.writer))) as number | undefined) ?? 1);
}

async function lastSeq(meta: MetaStore, writer: string, epoch: number): Promise<number> {
  return ((await meta.get(seqKey(writer, epoch))) as number | undefined) ?? 0;
}

async function refresh(person: string): Promise<void> {
  if (loadedFor === person) await loadOutbox(person);
  tellTabs(person, "outbox");
}

function epochKey(writer: string): string {
  return `epoch.${writer}`;
}

function seqKey(writer: string, epoch: number): string {
  return `seq.${writer}.${epoch}`;
}
