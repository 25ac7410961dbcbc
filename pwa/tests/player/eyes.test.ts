import { describe, expect, it } from "vitest";

import { allowed, counted, type Eyes, fresh, gradeOf, type Moment, PAUSE_MS } from "../../src/player/eyes.ts";

const MINUTE = 60_000;
const LIMIT = 15 * MINUTE;
const STEP = 10_000;

/** A phone with both its clocks, and the eyes before it. */
class Before {
  steady = 5000;
  wall = 1_800_000_000_000;
  eyes: Eyes = fresh(this.now());

  now(): Moment {
    return { steady: this.steady, wall: this.wall };
  }

  private count(looking: boolean): void {
    this.eyes = counted(this.eyes, looking, this.now(), LIMIT);
  }

  look(minutes: number): this {
    this.count(true);
    for (let left = minutes * MINUTE; left > 0; left -= STEP) {
      this.steady += STEP;
      this.wall += STEP;
      this.count(true);
    }
    return this;
  }

  away(minutes: number, steady = minutes): this {
    this.count(false);
    this.steady += steady * MINUTE;
    this.wall += minutes * MINUTE;
    // The page is told that it is hidden as often as the browser likes.
    this.count(false);
    return this;
  }
}

describe("minutes at a screen within a lesson, by the order of January 2023", () => {
  it.each([[0, 15], [1, 15], [2, 20], [3, 20], [4, 25], [5, 25], [6, 25], [8, 25], [9, 30], [11, 30], [12, 30]])("in grade %i are %i", (grade, minutes) => {
    expect(allowed(grade, "2026-11-22")).toBe(minutes * MINUTE);
  });

  it("are known to a phone whose clock fell behind, and of no grade beyond", () => {
    expect(allowed(1, "1970-01-01")).toBe(15 * MINUTE);
    expect(allowed(13, "2026-11-22")).toBeNull();
  });
});

describe("the grade", () => {
  const enrolment = (person: string, grade: number, starts_on: string | null, ends_on: string | null) => ({ id: `${person}${grade}`, person, class: "c", grade, starts_on, ends_on });

  it("is that of today, of nobody else, and none for somebody who is no pupil", () => {
    const all = [enrolment("aru", 4, "2025-09-01", "2026-05-25"), enrolment("aru", 5, "2026-09-01", null), enrolment("aru", 6, "2027-09-01", null), enrolment("alihan", 1, null, null)];
    expect(gradeOf("aru", all, "2026-11-22")).toBe(5);
    expect(gradeOf("aru", all, "2026-05-25")).toBe(4);
    expect(gradeOf("alihan", all, "2026-11-22")).toBe(1);
    expect(gradeOf("marat", all, "2026-11-22")).toBeNull();
  });
});

describe("the hint to rest", () => {
  it("comes when the time of her grade is over, and not before", () => {
    expect(new Before().look(14.5).eyes.hint).toBe(false);
    expect(new Before().look(15).eyes.hint).toBe(true);
  });

  it("comes again only after another such time", () => {
    const phone = new Before().look(15);
    phone.eyes = { ...phone.eyes, hint: false };
    expect(phone.look(14.5).eyes.hint).toBe(false);
    expect(phone.look(0.5).eyes.hint).toBe(true);
  });

  it("does not count what the page was not seen, and a short pause resets nothing", () => {
    const phone = new Before().look(10).away(4);
    expect(phone.look(4.5).eyes.hint).toBe(false);
    expect(phone.look(0.5).eyes.hint).toBe(true);
  });

  it("begins anew after a pause as long as a break", () => {
    const phone = new Before().look(14).away(PAUSE_MS / MINUTE);
    expect(phone.look(14.5).eyes.hint).toBe(false);
    expect(phone.look(0.5).eyes.hint).toBe(true);
  });

  it("goes by itself with the pause that it asked for", () => {
    const phone = new Before().look(15).away(6);
    expect(phone.eyes.hint).toBe(true);
    expect(phone.look(0).eyes.hint).toBe(false);
  });

  it("knows of a pause in which the phone slept and its even clock stood still", () => {
    expect(new Before().look(14).away(30, 0.2).look(2).eyes.hint).toBe(false);
  });

  it("does not go by a wall clock that is set while the pupil looks", () => {
    const phone = new Before().look(10);
    phone.wall -= 3600 * MINUTE;
    phone.look(4.5);
    phone.wall += 7200 * MINUTE;
    expect(phone.eyes.hint).toBe(false);
    expect(phone.look(0.5).eyes.hint).toBe(true);
  });

  it("takes a machine that was shut in the middle of a lesson for a pause", () => {
    const phone = new Before().look(14);
    phone.steady += 60 * MINUTE;
    phone.wall += 60 * MINUTE;
    expect(phone.look(2).eyes.hint).toBe(false);
  });
});
