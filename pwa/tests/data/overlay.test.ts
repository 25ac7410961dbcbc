import { describe, expect, it, vi } from "vitest";

import type { AssignmentDoc, MarkDoc, SubmissionDoc } from "../../src/data/docs.ts";
import { compare } from "../../src/data/now.ts";
import { overlay } from "../../src/data/overlay.ts";
import type { OutboxRow } from "../../src/data/queue.ts";

const MADE = Date.UTC(2026, 10, 20, 4, 0, 0);
const ARU = "person-aru";
const MARAT = "person-marat";

function row(kind: string, record: string, fields: Record<string, unknown>, more: Partial<OutboxRow> = {}): OutboxRow {
  return {
    key: 1,
    writer: "3f9a0c1b2d4e5f60",
    epoch: 1,
    seq: 1,
    hlc: "0".repeat(16),
    kind,
    v: 1,
    base: null,
    record,
    fields,
    blobs: [],
    blobBytes: 0,
    state: "waiting",
    reason: null,
    receipt: null,
    made: MADE,
    answered: null,
    ...more,
  };
}

const handIn = (more: Partial<OutboxRow> = {}): OutboxRow =>
  row("submission.hand_in", "w1", { assignment: "a1", text: "1/2", files: [], attempts: [], made_at: "2026-11-20T04:00:00.000Z" }, more);

const mark: MarkDoc = {
  id: "a1~person-aru",
  assignment: "a1",
  learner: ARU,
  submission: null,
  mark: "7",
  max: 10,
  comment: "",
  author: MARAT,
  made_at: "2026-11-19T04:00:00.000Z",
  op: "w.1.1",
  central: true,
  others: [{ mark: "5", comment: "", author: "person-dina", op: "x.1.1" }],
};

describe("a hand-in", () => {
  it("shows as a work on this phone before anybody has answered", () => {
    const docs = overlay("submission", new Map(), [handIn()], ARU);
    expect(docs.get("w1")).toMatchObject({ learner: ARU, text: "1/2", local: "phone", at_school: false, receipt: null });
  });

  it("came when the school's clock says, not the phone's", () => {
    vi.spyOn(Date, "now").mockReturnValue(MADE);
    compare(MADE + 3_600_000);
    const docs = overlay("submission", new Map(), [handIn({ state: "acked", answered: MADE })], ARU);
    compare(MADE);
    vi.restoreAllMocks();
    expect(docs.get("w1")?.received_at).toBe("2026-11-20T05:00:00.000Z");
  });

  it("is at school with its receipt as soon as the answer is there", () => {
    const docs = overlay("submission", new Map(), [handIn({ state: "acked", receipt: "7K-42", answered: MADE + 5000 })], ARU);
    expect(docs.get("w1")).toMatchObject({ at_school: true, receipt: "7K-42", received_at: "2026-11-20T04:00:05.000Z" });
    expect(docs.get("w1")?.local).toBeUndefined();
  });

  it("gives way to the server's own record", () => {
    const theirs = { id: "w1", text: "1/2", seen_at: "2026-11-20T06:00:00.000Z" } as SubmissionDoc;
    expect(overlay("submission", new Map([["w1", theirs]]), [handIn()], ARU).get("w1")).toBe(theirs);
  });

  it("that is held shows in no list of works", () => {
    expect(overlay("submission", new Map(), [handIn({ state: "held", reason: "x" })], ARU).size).toBe(0);
  });
});

describe("a mark", () => {
  const given = (base: string | null, seq = 1): OutboxRow =>
    row("mark.give", mark.id, { assignment: "a1", learner: ARU, submission: null, mark: "9", max: 10, comment: "Жақсы" }, { base, seq });

  it("given beside a colleague's hides none: it came while the act could still be taken back", () => {
    const docs = overlay("mark", new Map([[mark.id, { ...mark, others: [] }]]), [given(null)], MARAT);
    expect(docs.get(mark.id)).toMatchObject({ mark: "9", author: MARAT, others: [{ mark: "7", op: "w.1.1" }] });
    const one = overlay("mark", new Map([[mark.id, mark]]), [given("w.1.1")], MARAT).get(mark.id);
    expect(one?.others.map(({ op }) => op)).toEqual(["x.1.1"]);
  });

  it("given over all that stood replaces them and settles the dispute", () => {
    const docs = overlay("mark", new Map([[mark.id, mark]]), [given("w.1.1"), given("x.1.1", 2)], MARAT);
    expect(docs.get(mark.id)).toMatchObject({ mark: "9", comment: "Жақсы", author: MARAT, local: "phone", others: [] });
  });

  it("is found under the assignment and the learner", () => {
    expect([...overlay("mark", new Map(), [given(null)], MARAT).keys()]).toEqual([mark.id]);
  });
});

