/** How a question to the hub stands. */
import { describe, expect, it } from "vitest";

import { stateOf } from "../../src/screens/admin/inquiries.ts";

const answer = { outcome: "more", words: "", at: "2026-11-23T04:00:00Z", current: true } as const;

describe("a question to the hub", () => {
  it("waits until what was asked last is answered", () => {
    expect(stateOf({ withdrawn: false })).toBe("open");
    expect(stateOf({ withdrawn: false, answer: null })).toBe("open");
    expect(stateOf({ withdrawn: false, answer })).toBe("more");
    expect(stateOf({ withdrawn: false, answer: { ...answer, current: false } })).toBe("open");
    expect(stateOf({ withdrawn: false, answer, local: "phone" })).toBe("open");
    expect(stateOf({ withdrawn: true, answer })).toBe("withdrawn");
  });
});
