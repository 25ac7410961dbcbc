/** Logging out of a phone that others use, too. */
import { afterEach, beforeEach, expect, it } from "vitest";

import { writeForm } from "../../src/data/drafts.ts";
import { countWork, logOut, sendLast } from "../../src/data/leaving.ts";
import { admitProfile, openProfile } from "../../src/data/open.ts";
import { NoProfile, rows } from "../../src/data/outbox.ts";
import { beforeLeaving, knocking, leave, logIn, mustLogIn, profiles, session, switchTo } from "../../src/data/session.ts";
import { ARU, atAPage, current, freshPhone, handIn, loggedIn, restart } from "./phone.ts";
import { School } from "./school.ts";

const MARAT = "person-marat";
let school: School;
const nothing = (): Promise<void> => Promise.resolve();

beforeEach(async () => {
  school = new School();
  await freshPhone(school);
  admitProfile(ARU);
  await loggedIn(school, MARAT);
  await loggedIn(school);
});

atAPage();

afterEach(() => beforeLeaving(nothing));

it("leaves nothing open of who logged out with unsent work: it waits behind their log-in", async () => {
  await handIn("unsent");
  expect(await logOut()).toEqual({ kept: true });
  await switchTo(ARU); // a tap on the name
  expect(session.value, "the picker opens nothing").toBeNull();
  expect(mustLogIn.value).toBe(false);
  expect(knocking.value?.person, "the log-in knows whose it is").toBe(ARU);
  await expect(handIn("in her name")).rejects.toThrow(NoProfile);
  await restart(); // nor does starting the app anew
  expect(session.value).toBeNull();
  await logIn(ARU, "correct");
  await restart();
  expect(session.value?.person).toBe(ARU);
  expect(rows.value.map(({ fields }) => fields["text"])).toEqual(["unsent"]);
});

it("still opens for who never logged out and is only no longer known at school", async () => {
  school.revokeAll();
  await handIn("by an old login");
  await sendLast(ARU);
  await restart();
  expect(session.value?.person).toBe(ARU);
  expect(mustLogIn.value).toBe(true);
});

it("sends what can still go while the owner stands there", async () => {
  beforeLeaving(() => handIn("of the last five seconds"));
  expect(await sendLast(ARU)).toBe(false);
  expect(school.texts()).toEqual(["of the last five seconds"]);
  beforeLeaving(nothing);
  expect(await logOut()).toEqual({ kept: false });
  expect(profiles.value.map(({ person }) => person)).toEqual([MARAT]);
  expect(school.requests).toContain("DELETE /api/v1/sessions/current");
});

it("keeps what the school can't be told now, and says so", async () => {
  school.cut = () => "before";
  beforeLeaving(() => handIn("far from school"));
  expect(await sendLast(ARU)).toBe(true);
});

it("writes what is held for undo as its author's, however they go", async () => {
  const { writer } = current();
  for (const go of [() => switchTo(MARAT), leave, () => logIn(MARAT, "correct")]) {
    beforeLeaving(async () => expect((await handIn("held")).startsWith(writer)).toBe(true));
    await go();
    expect(session.value?.person).not.toBe(ARU);
    beforeLeaving(nothing);
    await switchTo(ARU);
  }
  const stored = await (await openProfile(ARU)).getAll("outbox");
  expect(stored.map((row) => row.writer)).toEqual([writer, writer, writer]);
  expect(await (await openProfile(MARAT)).count("outbox")).toBe(0);
});

it("keeps nobody on the phone for what could not be written", async () => {
  beforeLeaving(() => Promise.reject(new DOMException("the phone is full", "QuotaExceededError")));
  await leave();
  expect(session.value).toBeNull();
});

it("counts everything that is on this phone alone, and nothing that is over", async () => {
  const db = await openProfile(ARU);
  for (const stage of ["sending", "done", "refused", "stopped"]) await db.put("uploads", { job: { stage }, file: null }, stage);
  await db.put("journal", {}, ["item", 1, "s", 1]);
  await db.put("journal", {}, ["item", 1, "s", 2]);
  await writeForm(ARU, "task", { value: "half a sentence", files: [] });
  await handIn("waits");
  expect(await countWork(ARU), "two files, a lesson, a form and a hand-in").toBe(5);
  expect(await countWork(MARAT)).toBe(0);
});
