import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { read, RELEASED_MS, tick } from "../../src/data/clock.ts";

describe("the phone's clock stamps", () => {
  it("grow strictly, whatever the phone's clock does", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -(2 ** 50), max: 2 ** 50 }), { minLength: 2 }), (times) => {
        let last: string | null = null;
        for (const now of times) {
          const next = tick(last, now);
          expect(next).toMatch(/^[0-9a-f]{16}$/);
          if (last !== null) expect(next > last).toBe(true);
          last = next;
        }
      }),
    );
  });

  it("say the claimed time while it moves forward", () => {
    const now = Date.UTC(2026, 10, 20, 4, 5, 6);
    expect(read(tick(null, now))).toEqual({ ms: now, counter: 0 });
    expect(read(tick(tick(null, now), now + 1000))).toEqual({ ms: now + 1000, counter: 0 });
  });

  it("count when the clock stands still or goes back", () => {
    const now = Date.UTC(2026, 10, 20);
    expect(read(tick(tick(null, now), now - 5000))).toEqual({ ms: now, counter: 1 });
  });

  it("carry into the next millisecond when the counter is full", () => {
    const now = Date.UTC(2026, 10, 20);
    const full = `${now.toString(16).padStart(12, "0")}ffff`;
    expect(read(tick(full, now))).toEqual({ ms: now + 1, counter: 0 });
  });

  it("never claim a time before the app existed", () => {
    expect(read(tick(null, 0)).ms).toBe(RELEASED_MS);
  });
});
