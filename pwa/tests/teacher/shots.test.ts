import { describe, expect, it } from "vitest";

import { chosenFor, InTurn, without, type Shot } from "../../src/screens/teacher/model/shots.ts";
import { ARU, BOLAT } from "./cast.ts";

const shot = (id: string): Shot => ({ id, photo: { sha256: id, name: `${id}.webp`, type: "image/webp", size: 1 }, learner: null, byCode: null });

describe("photos of work on paper", () => {
  it("keep their own pupil, whatever is photographed while one is being chosen", () => {
    const shots = [...chosenFor([shot("1")], "1", ARU), shot("2")];
    expect(shots.map((one) => [one.photo.sha256, one.learner])).toEqual([
      ["1", ARU],
      ["2", null],
    ]);
    // A tap in the sheet of the first, drawn before the second came.
    expect(chosenFor(shots, "1", BOLAT).map((one) => one.learner)).toEqual([BOLAT, null]);
    expect(without(shots, "1").map((one) => one.id)).toEqual(["2"]);
  });

  it("are looked at in the order in which they were taken, though one cannot be read", async () => {
    const turn = new InTurn();
    const seen: string[] = [];
    let slow: () => void = () => undefined;
    const first = turn.run(() => new Promise<void>((resolve) => (slow = resolve)).then(() => void seen.push("1")));
    const broken = turn.run(() => Promise.reject(new Error("no picture")));
    const third = turn.run(() => Promise.resolve(void seen.push("3")));
    await Promise.resolve();
    expect(seen).toEqual([]);
    slow();
    await first;
    await expect(broken).rejects.toThrow("no picture");
    await third;
    expect(seen).toEqual(["1", "3"]);
  });
});
