/** The server's records of the current person, with local unsent operations laid over them. */
import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";

import { joined, keptOf } from "./aliases.ts";
import { type Docs, isRecordType, RECORD_TYPES, type RecordType } from "./docs.ts";
import { openProfile, type StoredRecord } from "./open.ts";
import { overlay } from "./overlay.ts";
import { rows } from "./outbox.ts";
import { peekBrought, session } from "./session.ts";
import { tellTabs } from "./tabs.ts";

export type * from "./docs.ts";

/** One page of GET /api/v1/changes. A null doc means: forget the record. */
export interface ChangesPage {
  cursor: string;
  reset: boolean;
  more: boolean;
  records: readonly { type: string; id: string; doc: Record<string, unknown> | null }[];
}

type Row = Pick<StoredRecord, "type" | "id" | "doc">;
type Server = { [T in RecordType]: ReadonlyMap<string, Docs[T]> };

const server = Object.fromEntries(
  RECORD_TYPES.map((type) => [type, signal<ReadonlyMap<string, unknown>>(new Map())]),
) as { [T in RecordType]: ReturnType<typeof signal<Server[T]>> };
const loaded = signal<string | null>(null);
/** Where the mark of a fresh start stands while it is under way. */
const ROUND = "round";
/** The page that is shown and not stored yet. */
let shown: ChangesPage | null = null;

const maps = {} as { [T in RecordType]: ReadonlySignal<ReadonlyMap<string, Docs[T]>> };
const lists = {} as { [T in RecordType]: ReadonlySignal<readonly Docs[T][]> };
for (const type of RECORD_TYPES) addViews(type);

/** Whose work is shown under another record: nobody's, nearly always. */
const kept = computed(() => keptOf(maps.alias.value.values(), maps.person.value, session.value?.person ?? ""));

/** True once the records on this phone have been read for the current person. */
export const recordsReady: ReadonlySignal<boolean> = computed(() => loaded.value !== null && loaded.value === session.value?.person);

export const records = {
  /** All documents of a type, in no particular order. The same signal every time. */
  list<T extends RecordType>(type: T): ReadonlySignal<readonly Docs[T][]> {
    return lists[type];
  },
  /** One document; reading it inside a component subscribes to its type. */
  get<T extends RecordType>(type: T, id: string): Docs[T] | undefined {
    return maps[type].value.get(id);
  },
};

/**
 * Reads a person's records from the database into the signals; null empties them. Those that came with the log-in are
 * shown at once, where there are no others: nothing is lost by it, since without them in the database the next exchange
 * asks for all.
 */
export async function loadRecords(person: string | null): Promise<void> {
  const came = person === null ? undefined : peekBrought(person);
  const show = (rows: readonly Row[]): void =>
    batch(() => {
      lay(rows, true);
      loaded.value = person;
    });
  if (came) {
    show(came.records);
    shown = came;
  }
  const found = person === null ? [] : await (await openProfile(person)).getAll("records");
  if (came && found.length === 0) return;
  shown = null;
  show(found);
}

/**
 * Stores a page together with its cursor, so that a cut costs at most a page. Where everything is read anew, what was
 * known stays until all of it has come: a phone that is cut off meanwhile goes home with its lessons and marks.
 */
export async function applyPage(person: string, page: ChangesPage): Promise<void> {
  const db = await openProfile(person);
  const tx = db.transaction(["records", "meta"], "readwrite");
  const store = tx.objectStore("records");
  const meta = tx.objectStore("meta");
  // What came since the beginning bears the mark of this round; whatever does not at its end is gone at the server.
  const round = page.reset ? Math.random() : await meta.get(ROUND);
  for (const { type, id, doc } of page.records) {
    // A type from a newer server is skipped; an upgraded app starts without a cursor and gets it.
    if (!isRecordType(type)) continue;
    if (doc === null) void store.delete([type, id]);
    else void store.put({ type, id, doc: { ...doc, id }, round });
  }
  let whole: StoredRecord[] | undefined;
  if (round !== undefined && !page.more) {
    whole = [];
    for (const row of await store.getAll()) {
      if (row.round === round) whole.push(row);
      else void store.delete([row.type, row.id]);
    }
  }
  void meta.put(whole ? undefined : round, ROUND);
  void meta.put(page.cursor, "cursor");
  await tx.done;
  if (loaded.peek() === person && page !== shown) lay(whole ?? page.records, whole !== undefined);
  shown = null;
  tellTabs(person, "records");
}

/** The server no longer knows the cursor: forget the records, never the outbox. */
export async function forgetCursor(person: string): Promise<void> {
  const db = await openProfile(person);
  const tx = db.transaction("meta", "readwrite");
  void tx.store.delete("cursor");
  void tx.store.delete("etag");
  await tx.done;
}

/** Shows these, after `clear` no others. */
function lay(rows: readonly Row[], clear: boolean): void {
  const touched = new Map<RecordType, Map<string, unknown>>();
  if (clear) for (const type of RECORD_TYPES) touched.set(type, new Map());
  for (const { type, id, doc } of rows) {
    if (!isRecordType(type)) continue;
    let docs = touched.get(type);
    if (!docs) touched.set(type, (docs = new Map<string, unknown>(server[type].peek())));
    if (doc === null) docs.delete(id);
    else docs.set(id, { ...(doc as object), id });
  }
  batch(() => {
    for (const [type, docs] of touched) (server[type] as { value: unknown }).value = docs;
  });
}

function addViews(type: RecordType): void {
  const laid = computed(() => overlay(type, server[type].value as ReadonlyMap<string, never>, rows.value, session.value?.person ?? ""));
  // The pairs are told by these two, which are shown as they are.
  const view = type === "alias" || type === "person" ? laid : computed(() => joined(type, laid.value as ReadonlyMap<string, never>, kept.value));
  (maps as Record<string, unknown>)[type] = view;
  (lists as Record<string, unknown>)[type] = computed(() => [...view.value.values()]);
}
