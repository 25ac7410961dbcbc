import { describe, expect, it, vi } from "vitest";

import type { MarkDoc, SubmissionDoc } from "../../src/data/docs.ts";
import type { DraftFile } from "../../src/screens/teacher/model/draft.ts";
import { Making, type MakingDraft } from "../../src/screens/teacher/model/making.ts";
import { WorkIndex, type Work } from "../../src/screens/teacher/model/work.ts";
import { ARU, SAULE, assignment, mark, submission } from "./cast.ts";

const FIRST = submission();
const SECOND = submission({ id: "w1.1.2", op: "w1.1.2", made_at: "2026-11-20T14:00:00.000Z" });
const VOICE: DraftFile = { sha256: "v1", name: "voice.webm", type: "audio/webm", size: 9 };
const DRAWN = [{ file: 0, lines: ["r4:1,2"] }];

function work(submissions: readonly SubmissionDoc[], marks: readonly MarkDoc[] = []): Work {
  return new WorkIndex(submissions, marks).work(assignment(), ARU, "2026-11-20T08:00:00.000Z");
}

function begin(on: Work, keep: () => Promise<void> = () => Promise.resolve()) {
  const written: MakingDraft[] = [];
  const dropped: string[] = [];
  const drop = (sha256: string): Promise<void> => {
    dropped.push(sha256);
    return Promise.resolve();
  };
  const making = new Making(on, { keep, drop, write: (draft) => written.push(draft), changed: () => undefined });
  return { making, written, dropped };
}

describe("a recording that ends while the teacher goes on", () => {
  it("is added to what was tapped meanwhile", async () => {
    let kept: () => void = () => undefined;
    const { making, written } = begin(work([FIRST], [mark()]), () => new Promise((resolve) => (kept = resolve)));
    const saying = making.say(VOICE);
    making.change((now) => ({ ...now, mark: "10" }));
    making.change((now) => ({ ...now, comment: "Жарайсың!" }));
    kept();
    await saying;
    expect(making.state.given).toEqual({ mark: "10", comment: "Жарайсың!", files: [VOICE] });
    expect(written.at(-1)?.given).toEqual(making.state.given);
  });

  it("leaves the one before it where the phone has no room", async () => {
    const { making, dropped } = begin(work([FIRST]));
    await making.say(VOICE);
    const full = begin(work([FIRST], [mark({ files: [VOICE] })]), () => Promise.reject(new Error("full")));
    await expect(full.making.say({ ...VOICE, sha256: "v2" })).rejects.toThrow("full");
    expect(full.making.state.given.files?.[0]?.sha256).toBe("v1");
    await making.say({ ...VOICE, sha256: "v2" });
    expect(dropped).toEqual(["v1"]);
  });
});

describe("what the phone kept of an earlier opening", () => {
  const draft: MakingDraft = { over: `${FIRST.id} `, given: { mark: "7", comment: "Түзет", drawing: DRAWN } };

  it("is there again", () => {
    const { making } = begin(work([FIRST]));
    making.restore(draft, work([FIRST]));
    expect(making.state.given).toEqual(draft.given);
  });

  it("does not take back what was tapped before it came", () => {
    const { making } = begin(work([FIRST]));
    making.change((now) => ({ ...now, mark: "9" }));
    making.restore(draft, work([FIRST]));
    expect(making.state.given.mark).toBe("9");
  });

  it("waits beside a newer hand-in until it is asked for, with its own photo under its lines", () => {
    const live = work([FIRST, SECOND]);
    const { making, written } = begin(live);
    making.restore(draft, live);
    expect(making.state.given).toEqual({ mark: "", comment: "" });
    making.back();
    expect(making.state).toMatchObject({ pin: { submission: FIRST.id }, given: draft.given, before: null });
    expect(written.at(-1)).toEqual(draft);
  });

  it("is not meant for another mark", () => {
    const live = work([FIRST], [mark()]);
    const { making } = begin(live);
    making.restore(draft, live);
    expect(making.state).toMatchObject({ given: { mark: "8" }, before: null });
  });
});

describe("turning to what has come", () => {
  it("leaves lines and words with the hand-in they are about, and finds them there again", async () => {
    const { making, dropped } = begin(work([FIRST]));
    making.change((now) => ({ ...now, mark: "6", drawing: DRAWN, files: [VOICE] }));
    making.look(work([FIRST, SECOND]));
    expect(making.state).toMatchObject({ pin: { submission: SECOND.id }, given: { mark: "", comment: "" } });
    expect(making.state.given.drawing).toBeUndefined();
    making.back();
    expect(making.state).toMatchObject({ pin: { submission: FIRST.id }, given: { mark: "6", drawing: DRAWN } });
    making.look(work([FIRST, SECOND]));
    await making.done();
    expect(dropped).toEqual(["v1"]);
  });

  it("goes on over a colleague's mark with what was typed, and shows that mark where nothing was", () => {
    const colleagues = work([FIRST], [mark({ mark: "6", author: SAULE, op: "ws.1.1" })]);
    const typed = begin(work([FIRST]));
    typed.making.change((now) => ({ ...now, comment: "Қара" }));
    typed.making.look(colleagues);
    expect(typed.making.state).toMatchObject({ pin: { mark: { op: "ws.1.1" } }, given: { mark: "", comment: "Қара" } });
    expect(typed.written.at(-1)?.over).toBe(`${FIRST.id} ws.1.1`);
    const idle = begin(work([FIRST]));
    idle.making.look(colleagues);
    expect(idle.making.state).toMatchObject({ given: { mark: "6" }, before: null });
  });

  it("follows the own mark once it is sent", () => {
    const changed = vi.fn();
    const held = work([FIRST], [mark({ op: "" })]);
    const making = new Making(held, { keep: () => Promise.resolve(), drop: () => Promise.resolve(), write: () => undefined, changed });
    making.follow(held);
    expect(changed).not.toHaveBeenCalled();
    making.follow(work([FIRST], [mark({ op: "wm.1.5" })]));
    expect(making.state.pin.mark?.op).toBe("wm.1.5");
  });
});
