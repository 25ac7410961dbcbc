import "fake-indexeddb/auto";

import { IDBFactory } from "fake-indexeddb";
import { beforeEach, describe, expect, it, vi } from "vitest";

import type { AttemptDoc } from "../../src/data/docs.ts";
import { closeAll, openDevice, openProfile } from "../../src/data/open.ts";
import type { OutboxRow } from "../../src/data/queue.ts";
import { leave, restore, switchTo } from "../../src/data/session.ts";
import { activityOutcome } from "../../src/player/attempt.ts";
import type { Activity } from "../../src/player/description.ts";
import { earlier } from "../../src/player/earlier.ts";
import { lastState, type SessionState, unsettled } from "../../src/player/journal.ts";
import { recoverSessions } from "../../src/player/recover.ts";
import { begin, editionToOpen, goesOn, openActivity } from "../../src/player/resume.ts";
import { LessonSession, type Saved } from "../../src/player/session.ts";

const AIGERIM = { id: "person-aigerim", name: "Сейіт Айгерім", counts: true };
const ITEM = { id: "item-1", title: "Fractions", format: "scorm12" as const, manifest: "a".repeat(64), launch: null, bytes: 1 };
const SCO: Activity = {
  id: "sco",
  title: "Fractions",
  launch: "index.html",
  parameters: "",
  masteryScore: "60",
  maxTimeAllowed: "",
  timeLimitAction: "",
  launchData: "",
  visible: true,
  children: [],
};

let clock = Date.UTC(2026, 10, 20);
let held = new Set<string>();
/** The page is in view. */
let look: () => void = () => undefined;

/** Web Locks as far as the app uses them: ask once, held until the work is done. */
const locks = {
  async request(name: string, _: object, work: (lock: object | null) => Promise<unknown>): Promise<unknown> {
    if (held.has(name)) return work(null);
    held.add(name);
    try {
      return await work({});
    } finally {
      held.delete(name);
    }
  },
};

beforeEach(async () => {
  await closeAll();
  vi.stubGlobal("indexedDB", new IDBFactory());
  held = new Set();
  vi.stubGlobal("navigator", { locks });
  clock = Date.UTC(2026, 10, 20);
  const device = await openDevice();
  await device.put("profiles", {
    person: AIGERIM.id,
    name: AIGERIM.name,
    login: "aigerim",
    roles: [],
    token: "t",
    writer: "00000000000000aa",
    epoch: 1,
    lastUsed: 1,
  });
  await device.put("meta", AIGERIM.id, "current-profile");
  await restore();
});

function started(session: string, found: SessionState | null = null, doc: AttemptDoc | null = null, anew = false): SessionState {
  return begin(earlier(found, doc, [SCO]), [SCO], {
    learner: AIGERIM.id,
    item: ITEM,
    lesson: "lesson-1",
    course: "course-1",
    edition: 2,
    session,
    now: clock,
    anew,
  });
}

function sitting(state: SessionState, saved: Saved[] = []): LessonSession {
  const watch = (seen: () => void): (() => void) => {
    look = seen;
    return () => (look = () => undefined);
  };
  return new LessonSession(state, AIGERIM, (one) => saved.push(one), () => clock, watch);
}

async function outbox(): Promise<OutboxRow[]> {
  return (await openProfile(AIGERIM.id)).getAll("outbox");
}

