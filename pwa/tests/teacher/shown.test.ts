import { describe, expect, it } from "vitest";

import type { MarkDoc, SubmissionDoc } from "../../src/data/docs.ts";
import { markOperations } from "../../src/screens/teacher/model/marking.ts";
import { newsOf, pinOf, settled, shownOf } from "../../src/screens/teacher/model/shown.ts";
import { WorkIndex, type Work } from "../../src/screens/teacher/model/work.ts";
import { ARU, SAULE, assignment, mark, submission } from "./cast.ts";

const NOW = "2026-11-20T08:00:00.000Z";
const FIRST = submission();
const SECOND = submission({ id: "w1.1.2", op: "w1.1.2", made_at: "2026-11-20T14:00:00.000Z", received_at: "2026-11-20T14:01:00.000Z" });
const SAULES = mark({ mark: "6", author: SAULE, op: "ws.1.1" });

function work(submissions: readonly SubmissionDoc[], marks: readonly MarkDoc[] = []): Work {
  return new WorkIndex(submissions, marks).work(assignment(), ARU, NOW);
}

describe("a work under the teacher's eyes", () => {
  it("stays the hand-in that was opened: its mark names it, and the newer one goes on waiting", () => {
    const pin = pinOf(work([FIRST]));
    const live = work([FIRST, SECOND]);
    const shown = shownOf(live, pin);
    expect(shown.submissions.map((one) => one.id)).toEqual([FIRST.id]);
    expect(newsOf(live, pin)).toEqual({ submission: SECOND, mark: null });
    const [given] = markOperations(shown, { mark: "8", comment: "" });
    expect(given?.fields["submission"]).toBe(FIRST.id);
    const after = work([FIRST, SECOND], [mark({ submission: FIRST.id, made_at: "2026-11-20T15:00:00.000Z" })]);
    expect([after.state, after.again]).toEqual(["waiting", true]);
  });

  it("is told of the first hand-in to come, which a mark without one would count as answered", () => {
    const pin = pinOf(work([]));
    const live = work([FIRST]);
    expect(newsOf(live, pin).submission).toBe(FIRST);
    expect(shownOf(live, pin).submissions).toEqual([]);
    expect(markOperations(shownOf(live, pin), { mark: "0", comment: "" })[0]?.fields["submission"]).toBeNull();
  });

  it("takes in what was learned of its hand-in, and one that reached the school before it", () => {
    const pin = pinOf(work([FIRST]));
    const older = submission({ id: "w9.1.1", received_at: "2026-11-19T10:00:00.000Z" });
    const live = work([{ ...FIRST, central: true }, older]);
    expect(shownOf(live, pin).submissions.map((one) => [one.id, one.central])).toEqual([
      [FIRST.id, true],
      [older.id, false],
    ]);
    expect(newsOf(live, pin)).toEqual({ submission: null, mark: null });
  });

  it("is late by the hand-in on the screen, not by the one that came later", () => {
    const pin = pinOf(work([FIRST]));
    const late = submission({ ...SECOND, made_at: "2026-11-20T20:00:00.000Z" });
    expect(work([FIRST, late]).late).toBe(true);
    expect(shownOf(work([FIRST, late]), pin).late).toBe(false);
  });

  it("shows what there is once the pinned hand-in is gone", () => {
    const live = work([SECOND]);
    expect(shownOf(live, pinOf(work([FIRST]))).submissions).toEqual([SECOND]);
  });
});

describe("a colleague's mark that arrives meanwhile", () => {
  it("is told of, and a mark over the one that was shown stands beside it", () => {
    const pin = pinOf(work([FIRST], [mark()]));
    const live = work([FIRST], [SAULES]);
    expect(newsOf(live, pin).mark).toBe(SAULES);
    expect(markOperations(shownOf(live, pin), { mark: "9", comment: "" }).map((one) => one.base)).toEqual(["wm.1.4"]);
    const none = pinOf(work([FIRST]));
    expect(markOperations(shownOf(live, none), { mark: "9", comment: "" }).map((one) => one.base)).toEqual([null]);
  });

  it("is told of where it joins the mark on the screen as a dispute", () => {
    const pin = pinOf(work([FIRST], [mark()]));
    const disputed = mark({ others: [{ mark: "6", comment: "", author: SAULE, op: "ws.1.1" }] });
    expect(newsOf(work([FIRST], [disputed]), pin).mark).toBe(disputed);
    expect(shownOf(work([FIRST], [disputed]), pin).mark?.others).toEqual([]);
  });

  it("is not confused with the own mark, before and after it is sent", () => {
    const held = mark({ op: "", local: "phone" });
    expect(newsOf(work([FIRST], [held]), pinOf(work([FIRST]))).mark).toBeNull();
    const sent = work([FIRST], [mark({ op: "wm.1.5" })]);
    const pin = settled(pinOf(work([FIRST], [held])), sent);
    expect(newsOf(sent, pin).mark).toBeNull();
    expect(markOperations(shownOf(sent, pin), { mark: "9", comment: "" })[0]?.base).toBe("wm.1.5");
    const written = work([FIRST], [mark({ mark: "", returned: true, op: "wm.1.6", local: "phone" })]);
    expect(settled(pinOf(work([FIRST])), written).mark?.op).toBe("wm.1.6");
    expect(settled(pinOf(work([FIRST], [mark()])), work([FIRST], [SAULES])).mark?.op).toBe("wm.1.4");
  });
});
