/** A child who was entered twice, on the phone where both are. */
import { beforeEach, expect, it, vi } from "vitest";

import { readDraft, writeDraft } from "../../src/data/drafts.ts";
import { exchange } from "../../src/data/exchange.ts";
import { logOut } from "../../src/data/leaving.ts";
import { admitProfile } from "../../src/data/open.ts";
import { pending } from "../../src/data/outbox.ts";
import { logIn, profiles, session } from "../../src/data/session.ts";
import { ARU, atAPage, current, freshPhone, handIn, loggedIn } from "./phone.ts";
import { School } from "./school.ts";

const DOUBLE = "person-newcomer";
const OTHER = "person-dias";
let school: School;

beforeEach(async () => {
  school = new School();
  await freshPhone(school);
  for (const person of [ARU, DOUBLE, OTHER]) admitProfile(person);
});

atAPage();

it("brings along what waits under the record that nobody gets into any more", async () => {
  for (const person of [OTHER, DOUBLE]) {
    await loggedIn(school, person);
    await handIn(`of ${person}`);
    await writeDraft(person, "a2", { text: "half a sentence", files: [] });
    await logOut();
  }
  school.also.set(ARU, [DOUBLE]);
  await logIn(ARU, "correct");
  await vi.waitFor(() => expect(profiles.value.map(({ person }) => person)).toEqual([ARU, OTHER]));
  await exchange(current());
  expect(session.value?.person).toBe(ARU);
  expect(school.texts(), "and nobody else's").toEqual([`of ${DOUBLE}`]);
  expect([...school.operations.values()].map(({ owner }) => owner)).toEqual([ARU]);
  expect(pending.value.count).toBe(0);
  expect((await readDraft(ARU, "a2")).text).toBe("half a sentence");
  expect((await indexedDB.databases()).map((one) => one.name)).not.toContain(`p-${DOUBLE}`);
});

it("leaves a second record alone that still gets in by itself", async () => {
  await loggedIn(school, DOUBLE);
  school.also.set(ARU, [DOUBLE]);
  await logIn(ARU, "correct");
  expect(profiles.value.map(({ person }) => person)).toEqual([ARU, DOUBLE]);
});
