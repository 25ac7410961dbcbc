/** Who leads or inspects several schools works for one of them at a time, on every page for the same. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { openDevice } from "../../src/data/open.ts";
import type { RoleGrant } from "../../src/data/session.ts";
import { askLessons } from "../../src/screens/journal/taking.ts";
import { IMPORTING, LEADING, ledSchool, schoolNow, schoolsOverseen, workFor } from "../../src/screens/people/led.ts";
import { leads, schoolOverseen } from "../../src/screens/reports/school.ts";
import { School } from "../data/school.ts";
import { freshPhone, loggedIn, restart } from "../data/phone.ts";

const GULNAR: readonly RoleGrant[] = [
  { role: "director", school: "akbulaq" },
  { role: "deputy", school: "branch" },
  { role: "inspector", school: "dala" },
  { role: "teacher", school: "evening" },
];

async function phoneOf(roles: readonly RoleGrant[]): Promise<void> {
  const school = new School();
  await freshPhone(school);
  const profile = await loggedIn(school);
  await (await openDevice()).put("profiles", { ...profile, roles });
  await restart();
}

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value), removeItem: (key: string) => void kept.delete(key) });
});

afterEach(() => {
  workFor("");
  vi.unstubAllGlobals();
});

describe("of several schools", () => {
  it("the first is it until another is chosen, and every page is about that one", async () => {
    await phoneOf(GULNAR);
    expect(schoolsOverseen()).toEqual(["akbulaq", "branch", "dala"]);
    expect([schoolNow(), ledSchool(LEADING), ledSchool(IMPORTING), schoolOverseen()]).toEqual(["akbulaq", "akbulaq", "akbulaq", "akbulaq"]);
    workFor("branch");
    expect([ledSchool(LEADING), schoolOverseen()]).toEqual(["branch", "branch"]);
    expect(ledSchool(IMPORTING), "a deputy there: no list goes to the other school instead").toBe("");
    workFor("dala");
    expect([schoolOverseen(), ledSchool(LEADING), leads()]).toEqual(["dala", "", false]);
  });

  it("none is it that was chosen by somebody else on this phone", async () => {
    await phoneOf([{ role: "admin", school: "branch" }]);
    workFor("akbulaq");
    expect(ledSchool(LEADING)).toBe("branch");
    await phoneOf([{ role: "pupil", school: "akbulaq" }]);
    expect([schoolNow(), ledSchool(LEADING)]).toEqual(["", ""]);
  });

  it("each is asked for its lessons, and each lesson says of which it is", async () => {
    await phoneOf(GULNAR);
    vi.stubGlobal("fetch", (path: string) => {
      const school = new URL(path, "https://school").searchParams.get("school");
      return Promise.resolve(new Response(JSON.stringify({ lessons: [{ slot: `at ${school}` }] }), { headers: { "Content-Type": "application/json" } }));
    });
    expect(await askLessons(["akbulaq", "branch"], "2026-11-23")).toEqual([
      { slot: "at akbulaq", school: "akbulaq" },
      { slot: "at branch", school: "branch" },
    ]);
  });
});
