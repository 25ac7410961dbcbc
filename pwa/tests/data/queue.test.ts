import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { BATCH_BYTES, BATCH_OPERATIONS } from "../../src/data/limits.ts";
import { batches, opId, type OutboxRow, ready, renumber, rowBytes, settle } from "../../src/data/queue.ts";

const WRITER = "3f9a0c1b2d4e5f60";

function row(seq: number, more: Partial<OutboxRow> = {}): OutboxRow {
  return {
    key: seq,
    writer: WRITER,
    epoch: 1,
    seq,
    hlc: "0".repeat(16),
    kind: "submission.hand_in",
    v: 1,
    base: null,
    record: `${WRITER}.1.${seq}`,
    fields: {},
    blobs: [],
    blobBytes: 0,
    state: "waiting",
    reason: null,
    receipt: null,
    made: 0,
    answered: null,
    ...more,
  };
}

const rowsArbitrary = fc
  .array(
    fc.record({
      state: fc.constantFrom<OutboxRow["state"]>("waiting", "acked", "held"),
      epoch: fc.integer({ min: 1, max: 3 }),
      size: fc.integer({ min: 0, max: 40_000 }),
      blobs: fc.array(fc.constantFrom("f1", "f2", "f3"), { maxLength: 2 }),
      about: fc.option(fc.nat(10)),
    }),
    { maxLength: 150 },
  )
  .map((all) =>
    all.map((one, index) =>
      row(index + 1, {
        state: one.state,
        epoch: one.epoch,
        record: one.about === null ? `${WRITER}.${one.epoch}.${index + 1}` : `r${one.about}`,
        fields: { text: "a".repeat(one.size) },
        blobs: one.blobs,
      }),
    ),
  );

describe("batches", () => {
  it("carry every operation once, in order, within both limits, one writer and epoch each", () => {
    fc.assert(
      fc.property(rowsArbitrary, (rows) => {
        const cut = batches(rows);
        expect(cut.flatMap((batch) => batch.rows)).toEqual(rows);
        for (const batch of cut) {
          expect(batch.rows.length).toBeLessThanOrEqual(BATCH_OPERATIONS);
          expect(batch.rows.every((one) => one.writer === batch.writer && one.epoch === batch.epoch)).toBe(true);
          const bytes = batch.rows.reduce((sum, one) => sum + rowBytes(one), 0);
          expect(batch.rows.length === 1 || bytes <= BATCH_BYTES).toBe(true);
        }
      }),
    );
  });
});

describe("what may go now", () => {
  it("is everything that waits, apart from what lacks files and what speaks of it", () => {
    fc.assert(
      fc.property(rowsArbitrary, fc.subarray(["f1", "f2", "f3"]), (rows, lacking) => {
        const missing = new Set(lacking);
        const { now, later } = ready(rows, missing);
        expect([...now, ...later].length).toBe(rows.filter((one) => one.state === "waiting").length);
        expect(now.some((one) => one.blobs.some((file) => missing.has(file)))).toBe(false);
        // Operations on one record never overtake each other.
        for (const late of later) {
          expect(now.some((early) => early.record === late.record && (early.key ?? 0) > (late.key ?? 0))).toBe(false);
        }
        if (missing.size === 0) expect(later).toEqual([]);
      }),
    );
  });

  it("lets a mark go while an assignment still sends its film", () => {
    const task = row(1, { kind: "assignment.set", blobs: ["film"] });
    const edit = row(2, { kind: "assignment.set", record: task.record });
    const about = row(3, { kind: "mark.give", record: `${task.record}~p1`, fields: { assignment: task.record } });
    const other = row(4, { kind: "mark.give", record: "a9~p1", fields: { assignment: "a9" } });
    const { now, later } = ready([task, edit, about, other], new Set(["film"]));
    expect(now).toEqual([other]);
    expect(later).toEqual([task, edit, about]);
  });
});

describe("an answer", () => {
  it("settles what it names and leaves the rest waiting", () => {
    const batch = { writer: WRITER, epoch: 1, rows: [row(1), row(2), row(3)] };
    const { changed, forked } = settle(
      batch,
      [
        { seq: 1, outcome: "corrected", reason: "clock-ahead", receipt: "7K-42" },
        { seq: 2, outcome: "held", reason: "not-enrolled-in-the-class", receipt: "AB-12" },
      ],
      99,
    );
    expect(forked).toBe(false);
    expect(changed.map((one) => [one.seq, one.state, one.reason, one.receipt, one.answered])).toEqual([
      [1, "acked", "clock-ahead", "7K-42", 99],
      [2, "held", "not-enrolled-in-the-class", "AB-12", 99],
    ]);
  });

  it("that tells of a fork changes no forked row", () => {
    const { changed, forked } = settle({ writer: WRITER, epoch: 1, rows: [row(1)] }, [{ seq: 1, outcome: "fork", reason: null, receipt: null }], 1);
    expect(forked).toBe(true);
    expect(changed).toEqual([]);
  });
});

describe("new numbers after a fork", () => {
  it("are gapless, keep the order, and lose no operation", () => {
    fc.assert(
      fc.property(rowsArbitrary, fc.integer({ min: 1, max: 50 }), (rows, firstSeq) => {
        const before = rows.filter((one) => one.state === "waiting" && one.epoch === 1);
        const { rows: changed, lastSeq } = renumber(rows, WRITER, 1, { writer: WRITER, epoch: 9, firstSeq });
        const moved = changed.filter((one) => one.epoch === 9);
        expect(moved.map((one) => one.key)).toEqual(before.map((one) => one.key));
        expect(moved.map((one) => one.seq)).toEqual(before.map((_, index) => firstSeq + index));
        expect(lastSeq).toBe(firstSeq + before.length - 1);
        expect(moved.every((one) => one.state === "waiting")).toBe(true);
      }),
    );
  });

  it("go with every mention: own record, base, fields, natural keys", () => {
    const task = row(1, { kind: "assignment.set" });
    const old = opId(task);
    const mark = row(2, { kind: "mark.give", record: `${old}~p1`, base: old, fields: { assignment: old, list: [old, "x"] } });
    const { rows } = renumber([task, mark], WRITER, 1, { writer: WRITER, epoch: 2, firstSeq: 1 });
    const id = `${WRITER}.2.1`;
    expect(rows[0]?.record).toBe(id);
    expect(rows[1]).toMatchObject({ record: `${id}~p1`, base: id, fields: { assignment: id, list: [id, "x"] }, seq: 2, epoch: 2 });
  });

  it("leave answered operations alone", () => {
    const { rows } = renumber([row(1, { state: "acked" }), row(2, { state: "held" })], WRITER, 1, { writer: WRITER, epoch: 2, firstSeq: 1 });
    expect(rows).toEqual([]);
  });
});