describe("a sitting with a lesson", () => {
  it("keeps every value on the phone and makes one operation of them when it ends", async () => {
    const saved: Saved[] = [];
    const play = sitting(started("s1"), saved);
    expect(play.open(SCO)).toMatchObject({ "cmi.core.entry": "ab-initio", "cmi.core.student_name": AIGERIM.name });
    await play.take("sco", { "cmi.core.lesson_location": "2", "cmi.suspend_data": "page2" }, false, false);
    expect(saved).toEqual(["saving", "saved"]);
    expect(await outbox()).toHaveLength(0);
    clock += 65_000;
    await play.take("sco", { "cmi.core.exit": "" }, true, true);
    await play.close();
    const [row, ...more] = await outbox();
    expect(more).toHaveLength(0);
    expect(row?.kind).toBe("attempt.commit");
    expect(row?.fields).toMatchObject({
      item: "item-1",
      lesson: "lesson-1",
      course: "course-1",
      edition: 2,
      session: "s1",
      completion: "completed",
      success: "unknown",
      score: null,
      total_time_s: 65,
      cmi: { "cmi.core.lesson_location": "2", "cmi.suspend_data": "page2" },
    });
    expect(await unsettled(AIGERIM.id)).toHaveLength(0);
  });

  it("tells a result at once, and what comes after it in an operation that follows the first", async () => {
    const play = sitting(started("s1"));
    play.open(SCO);
    await play.take("sco", { "cmi.core.score.raw": "80", "cmi.core.score.max": "100" }, true, false);
    await play.take("sco", { "cmi.core.lesson_location": "9" }, true, false);
    expect(await outbox()).toHaveLength(1);
    await play.take("sco", {}, true, true);
    await play.close();
    const rows = await outbox();
    expect(rows.map((row) => row.fields.success)).toEqual(["passed", "passed"]);
    const first = rows[0];
    expect(rows[1]).toMatchObject({ record: first?.record, base: first?.record });
    expect(rows[1]?.fields.cmi).toMatchObject({ "cmi.core.lesson_location": "9" });
  });

  it("counts the minutes in which somebody looks, and not those in a pocket", async () => {
    const play = sitting(started("s1"));
    play.open(SCO);
    // Ten minutes over one page, eight hours in a pocket, one more minute; and the clock is put back.
    for (let minute = 0; minute < 10; minute += 1) {
      clock += 60_000;
      look();
    }
    clock += 8 * 3_600_000;
    look();
    clock += 60_000;
    await play.take("sco", { "cmi.core.lesson_location": "2" }, false, false);
    clock -= 3_600_000;
    await play.take("sco", { "cmi.core.lesson_status": "completed" }, true, true);
    await play.close();

    expect((await outbox()).map((row) => row.fields.total_time_s)).toEqual([660]);
  });

  it("says nothing to the school when nothing was set, or when a teacher only looks", async () => {
    const play = sitting(started("s1"));
    play.open(SCO);
    await play.close();
    const teacher = new LessonSession(started("s2"), { ...AIGERIM, counts: false }, () => undefined, () => clock, () => () => undefined);
    expect(teacher.open(SCO)).toMatchObject({ "cmi.core.lesson_mode": "browse", "cmi.core.credit": "no-credit" });
    await teacher.take("sco", { "cmi.core.score.raw": "1" }, true, true);
    await teacher.close();
    expect(await outbox()).toHaveLength(0);
  });

  it("sends a data model that is too large for an operation as a file", async () => {
    const play = sitting(started("s1"));
    play.open(SCO);
    await play.take("sco", { "cmi.suspend_data": "ж".repeat(30_000) }, true, true);
    await play.close();
    const row = (await outbox())[0];
    expect(row?.fields.cmi).toBeUndefined();
    expect(row?.fields.cmi_blob).toBe(row?.blobs[0]);
    const file = await (await openProfile(AIGERIM.id)).get("files", row?.blobs[0] ?? "");
    expect(file?.state).toBe("waiting");
  });
});

describe("a package of several parts", () => {
  const part = (id: string): Activity => ({ ...SCO, id, masteryScore: "" });
  const [ONE, TWO] = [part("one"), part("two")];
  const package_ = (): SessionState => ({ ...started("s1"), current: "one", mastery: [["one", ""], ["two", ""]] });
  const ended = (raw: string) => ({ "cmi.core.lesson_status": "completed", "cmi.core.score.raw": raw, "cmi.core.score.min": "0", "cmi.core.score.max": "10" });
  const told = async () => (await outbox()).map(({ fields: { completion, score } }) => [completion, (score as string[] | null)?.[0] ?? null]);

  it("keeps what a finished part had come to when it is looked at again", async () => {
    const play = sitting(package_());
    play.open(ONE);
    await play.take("one", ended("8"), true, true);
    // Content that knows of no earlier visit says at once that it isn't done.
    expect(play.open(ONE)).not.toHaveProperty("cmi.core.lesson_status");
    await play.take("one", { "cmi.core.lesson_status": "incomplete", "cmi.core.lesson_location": "2" }, true, true);
    expect(activityOutcome(play.states()["one"], "")).toMatchObject({ completion: "completed", score: ["8", "0", "10"] });
    play.open(TWO);
    await play.take("two", ended("5"), true, true);
    await play.close();

    expect(await told()).toEqual([["incomplete", "8"], ["completed", "6.5"]]);
  });

  it("goes on with a part begun a second time, and takes the better end", async () => {
    const play = sitting(package_());
    play.open(ONE);
    await play.take("one", ended("4"), true, true);
    play.open(ONE);
    await play.take("one", { "cmi.core.lesson_status": "incomplete", "cmi.core.lesson_location": "2", "cmi.core.score.raw": "1" }, true, true);
    expect(play.open(ONE)).toMatchObject({ "cmi.core.entry": "resume", "cmi.core.lesson_location": "2", "cmi.core.lesson_status": "incomplete" });
    expect(activityOutcome(play.states()["one"], "").score).toEqual(["4", "0", "10"]);
    await play.take("one", ended("9"), true, true);
    expect(activityOutcome(play.states()["one"], "").score).toEqual(["9", "0", "10"]);
    play.open(ONE);
    await play.take("one", ended("7"), true, true);
    expect(activityOutcome(play.states()["one"], "").score).toEqual(["9", "0", "10"]);
  });

  it("says so to another phone", async () => {
    const play = sitting(package_());
    play.open(ONE);
    await play.take("one", ended("8"), true, true);
    play.open(ONE);
    play.open(TWO);
    await play.take("two", { "cmi.core.lesson_location": "3" }, true, false);
    await play.close();
    const cmi = (await outbox()).at(-1)?.fields["cmi"] as Record<string, string>;
    const doc = { id: "r", op: "o", score: null, total_time_s: 1, at: "2026-11-21T00:00:00Z" } as unknown as AttemptDoc;
    const { activities } = earlier(null, doc, [ONE, TWO], { op: "o", cmi, after: [] });

    expect(activityOutcome(activities["one"], "")).toMatchObject({ completion: "completed", score: ["8", "0", "10"] });
    expect(activities["two"]?.values).toEqual({ "cmi.core.lesson_location": "3" });
    expect(earlier(null, doc, [ONE, TWO], { op: "o", cmi: { ...cmi, "tirek.former": "{broken" }, after: [] }).activities).not.toHaveProperty("one");
  });
});

