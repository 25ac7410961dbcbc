import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { exchange } from "../../src/data/exchange.ts";
import { keepFetched, trimSeen, workBlob } from "../../src/data/files.ts";
import { Unreachable } from "../../src/data/http.ts";
import { countWork, logOut } from "../../src/data/leaving.ts";
import { openProfile } from "../../src/data/open.ts";
import { pending, rows, submit } from "../../src/data/outbox.ts";
import { records } from "../../src/data/records.ts";
import { LogInNeeded } from "../../src/data/sending.ts";
import { logIn, mustLogIn, profiles, session } from "../../src/data/session.ts";
import { ARU, current, freshPhone, handIn, loggedIn, restart } from "./phone.ts";
import { type Cut, School } from "./school.ts";

let school: School;

beforeEach(async () => {
  school = new School();
  await freshPhone(school);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const MARAT = "person-marat";

const photo = (text: string, size = 700_000): Promise<Awaited<ReturnType<typeof workBlob>>> =>
  workBlob(new Blob([text.padEnd(size, ".")], { type: "image/webp" }), "photo.webp");

describe("a work on its way to school", () => {
  it("is on the disk before the hand-in is confirmed", async () => {
    await loggedIn(school);
    const id = await handIn("1/2", [await photo("notebook")]);
    await restart();
    expect(pending.value.count).toBe(1);
    expect(pending.value.bytes).toBeGreaterThan(700_000);
    expect(records.get("submission", id)).toMatchObject({ text: "1/2", local: "phone" });
  });

  it("arrives with its photo, and the server's record takes its place", async () => {
    await loggedIn(school);
    const blob = await photo("notebook");
    const id = await handIn("1/2", [blob]);
    await exchange(current());
    expect(school.files.get(blob.sha256)?.length).toBe(700_000);
    expect(records.get("submission", id)).toMatchObject({ at_school: true, receipt: "7K-42", received_at: "2026-11-20T05:00:00.000Z" });
    expect(rows.value).toEqual([]);
    expect(await countWork(ARU)).toBe(0);
  });

  it("follows small news instead of holding it up", async () => {
    await loggedIn(school);
    await handIn("with photo", [await photo("slow")]);
    await handIn("text only");
    school.cut = (path) => (path.startsWith("/api/v1/uploads") ? "before" : null);
    await expect(exchange(current())).rejects.toBeInstanceOf(Unreachable);
    expect(school.texts()).toEqual(["text only"]);
    expect(pending.value.count).toBe(1);
  });

  it("goes on with an upload where the cut left it", async () => {
    await loggedIn(school);
    await handIn("photo", [await photo("big", 900_000)]);
    let patches = 0;
    school.cut = (path) => (/uploads\/up/.test(path) && (patches += 1) === 3 ? "after" : null);
    await expect(exchange(current())).rejects.toBeInstanceOf(Unreachable);
    await restart();
    school.cut = () => null;
    school.requests = [];
    await exchange(current());
    expect(school.requests.filter((one) => one.startsWith("POST /api/v1/uploads"))).toEqual([]);
    expect(school.requests.filter((one) => one.startsWith("PATCH")).length).toBe(1);
    expect(school.texts()).toEqual(["photo"]);
  });

  it("arrives exactly once through any cuts and restarts", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom<Cut>("before", "after", null, null), { maxLength: 25 }),
        fc.integer({ min: 1, max: 4 }),
        async (cuts, works) => {
          school = new School();
          await freshPhone(school);
          await loggedIn(school);
          const texts = Array.from({ length: works }, (_, index) => `work ${index}`);
          for (const text of texts) await handIn(text, text.endsWith("1") ? [await photo(text, 300_000)] : []);
          const left = [...cuts];
          school.cut = () => left.shift() ?? null;
          for (let tries = 0; tries < 60 && (pending.value.count > 0 || left.length > 0); tries += 1) {
            await exchange(current()).catch((problem: unknown) => {
              if (!(problem instanceof Unreachable)) throw problem;
            });
            if (tries % 2 === 1) await restart();
          }
          await exchange(current());
          expect(school.texts().sort()).toEqual(texts);
          expect(rows.value).toEqual([]);
          expect(records.list("submission").value.map((one) => one.text).sort()).toEqual(texts);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe("a token that has run out", () => {
  it("stops reading and sending but loses nothing, and a new log-in sends it all", async () => {
    await loggedIn(school);
    await handIn("before");
    school.revokeAll();
    await expect(exchange(current())).rejects.toBeInstanceOf(LogInNeeded);
    expect(mustLogIn.value).toBe(true);
    await handIn("while logged out");
    await restart();
    expect(pending.value.count).toBe(2);
    await logIn(ARU, "correct");
    await exchange(current());
    expect(school.texts().sort()).toEqual(["before", "while logged out"]);
  });

  it("of a server restored without our writer moves the work to the new writer", async () => {
    await loggedIn(school);
    await handIn("made before");
    school.revokeAll();
    school.forgetWriters();
    const { writer } = await logIn(ARU, "correct");
    await handIn("made after");
    await exchange(current());
    expect(school.texts().sort()).toEqual(["made after", "made before"]);
    expect([...school.operations.keys()].every((id) => id.startsWith(writer))).toBe(true);
    expect(new Set(school.operations.keys()).size).toBe(2);
  });
});

describe("numbers that a copy of this phone has used", () => {
  it("are left behind: the next epoch takes what is unanswered", async () => {
    const { writer } = await loggedIn(school);
    school.occupy(`${writer}.1.1`);
    const first = await handIn("first");
    await handIn("second");
    await exchange(current());
    expect(first).toBe(`${writer}.1.1`);
    expect(school.texts().sort()).toEqual(["first", "second"]);
    expect(school.operations.has(`${writer}.2.1`)).toBe(true);
    expect(await handIn("third")).toMatch(`${writer}.2.`);
    await exchange(current());
    expect(rows.value).toEqual([]);
  });
});

describe("operations that the server does not apply", () => {
  it("are held with a reason, kept, and shown until they are dealt with", async () => {
    await loggedIn(school);
    school.hold.set("submission.hand_in", "not-enrolled-in-the-class");
    await handIn("held");
    await exchange(current());
    expect(pending.value.held).toMatchObject([{ kind: "submission.hand_in", reason: "not-enrolled-in-the-class" }]);
    expect(pending.value.held[0]?.fields).toMatchObject({ text: "held" });
    expect(await countWork(ARU)).toBe(1);
  });

  it("do not keep back the others when one of a batch cannot be read", async () => {
    await loggedIn(school);
    school.unreadable.add("attempt.commit");
    await handIn("one");
    await submit({ kind: "attempt.commit", fields: { item: "i1" } });
    await handIn("two");
    await handIn("three");
    await exchange(current());
    expect(school.texts().sort()).toEqual(["one", "three", "two"]);
    expect(pending.value.held).toMatchObject([{ kind: "attempt.commit", reason: "invalid-operation" }]);
  });
});

describe("changes from the server", () => {
  const task = (id: string): [string, string, Record<string, unknown>] => ["assignment", id, { title: id, class: "c1" }];

  it("come page by page, each stored with its cursor", async () => {
    await loggedIn(school);
    for (const id of ["a1", "a2", "a3", "a4", "a5"]) school.publish(...task(id));
    let pages = 0;
    school.cut = (path) => (path.startsWith("/api/v1/changes") && (pages += 1) === 2 ? "before" : null);
    await expect(exchange(current())).rejects.toBeInstanceOf(Unreachable);
    await restart();
    expect(records.list("assignment").value.length).toBe(3);
    await exchange(current());
    expect(records.list("assignment").value.map((one) => one.id).sort()).toEqual(["a1", "a2", "a3", "a4", "a5"]);
  });

  it("with nothing new cost a 304", async () => {
    await loggedIn(school);
    school.publish(...task("a1"));
    await exchange(current());
    await exchange(current());
    school.requests = [];
    await exchange(current());
    expect(school.requests).toEqual(["GET /api/v1/changes"]);
    expect(records.list("assignment").value.length).toBe(1);
  });

  it("that forget a record take it off the phone", async () => {
    await loggedIn(school);
    school.publish(...task("a1"));
    await exchange(current());
    school.publish("assignment", "a1", null);
    await exchange(current());
    expect(records.list("assignment").value).toEqual([]);
  });

  it("after a restored server (410) are fetched anew, and the outbox stays", async () => {
    await loggedIn(school);
    school.publish(...task("old"));
    await exchange(current());
    await handIn("unsent");
    school.cut = (path) => (path === "/api/v1/operations" ? "before" : null);
    await expect(exchange(current())).rejects.toBeInstanceOf(Unreachable);
    school.cut = () => null;
    school.incarnation = 2;
    school.feed = [];
    school.publish(...task("new"));
    await exchange(current());
    expect(records.list("assignment").value.map((one) => one.id)).toEqual(["new"]);
    expect(school.texts()).toEqual(["unsent"]);
  });

  it("that begin anew leave what is known until all of them are here, through cuts and restarts", async () => {
    const shown = (): string[] => records.list("assignment").value.map((one) => `${one.id} ${one.title}`).sort();
    await loggedIn(school);
    for (const id of ["a1", "a2", "a3", "a4", "gone"]) school.publish(...task(id));
    await exchange(current());
    expect(shown()).toContain("gone gone");
    school.incarnation = 2;
    school.feed = [];
    for (const id of ["a1", "a2", "a3", "a4"]) school.publish("assignment", id, { title: "anew" });
    school.cut = (path) => (path.includes("since=2") ? "before" : null);
    await expect(exchange(current())).rejects.toBeInstanceOf(Unreachable);
    const half = ["a1 anew", "a2 anew", "a3 anew", "a4 a4", "gone gone"];
    expect(shown()).toEqual(half);
    await restart();
    expect(shown()).toEqual(half);

    school.cut = () => null;
    await exchange(current());
    const after = ["a1 anew", "a2 anew", "a3 anew", "a4 anew"];
    expect(shown()).toEqual(after);
    await restart();
    expect(shown()).toEqual(after);
    school.publish(...task("a5"));
    await exchange(current());
    expect(shown()).toEqual([...after, "a5 a5"]);
  });
});

describe("a server put back from a copy", () => {
  it("gets again what it had confirmed, with its photos", async () => {
    await loggedIn(school);
    const blob = await photo("notebook");
    const id = await handIn("with photo", [blob]);
    await handIn("text only");
    await exchange(current());
    await exchange(current());
    expect(rows.value).toEqual([]);
    school.restore();
    await exchange(current());
    expect(school.texts().sort()).toEqual(["text only", "with photo"]);
    expect(school.files.get(blob.sha256)?.length).toBe(700_000);
    expect(records.get("submission", id)).toMatchObject({ text: "with photo", at_school: true });
    expect(rows.value).toEqual([]);
    expect(await countWork(ARU)).toBe(0);
  });

  it("gets them although the link was cut while the phone began anew", async () => {
    await loggedIn(school);
    await handIn("made before");
    await exchange(current());
    await exchange(current());
    school.restore();
    let asked = 0;
    school.cut = (path) => (path.startsWith("/api/v1/changes") && (asked += 1) === 2 ? "after" : null);
    await expect(exchange(current())).rejects.toBeInstanceOf(Unreachable);
    school.cut = () => null;
    await restart();
    await exchange(current());
    expect(school.texts()).toEqual(["made before"]);
  });

  it("is not sent what is older than a month", async () => {
    await loggedIn(school);
    await handIn("long ago");
    await exchange(current());
    const db = await openProfile(ARU);
    const [row] = await db.getAll("outbox");
    expect(row?.state).toBe("kept");
    if (row) await db.put("outbox", { ...row, answered: Date.now() - 31 * 24 * 3_600_000 });
    await handIn("today");
    await exchange(current());
    school.restore();
    await exchange(current());
    expect(school.texts()).toEqual(["today"]);
  });

  it("is sent nothing twice where it has lost nothing", async () => {
    await loggedIn(school);
    await handIn("still there");
    await exchange(current());
    school.incarnation += 1;
    await exchange(current());
    await exchange(current());
    expect(school.texts()).toEqual(["still there"]);
    expect(pending.value.count).toBe(0);
  });
});

describe("leaving the phone", () => {
  it("with nothing unsent takes the person's data off it", async () => {
    await logIn(ARU, "correct");
    await restart();
    await exchange(current());
    expect(await logOut()).toEqual({ kept: false });
    expect(profiles.value).toEqual([]);
    expect((await indexedDB.databases()).map((one) => one.name)).toEqual(["device"]);
  });

  it("ends what was still under way for them", async () => {
    const profile = await logIn(ARU, "correct");
    await restart();
    await logOut();
    await expect(exchange(profile)).rejects.toThrow();
    expect((await indexedDB.databases()).map((one) => one.name)).toEqual(["device"]);
    await logIn(ARU, "correct");
    await handIn("back again");
    await restart();
    expect(pending.value.count).toBe(1);
  });

  it("with unsent work keeps it for the next log-in", async () => {
    await logIn(ARU, "correct");
    await restart();
    await handIn("unsent", [await photo("p", 1000)]);
    expect(await logOut()).toEqual({ kept: true });
    expect(session.value).toBeNull();
    expect(profiles.value.map((one) => [one.person, one.token])).toEqual([[ARU, null]]);
    await logIn(ARU, "correct");
    await restart();
    await exchange(current());
    expect(school.texts()).toEqual(["unsent"]);
  });
});

describe("somebody whose records were erased", () => {
  it("leaves the phone at its next contact, and nobody else does", async () => {
    await logIn(MARAT, "correct");
    await restart();
    await handIn("the other has not sent this");
    await logIn(ARU, "correct");
    await restart();
    await handIn("aru's essay", [await photo("p", 1000)]);
    const profile = current();
    school.erase(ARU);

    await expect(exchange(profile)).rejects.toThrow();

    expect(profiles.value.map((one) => one.person)).toEqual([MARAT]);
    expect(session.value).toBeNull();
    expect((await indexedDB.databases()).map((one) => one.name).sort()).toEqual(["device", `p-${MARAT}`].sort());
    expect(await countWork(MARAT)).toBe(1);
  });

  it("is told apart from somebody whose log-in has only run out", async () => {
    await logIn(ARU, "correct");
    await restart();
    await handIn("unsent");
    school.revokeAll();
    await expect(exchange(current())).rejects.toThrow();
    expect(await countWork(ARU)).toBe(1);
  });
});

describe("room on the phone", () => {
  it("is made from files that the server has, never from those that wait", async () => {
    await loggedIn(school);
    const waits = await photo("waits", 5000);
    await handIn("unsent", [waits]);
    await keepFetched(ARU, await photo("seen", 6000));
    const db = await openProfile(ARU);
    await trimSeen(db, 0);
    expect((await db.getAllKeys("files")).sort()).toEqual([waits.sha256]);
  });
});
