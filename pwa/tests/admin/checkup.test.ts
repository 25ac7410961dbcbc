import { describe, expect, it } from "vitest";

import { type Checkup, lightOf, worse } from "../../src/screens/admin/model/checkup.ts";

const found = (level: Checkup["level"]): Checkup => ({ level, findings: [] });

describe("the doctor's light", () => {
  it("alarms for what is bad, asks for a look at what will be, and is calm about advice", () => {
    expect(["bad", "warning", "advice", "ok"].map((level) => lightOf(found(level as Checkup["level"])))).toEqual(["act", "look", "calm", "calm"]);
  });

  it("does not alarm before it has come, or when it does not come", () => {
    expect([lightOf(null), lightOf("away")]).toEqual(["calm", "calm"]);
  });

  it("never makes a page look better than its facts", () => {
    expect([worse("act", "calm"), worse("calm", "look"), worse("look", "look")]).toEqual(["act", "look", "look"]);
  });
});