describe("an attempt", () => {
  const sitting = (seq: number, base: string | null, more: Record<string, unknown>): OutboxRow =>
    row("attempt.commit", "w.1.1", { item: "i1", lesson: "l1", course: "c1", session: `s${seq}`, total_time_s: 60 * seq, ...more }, { writer: "w", seq, base });
  const begun = sitting(1, null, { completion: "incomplete", success: "unknown", score: null });
  const passed = sitting(2, "w.1.1", { completion: "completed", success: "passed", score: ["90", "0", "100"] });
  const weaker = sitting(3, "w.1.2", { completion: "completed", success: "failed", score: ["30", "0", "100"] });

  it("gone on with on this phone is as far as its later session", () => {
    const docs = overlay("attempt", new Map(), [begun, passed], ARU);
    expect(docs.get("w.1.1")).toMatchObject({ completion: "completed", success: "passed", score: ["90", "0", "100"], session: "s2", op: "w.1.2" });
  });

  it("keeps what was reached when a later session does worse", () => {
    const docs = overlay("attempt", new Map(), [begun, passed, weaker], ARU);
    expect(docs.get("w.1.1")).toMatchObject({ success: "passed", score: ["90", "0", "100"], session: "s3", total_time_s: 180 });
  });

  it("has the score of its end, whatever its first part said", () => {
    const first = sitting(2, "w.1.1", { completion: "incomplete", success: "unknown", score: ["10", "0", "10"] });
    const both = sitting(3, "w.1.2", { completion: "completed", success: "unknown", score: ["6", "0", "10"] });
    const after = sitting(4, "w.1.3", { completion: "incomplete", success: "unknown", score: ["9", "0", "10"] });
    expect(overlay("attempt", new Map(), [begun, first], ARU).get("w.1.1")).toMatchObject({ score: ["10", "0", "10"] });
    expect(overlay("attempt", new Map(), [begun, first, both], ARU).get("w.1.1")).toMatchObject({ score: ["6", "0", "10"] });
    expect(overlay("attempt", new Map(), [begun, first, both, after], ARU).get("w.1.1")).toMatchObject({ score: ["6", "0", "10"] });
  });

  it("goes on from the server's document, and only once", () => {
    const server = overlay("attempt", new Map(), [begun, passed], ARU);
    expect(overlay("attempt", server, [weaker], ARU).get("w.1.1")).toMatchObject({ success: "passed", session: "s3" });
    expect(overlay("attempt", server, [passed], ARU).get("w.1.1")).toBe(server.get("w.1.1"));
  });
});

describe("an assignment", () => {
  const doc = { id: "a1", title: "Old", class: "c1", files: [], accepts: ["text"] } as unknown as AssignmentDoc;

  it("edited on this phone keeps the fields that the edit does not name", () => {
    const docs = overlay("assignment", new Map([["a1", doc]]), [row("assignment.set", "a1", { title: "New" })], MARAT);
    expect(docs.get("a1")).toMatchObject({ title: "New", class: "c1", accepts: ["text"], local: "phone" });
  });

  it("withdrawn on this phone is gone from the lists", () => {
    const docs = overlay("assignment", new Map([["a1", doc]]), [row("assignment.withdraw", "a1", {})], MARAT);
    expect(docs.has("a1")).toBe(false);
  });

  it("is the same map when nothing local concerns it", () => {
    const docs = new Map([["a1", doc]]);
    expect(overlay("assignment", docs, [handIn()], MARAT)).toBe(docs);
  });
});
