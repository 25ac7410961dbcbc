/** A PIN on a profile: kept as no PIN, tried a few times, never in the way of logging in. */
import "fake-indexeddb/auto";

import { beforeEach, expect, it } from "vitest";

import { makeGuard, opens, PAUSE_MS, setGuard, TRIES } from "../../src/data/guard.ts";
import { closeAll, openDevice } from "../../src/data/open.ts";
import { type Profile, profiles, restore, session, switchTo } from "../../src/data/session.ts";

const ARU: Profile = { person: "aru", name: "Серікбаева Ару", login: "aru", roles: [], token: "t", writer: "w", epoch: 1, lastUsed: 1 };
const NOW = 1_800_000_000_000;

const now = (): Profile => {
  const found = profiles.value.find((one) => one.person === "aru");
  if (!found) throw new Error("no profile");
  return found;
};

beforeEach(async () => {
  await closeAll();
  await (await openDevice()).put("profiles", ARU);
  await restore();
  await switchTo("aru");
  await setGuard("aru", makeGuard("2580"));
});

it("opens by its PIN alone, and keeps no trace of it", async () => {
  expect(JSON.stringify(await (await openDevice()).getAll("profiles"))).not.toContain("2580");
  expect(await opens(now(), "1111", NOW)).toBe("no");
  expect(await opens(now(), "2580", NOW)).toBe("yes");
  expect(now().guard).toMatchObject({ wrong: 0, until: 0 });
});

it("pauses after a few wrong ones, longer each time, and forgives the right one", async () => {
  for (let at = 0; at < TRIES; at += 1) expect(await opens(now(), "1111", NOW)).toBe("no");
  expect(await opens(now(), "2580", NOW)).toBe("later");
  expect(await opens(now(), "1111", NOW + PAUSE_MS)).toBe("no");
  expect(await opens(now(), "2580", NOW + 2 * PAUSE_MS)).toBe("later");
  expect(await opens(now(), "2580", NOW + 3 * PAUSE_MS)).toBe("yes");
});

it("counts a try before it looks: starting the app anew saves nobody one", async () => {
  void opens(now(), "1111", NOW);
  await restore();
  expect(now().guard?.wrong).toBe(1);
});

it("is not shut for years by a clock that was wrong", async () => {
  for (let at = 0; at < TRIES; at += 1) await opens(now(), "1111", NOW + 10 * 365 * 86_400_000);
  expect(await opens(now(), "2580", NOW)).toBe("yes");
});

it("asks again when the app is started anew", async () => {
  expect(session.value?.person).toBe("aru");
  await restore();
  expect(session.value).toBeNull();
});