describe("a killed tab", () => {
  it("loses nothing: the next start makes the operation", async () => {
    const play = sitting(started("s1"));
    play.open(SCO);
    await play.take("sco", { "cmi.core.lesson_location": "2" }, false, false);
    await play.take("sco", { "cmi.core.lesson_location": "3", "cmi.core.score.raw": "40" }, false, false);
    held.clear(); // the browser gives a killed tab's locks back
    expect(await recoverSessions()).toBe(1);
    const rows = await outbox();
    expect(rows).toHaveLength(1);
    expect(rows[0]?.fields).toMatchObject({ session: "s1", success: "failed", cmi: { "cmi.core.lesson_location": "3" } });
    expect(await recoverSessions()).toBe(0);
  });

  it("of whoever is here now is recovered, though another's is still under way", async () => {
    const play = sitting(started("s1"));
    play.open(SCO);
    await play.take("sco", { "cmi.core.lesson_location": "2" }, false, false);
    held.clear();
    const hers = recoverSessions();
    await leave();
    expect(recoverSessions()).not.toBe(hers);
    await hers;
    await switchTo(AIGERIM.id);
    await recoverSessions();
    expect(await outbox()).toHaveLength(1);
  });

  it("is not mistaken for a session that is still open", async () => {
    const play = sitting(started("s1"));
    play.open(SCO);
    await play.take("sco", { "cmi.core.lesson_location": "2" }, false, false);
    expect(await recoverSessions()).toBe(0);
    expect(await unsettled(AIGERIM.id)).toHaveLength(1);
  });

  it("goes on where it was cut off even before the operation is made", async () => {
    const play = sitting(started("s1"));
    play.open(SCO);
    await play.take("sco", { "cmi.core.lesson_location": "5", "cmi.suspend_data": "x" }, false, false);
    const next = sitting(started("s2", await lastState(AIGERIM.id, ITEM.id)));
    expect(next.open(SCO)).toMatchObject({ "cmi.core.entry": "resume", "cmi.core.lesson_location": "5", "cmi.suspend_data": "x" });
  });

  it("after a result was told keeps only what came later", async () => {
    const play = sitting(started("s1"));
    play.open(SCO);
    await play.take("sco", { "cmi.core.score.raw": "80" }, true, false);
    await play.take("sco", { "cmi.core.lesson_location": "4" }, false, false);
    const [left] = await unsettled(AIGERIM.id);
    const record = (await outbox())[0]?.record;
    expect(left?.state).toMatchObject({ record, base: record });
    expect(left?.state.activities.sco?.values).toMatchObject({ "cmi.core.score.raw": "80", "cmi.core.lesson_location": "4" });
  });
});

