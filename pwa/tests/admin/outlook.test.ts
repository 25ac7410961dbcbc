import { describe, expect, it } from "vitest";

import type { StatusDoc } from "../../src/screens/admin/model/facts.ts";
import { sharesOf, takesOf, wantsOtherRoad, whysOf } from "../../src/screens/admin/model/outlook.ts";

const NOTHING = { count: 0, bytes: 0 };
const STATUS: StatusDoc = {
  waiting: { classes: { records: { count: 35, bytes: 1000 }, files: { count: 4, bytes: 4000 }, text: NOTHING, media: NOTHING } },
  why: ["budget-spent", "a-reason-of-the-future"],
  estimate: { rate: 7000, windows: 2, until: "2026-11-24T20:00:00Z", endless: false },
};

describe("what waits for the link", () => {
  it("is told by class, with bars in proportion, and without what does not wait", () => {
    expect(sharesOf(STATUS)).toEqual([
      { name: "records", count: 35, bytes: 1000, part: 0.25 },
      { name: "files", count: 4, bytes: 4000, part: 1 },
    ]);
    expect(sharesOf({})).toEqual([]);
  });

  it("has reasons that the app can say", () => {
    expect(whysOf(STATUS)).toEqual(["budget-spent"]);
    expect(whysOf({ why: null })).toEqual([]);
  });

  it("takes as long as was measured, and nothing is promised without", () => {
    expect(takesOf(STATUS)).toEqual({ saying: "takes", windows: 2, until: "2026-11-24T20:00:00Z", rate: 7000 });
    const estimate = { rate: null, windows: null, until: null, endless: false };
    expect(takesOf({ ...STATUS, estimate })).toEqual({ saying: "takesUnknown" });
    expect(takesOf({ ...STATUS, estimate: { ...estimate, rate: 5, endless: true } })).toEqual({ saying: "takesEndless" });
    expect(takesOf({ estimate })).toEqual({ saying: "takesNothing" });
  });

  it("goes by another road when the link is gone or would take for ever", () => {
    expect(wantsOtherRoad(STATUS)).toBe(false);
    expect(wantsOtherRoad({ ...STATUS, why: ["link-failed"] })).toBe(true);
    expect(wantsOtherRoad({ why: ["link-failed"] })).toBe(false);
  });
});
