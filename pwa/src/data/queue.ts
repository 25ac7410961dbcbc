/**
 * The outbox as values: which operations go next, what an answer does to them, how they get new
 * numbers after a fork. No database and no network in here.
 */
import { BATCH_BYTES, BATCH_OPERATIONS } from "./limits.ts";

/**
 * waiting: only on this phone. acked: the server has it, and the row stays until the server's own
 * record has come back. kept: that has happened; the row is out of sight, and is sent again if the
 * server turns out to have been put back from an older copy. held: the server keeps it but does not
 * apply it, for `reason`.
 */
export type OutboxState = "waiting" | "acked" | "kept" | "held";

export interface OutboxRow {
  /** Order of making, given by the database. */
  key?: number;
  writer: string;
  epoch: number;
  seq: number;
  hlc: string;
  kind: string;
  v: number;
  base: string | null;
  record: string;
  fields: Record<string, unknown>;
  /** sha256 of files that belong to the operation. */
  blobs: string[];
  /** Size of the files in bytes. */
  blobBytes: number;
  state: OutboxState;
  reason: string | null;
  receipt: string | null;
  /** Unix ms by this phone's clock: when it was made, when the server answered. */
  made: number;
  answered: number | null;
}

/** One operation's result as POST /api/v1/operations answers it. */
export interface OperationResult {
  seq: number;
  outcome: "admitted" | "corrected" | "held" | "fork";
  reason: string | null;
  receipt: string | null;
}

/** Operations of one writer and epoch that go in one request. */
export interface Batch {
  writer: string;
  epoch: number;
  rows: OutboxRow[];
}

export function opId(row: { writer: string; epoch: number; seq: number }): string {
  return `${row.writer}.${row.epoch}.${row.seq}`;
}

/** Whether the server has the operation, as far as this phone knows. */
export function delivered(row: { state: OutboxState }): boolean {
  return row.state === "acked" || row.state === "kept";
}

export function waiting(rows: readonly OutboxRow[]): OutboxRow[] {
  return rows.filter((row) => row.state === "waiting");
}

/** The JSON form of an operation in a batch. */
export function wireForm(row: OutboxRow): Record<string, unknown> {
  const { seq, hlc, kind, v, base, record, fields } = row;
  return { seq, hlc, kind, v, base, record, fields };
}

/** Bytes of an operation without its files, near enough for a budget: JSON is mostly ASCII. */
export function rowBytes(row: OutboxRow): number {
  return new TextEncoder().encode(JSON.stringify(wireForm(row))).length;
}

/**
 * Splits what waits into what may go now and what waits for files. An operation about a record
 * whose earlier operation still waits for its files waits too, however small it is: the server
 * would not know what it speaks of.
 */
export function ready(
  rows: readonly OutboxRow[],
  missing: ReadonlySet<string>,
): { now: OutboxRow[]; later: OutboxRow[] } {
  const now: OutboxRow[] = [];
  const later: OutboxRow[] = [];
  const blocked = new Set<string>();
  for (const row of waiting(rows)) {
    const lacks = row.blobs.some((sha256) => missing.has(sha256));
    if (lacks || speaksOf(row, blocked)) {
      blocked.add(row.record);
      blocked.add(opId(row));
      later.push(row);
    } else now.push(row);
  }
  return { now, later };
}

/** Cuts rows into requests: same writer and epoch, bounded in number and bytes, order kept. */
export function batches(rows: readonly OutboxRow[], mostOperations = BATCH_OPERATIONS): Batch[] {
  const out: Batch[] = [];
  let bytes = 0;
  for (const row of rows) {
    const size = rowBytes(row);
    const last = out[out.length - 1];
    if (
      last?.writer === row.writer &&
      last.epoch === row.epoch &&
      last.rows.length < mostOperations &&
      bytes + size <= BATCH_BYTES
    ) {
      last.rows.push(row);
      bytes += size;
    } else {
      out.push({ writer: row.writer, epoch: row.epoch, rows: [row] });
      bytes = size;
    }
  }
  return out;
}

/** What an answer makes of a batch. Rows the answer does not name stay as they are. */
export function settle(batch: Batch, results: readonly OperationResult[], now: number): { changed: OutboxRow[]; forked: boolean } {
  const bySeq = new Map(results.map((result) => [result.seq, result]));
  const changed: OutboxRow[] = [];
  let forked = false;
  for (const row of batch.rows) {
    const result = bySeq.get(row.seq);
    if (!result) continue;
    if (result.outcome === "fork") forked = true;
    else if (result.outcome === "held") {
      changed.push({ ...row, state: "held", reason: result.reason ?? "unknown", receipt: result.receipt, answered: now });
    } else changed.push({ ...row, state: "acked", reason: result.reason, receipt: result.receipt, answered: now });
  }
  return { changed, forked };
}

/** Where renumbered operations go: the first gets `firstSeq`. */
export interface Target {
  writer: string;
  epoch: number;
  firstSeq: number;
}

/**
 * Gives everything unanswered of a writer's epoch new numbers, in order, and moves every mention of
 * a moved operation with it. Needed after a fork, when a restored copy of this phone has used the
 * same numbers, and when the server does not know the writer.
 */
export function renumber(
  rows: readonly OutboxRow[],
  writer: string,
  epoch: number,
  target: Target,
): { rows: OutboxRow[]; lastSeq: number } {
  const moving = waiting(rows).filter((row) => row.writer === writer && row.epoch === epoch);
  const numbered = moving.map((row, index) => ({ ...target, seq: target.firstSeq + index, from: row }));
  const renamed = new Map(numbered.map((one) => [opId(one.from), opId(one)]));
  const places = new Map(numbered.map((one) => [one.from, one]));
  const changed: OutboxRow[] = [];
  for (const row of waiting(rows)) {
    const place = places.get(row);
    const moved = rename(row, renamed);
    if (place) changed.push({ ...moved, writer: place.writer, epoch: place.epoch, seq: place.seq });
    else if (moved !== row) changed.push(moved);
  }
  return { rows: changed, lastSeq: target.firstSeq + moving.length - 1 };
}

function rename(row: OutboxRow, renamed: ReadonlyMap<string, string>): OutboxRow {
  const swap = (text: string): string =>
    renamed.get(text) ?? text.split("~").map((part) => renamed.get(part) ?? part).join("~");
  const walk = (value: unknown): unknown => {
    if (typeof value === "string") return swap(value);
    if (Array.isArray(value)) return value.map(walk);
    return value;
  };
  const fields = Object.fromEntries(Object.entries(row.fields).map(([name, value]) => [name, walk(value)]));
  const moved = { ...row, record: swap(row.record), base: row.base === null ? null : swap(row.base), fields };
  return JSON.stringify(moved) === JSON.stringify(row) ? row : moved;
}

function speaksOf(row: OutboxRow, blocked: ReadonlySet<string>): boolean {
  if (blocked.size === 0) return false;
  if (blocked.has(row.record) || (row.base !== null && blocked.has(row.base))) return true;
  return Object.values(row.fields).some((value) =>
    Array.isArray(value)
      ? value.some((one) => typeof one === "string" && blocked.has(one))
      : typeof value === "string" && blocked.has(value),
  );
}
