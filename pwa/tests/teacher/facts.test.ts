import { describe, expect, it } from "vitest";

import { clockToTake, factsOf, worst, type StatusDoc } from "../../src/screens/admin/model/facts.ts";

const NOW = Date.parse("2026-11-21T08:00:00.000Z");
const GB = 1024 ** 3;
const well: StatusDoc = {
  time: "2026-11-21T08:00:10.000Z",
  upstream: { name: { kk: "Хаб" } },
  last_contact: "2026-11-21T06:00:00.000Z",
  waiting: { operations: 12, bytes: 4000, files: 1 },
  held: 0,
  forks: 0,
  conflicts: 0,
  disk: { free: 50 * GB, total: 100 * GB },
};
const of = (status: StatusDoc, name: string) => factsOf(status, NOW).find((fact) => fact.name === name);

describe("the school server's lights", () => {
  it("are calm on an ordinary day, even with work waiting for the next exchange", () => {
    const facts = factsOf(well, NOW);
    expect(worst(facts)).toBe("calm");
    expect(of(well, "waiting")).toMatchObject({ saying: "some", values: { operations: 12, files: 1 } });
  });

  it("do not alarm after a weekend, ask to look after days, and to act after weeks of silence", () => {
    const silentFor = (days: number) => of({ ...well, last_contact: new Date(NOW - days * 86_400_000).toISOString() }, "exchange");
    expect(silentFor(2.5)?.light).toBe("calm");
    expect(silentFor(4)).toMatchObject({ light: "look", values: { days: 4 } });
    expect(silentFor(20)?.light).toBe("act");
    expect(of({ ...well, last_contact: null }, "exchange")?.saying).toBe("never");
  });

  it("have nothing to say about a hub where there is none", () => {
    expect(of({ ...well, upstream: null }, "exchange")).toMatchObject({ light: "calm", saying: "alone" });
  });

  it("measure ages on the server's clock and name a clock that is wrong", () => {
    const wrong = { ...well, time: "2026-11-25T08:00:00.000Z", last_contact: "2026-11-25T07:00:00.000Z" };
    expect(of(wrong, "exchange")?.light).toBe("calm");
    expect(of(wrong, "clock")).toMatchObject({ light: "act", saying: "apart" });
    expect(worst(factsOf(wrong, NOW))).toBe("act");
  });

  it("tell of a machine's clock that is not believed, and offer this phone's time where it helps", () => {
    const clock = { machine: "1970-01-01T00:01:30.000Z", doubt: "behind" };
    expect(of({ ...well, clock }, "clock")).toMatchObject({ light: "look", saying: "wrong", values: { machine: clock.machine } });
    expect(clockToTake({ ...well, clock }, NOW)).toBe(false);
    const late = { ...well, time: "2026-11-20T07:00:00.000Z" };
    expect(of({ ...late, clock }, "clock")?.light).toBe("act");
    expect(clockToTake({ ...late, clock }, NOW)).toBe(true);
    expect(clockToTake({ ...late, time: "2026-11-21T07:00:00.000Z" }, NOW)).toBe(false);
    expect(clockToTake({}, NOW)).toBe(false);
  });

  it("warn before the disk is full, and ask to look at held works and disputed marks", () => {
    expect(of({ ...well, disk: { free: 3 * GB } }, "disk")?.light).toBe("look");
    expect(of({ ...well, disk: { free: GB / 2 } }, "disk")?.light).toBe("act");
    expect(of({ ...well, held: 2 }, "held")).toMatchObject({ light: "look", values: { count: 2 } });
  });

  it("say when something is not known, without raising an alarm", () => {
    expect(factsOf({}, NOW).filter((fact) => fact.light === "unknown").map((fact) => fact.name)).toEqual([
      "disk", "clock", "held", "conflicts", "forks",
    ]);
    expect(worst(factsOf({}, NOW))).toBe("calm");
  });
});
