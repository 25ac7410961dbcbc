import { describe, expect, it } from "vitest";

import { degrees, laidOut, nearest, type Point } from "../../src/screens/console/model.ts";

const ASTANA: Point = ["a", 51.1, 71.4, 4];
const SHYMKENT: Point = ["s", 42.3, 69.6, 2];
const ATYRAU: Point = ["w", 47.1, 51.9, 4];

describe("the map", () => {
  it("puts the north up and the east right, inside its margin", () => {
    const [a, s, w] = laidOut([ASTANA, SHYMKENT, ATYRAU], 400, 300, 20);
    if (!a || !s || !w) throw new Error("a point is missing");
    expect(a.y).toBeLessThan(s.y);
    expect(w.x).toBeLessThan(s.x);
    for (const { x, y } of [a, s, w]) {
      expect(x).toBeGreaterThanOrEqual(19.9);
      expect(x).toBeLessThanOrEqual(380.1);
      expect(y).toBeGreaterThanOrEqual(19.9);
      expect(y).toBeLessThanOrEqual(280.1);
    }
  });

  it("shows a single school, and none", () => {
    const [one] = laidOut([ASTANA], 400, 300, 20);
    expect(Number.isFinite(one?.x) && Number.isFinite(one?.y)).toBe(true);
    expect(laidOut([], 400, 300, 20)).toEqual([]);
  });

  it("opens the point under the finger, and none that is far away", () => {
    const placed = [{ x: 10, y: 10, name: "near" }, { x: 30, y: 10, name: "far" }];
    expect(nearest(placed, 13, 12, 24)?.name).toBe("near");
    expect(nearest(placed, 200, 200, 24)).toBeNull();
  });
});

describe("coordinates", () => {
  it("are taken with a comma or a point, or left out", () => {
    expect(degrees(" 52,9 ")).toBe(52.9);
    expect(degrees("69.1")).toBe(69.1);
    expect(degrees("")).toBeNull();
    expect(degrees("солтүстік")).toBeNaN();
  });
});
