import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { type Point, pathOf, read, thinned, written } from "../../src/screens/common/drawing.ts";

const place = fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 1000 })) as fc.Arbitrary<Point>;

describe("a line drawn on a photo", () => {
  it("keeps its ends and its corners, and leaves out what lies between", () => {
    const straight: Point[] = Array.from({ length: 50 }, (_, n) => [n * 10, 500 + (n % 2)] as const);
    expect(thinned(straight)).toEqual([straight[0], straight[49]]);
    expect(thinned([[0, 0], [100, 0], [200, 0], [200, 100], [200, 200]])).toEqual([[0, 0], [200, 0], [200, 200]]);
  });

  it("is read back as it was written, within the photo and within what an operation carries", () => {
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 600 }), (points) => {
        const text = written({ colour: "b", width: 4, points });
        const line = read(text);
        expect(text.length).toBeLessThanOrEqual(2000);
        expect(line).toMatchObject({ colour: "b", width: 4 });
        expect(line?.points[0]).toEqual(points[0]);
        expect(line && written({ ...line, points: line.points })).toBeTruthy();
      }),
    );
    expect(read(written({ colour: "r", width: 4, points: [[-20, 1200.4]] }))?.points).toEqual([[0, 1000]]);
  });

  it("of another version of the app is left out, not drawn wrongly", () => {
    expect(["x3:1,2", "r0:1,2", "r3:", "r3:1", "r3:1,2;url(x)", ""].map(read)).toEqual([null, null, null, null, null, null]);
  });

  it("is a dot where the pen only touched", () => {
    expect(pathOf([[5, 6]])).toBe("M5 6L5 6");
    expect(pathOf([])).toBe("");
  });
});