describe("coming back to a lesson", () => {
  const doc: AttemptDoc = {
    id: "00000000000000bb.1.4",
    learner: AIGERIM.id,
    item: ITEM.id,
    lesson: "lesson-1",
    course: "course-1",
    session: "other-phone",
    completion: "incomplete",
    success: "unknown",
    score: null,
    total_time_s: 120,
    location: "7",
    suspend: "seven",
    at: new Date(Date.UTC(2026, 10, 21)).toISOString(),
    central: false,
  };

  it("goes on with what another phone did later", () => {
    const found = earlier({ ...started("s1"), at: Date.UTC(2026, 10, 20) }, doc, [SCO]);
    const state = begin(found, [SCO], { learner: AIGERIM.id, item: ITEM, lesson: "l", course: "c", edition: 1, session: "s3", now: clock, anew: false });
    expect(state.record).toBe(doc.id);
    expect(openActivity(SCO, state.activities.sco, AIGERIM).seed).toMatchObject({
      "cmi.core.lesson_location": "7",
      "cmi.suspend_data": "seven",
      "cmi.core.entry": "resume",
      "cmi.core.total_time": "0000:02:00",
    });
  });

  it("trusts this phone about its own session, whatever the clocks say", () => {
    const mine = { ...started("s1"), at: 1, record: "mine" };
    expect(earlier(mine, { ...doc, session: "s1" }, [SCO]).record).toBe("mine");
  });

  it("begins a new attempt after a completed one, unless the content asked to be resumed", () => {
    const done = (values: Record<string, string>): SessionState => ({
      ...started("s1"),
      record: "r",
      activities: { sco: { values, finished: true, earlierSeconds: 0, clockSeconds: 5 } },
    });
    expect(goesOn(earlier(done({ "cmi.core.lesson_status": "passed" }), null, [SCO]), [SCO])).toBe(false);
    expect(goesOn(earlier(done({ "cmi.core.lesson_status": "passed", "cmi.core.exit": "suspend" }), null, [SCO]), [SCO])).toBe(true);
    const anew = started("s2", done({ "cmi.core.lesson_status": "incomplete" }), null, true);
    expect(anew).toMatchObject({ record: null, base: null, activities: {} });
  });
});

describe("a new edition of what is being played", () => {
  const newer = { ...ITEM, manifest: "b".repeat(64) };
  const played = (status: string): SessionState => {
    const state = started("s1");
    const activity = { values: { "cmi.core.lesson_status": status }, finished: true, earlierSeconds: 0, clockSeconds: 1 };
    return { ...state, activities: { sco: activity } };
  };

  it("leaves what was begun in the edition it began in, and opens everything else anew", () => {
    expect(editionToOpen(played("incomplete"), newer, 3)).toEqual({ manifest: ITEM.manifest, edition: 2 });
    expect(editionToOpen(played("completed"), newer, 3)).toEqual({ manifest: newer.manifest, edition: 3 });
    expect(editionToOpen(started("s1"), newer, 3)).toEqual({ manifest: newer.manifest, edition: 3 });
    expect(editionToOpen(null, newer, 3)).toEqual({ manifest: newer.manifest, edition: 3 });
  });

  const elsewhere = { learner: AIGERIM.id, item: ITEM.id, lesson: "l", course: "c", session: "other-phone", success: "unknown", score: null, total_time_s: 9, central: false };
  const doc = (completion: string, at: number, manifest: string | null = "c".repeat(64)): AttemptDoc => ({
    ...elsewhere, id: "a", edition: 1, manifest, completion, at: new Date(at).toISOString(),
  });

  it("goes on in the edition in which another phone began, as far as that is known", () => {
    const later = Date.UTC(2030, 0, 1);
    expect(editionToOpen(null, newer, 3, doc("incomplete", later))).toEqual({ manifest: "c".repeat(64), edition: 1 });
    expect(editionToOpen(played("incomplete"), newer, 3, doc("incomplete", later))).toEqual({ manifest: "c".repeat(64), edition: 1 });
    expect(editionToOpen(null, newer, 3, doc("completed", later)).edition).toBe(3);
    expect(editionToOpen(null, newer, 3, doc("incomplete", later, null)).edition).toBe(3);
    expect(editionToOpen(null, newer, 3, doc("incomplete", later, newer.manifest)).edition).toBe(3);
    expect(editionToOpen(null, { ...newer, format: "quiz" }, 3, doc("completed", later)).edition).toBe(1);
  });

  it("goes on in this phone's own edition where the other phone's work is older, or this very session", () => {
    expect(editionToOpen(played("incomplete"), newer, 3, doc("incomplete", 0)).edition).toBe(2);
    expect(editionToOpen(played("incomplete"), newer, 3, { ...doc("incomplete", Date.UTC(2030, 0, 1)), session: "s1" }).edition).toBe(2);
  });

  it("shows a quiz that was handed in as it was", () => {
    expect(editionToOpen(played("completed"), { ...newer, format: "quiz" }, 3)).toEqual({ manifest: ITEM.manifest, edition: 2 });
  });
});
