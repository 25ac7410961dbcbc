import { describe, expect, it } from "vitest";

import { whyOf } from "../../src/screens/admin/model/facts.ts";

describe("why the last exchange ended early", () => {
  it.each([
    ["no-answer", "unreachable"],
    ["token-refused", "token"],
    ["certificate", "certificate"],
    ["upstream-full", "full"],
    ["something-new", "other"],
  ])("says %s as %s", (cause, sentence) => {
    expect(whyOf(cause)).toBe(sentence);
  });
});
