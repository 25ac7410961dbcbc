import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { addDays, type Calendar, closes, type Closure, flow, isoWeekday, occasions, recordOf, type Row, type Settled, type Slot, type Taught, weekdayOn } from "../../src/planning/flow.ts";

interface Case {
  calendar: Calendar;
  slots: { id: string; weekday: number; bell: number; span: [string | null, string | null]; lines: [number, [string, number | null, string]][] }[];
  closures: Closure[];
  taught: [string, number | null, string];
  rows: Row[];
  settled: Record<string, [boolean, string | null]>;
  answer: [string, string | null][];
}

const CASES = JSON.parse(readFileSync(new URL("../../../tests/server/planning/flow_vectors.json", import.meta.url), "utf8")) as Case[];

const taught = ([klass, grade, subject]: [string, number | null, string]): Taught => ({ class: klass, grade, subject });

describe("the days of a plan", () => {
  it("are the same on the phone as on the server", () => {
    expect(CASES.length).toBe(40);
    for (const one of CASES) {
      const slots: Slot[] = one.slots.map((slot) => ({ ...slot, lines: slot.lines.map(([n, what]) => [n, taught(what)] as const) }));
      const settled = new Map<string, Settled>(Object.entries(one.settled).map(([record, [held, row]]) => [record, { held, row }]));
      const lessons = occasions(one.calendar, slots, one.closures, taught(one.taught));
      const dated = flow(one.rows, lessons, settled);
      const answer = lessons.filter((lesson) => dated.has(recordOf(lesson))).map((lesson) => [recordOf(lesson), dated.get(recordOf(lesson))]);
      expect(answer).toEqual(one.answer);
    }
  });

  it("know a holiday from a day that is worked instead", () => {
    const calendar: Calendar = { terms: [["2026-09-01", "2026-09-30"]], holidays: [["2026-09-07", "2026-09-08"]], weekdays: [1, 2, 3, 4, 5], moved: [["2026-09-12", 1]] };
    expect(weekdayOn(calendar, "2026-09-07")).toBeNull();
    expect(weekdayOn(calendar, "2026-09-12")).toBe(1);
    expect(weekdayOn(calendar, "2026-09-13")).toBeNull();
    expect(weekdayOn(calendar, "2026-10-01")).toBeNull();
    expect(isoWeekday("2026-09-13")).toBe(7);
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
  });

  it("are taken by a closure from its own classes only", () => {
    const closure: Closure = { span: ["2026-09-07", "2026-09-08"], classes: ["4a"] };
    expect(closes(closure, "4a", "2026-09-08")).toBe(true);
    expect(closes(closure, "5a", "2026-09-08")).toBe(false);
    expect(closes({ ...closure, classes: [] }, "5a", "2026-09-09")).toBe(false);
  });
});
