import { describe, expect, it } from "vitest";

import type { CalendarDoc, SlotDoc } from "../../src/data/docs.ts";
import type { DayLesson } from "../../src/planning/day.ts";
import { bellAfter, calendarFault, calendarFields, comingYear, isAnotherYear, usualYear } from "../../src/planning/calendars.ts";
import { busyIn, daysFrom, MOST_DAYS, recordFor } from "../../src/planning/substituting.ts";

describe("a calendar being edited", () => {
  const year = usualYear(2026);

  it("begins from a usual year, which is right as it stands", () => {
    expect(calendarFault(year)).toBeNull();
    expect(year.name).toBe("2026/2027");
    expect(year.bells[5]).toEqual({ n: 6, starts: "13:05", ends: "13:50" });
    expect(bellAfter([])).toEqual({ n: 1, starts: "08:30", ends: "09:15" });
    expect(calendarFields("s", { ...year, weekdays: [6, 1], name: " a " })).toMatchObject({ school: "s", weekdays: [1, 6], name: "a" });
  });

  it("tells the first thing that is wrong", () => {
    const [first, second] = year.terms;
    if (!first || !second) throw new Error("a usual year has terms");
    expect(calendarFault({ ...year, name: " " })).toBe("nameWrong");
    expect(calendarFault({ ...year, weekdays: [] })).toBe("weekdaysWrong");
    expect(calendarFault({ ...year, terms: [second, first] })).toBe("termsWrong");
    expect(calendarFault({ ...year, terms: [{ ...first, ends_on: "" }] })).toBe("termsWrong");
    expect(calendarFault({ ...year, terms: [{ starts_on: "2027-01-10", ends_on: "2027-05-25" }] })).toBe("yearNotWhole");
    expect(calendarFault({ ...year, holidays: [{ starts_on: "2026-10-30", ends_on: "2026-10-26" }] })).toBe("holidaysWrong");
    expect(calendarFault({ ...year, moved: [{ on: "", weekday: 1 }] })).toBe("movedWrong");
    expect(calendarFault({ ...year, bells: [{ n: 1, starts: "09:00", ends: "08:15" }] })).toBe("bellsWrong");
  });
});

describe("the calendar of a coming year", () => {
  const saturdays: CalendarDoc = { ...usualYear(2026), id: "a", school: "s", weekdays: [1, 2, 3, 4, 5, 6], bells: [{ n: 1, starts: "08:00", ends: "08:40" }] };
  const youngest: CalendarDoc = { ...usualYear(2026), id: "b", school: "s", grades: [1] };

  it("keeps the working days and bells of the one before, for each of its grades in turn", () => {
    const first = comingYear(2027, [saturdays, youngest]);
    expect([first.name, first.weekdays.length, first.bells.length, first.grades]).toEqual(["2027/2028", 6, 1, []]);
    const second = comingYear(2027, [saturdays, youngest, { ...saturdays, ...first, id: "c" }]);
    expect([second.weekdays.length, second.grades]).toEqual([5, [1]]);
    expect(comingYear(2027, [])).toEqual(usualYear(2027));
  });

  it("is another calendar, whichever one it was made from", () => {
    expect(isAnotherYear(saturdays, { ...saturdays, terms: usualYear(2027).terms })).toBe(true);
    expect(isAnotherYear(saturdays, { ...saturdays, name: "x" })).toBe(false);
  });
});

describe("who may take a lesson", () => {
  const slot = (id: string, teachers: string[]): SlotDoc => ({ id, school: "s", weekday: 1, bell: 2, lines: [], teachers, room: "", starts_on: null, ends_on: null });
  const lesson = (id: string, teachers: string[], substitute: string | null = null): DayLesson => ({
    slot: slot(id, teachers),
    day: "2026-11-23",
    starts: null,
    ends: null,
    lines: [],
    substitute: substitute ? { id: `${id}~20261123`, slot: id, date: "2026-11-23", substitute, reason: "", confirmed: true, withdrawn: false } : null,
    progress: "later",
  });

  it("is whoever has no lesson then, of their own or taken", () => {
    const mine = lesson("a", ["marat"]);
    const all = [mine, lesson("b", ["bota"]), lesson("c", ["asel"], "elena")];
    expect(["marat", "bota", "elena", "asel"].map((one) => busyIn(one, mine, all))).toEqual([false, true, true, false]);
    expect(recordFor(mine)).toBe("a~20261123");
  });

  it("looks at no more days than one absence may have", () => {
    expect(daysFrom("2026-11-30", "2026-12-02")).toEqual(["2026-11-30", "2026-12-01", "2026-12-02"]);
    expect(daysFrom("2026-11-01", "2027-11-01")).toHaveLength(MOST_DAYS);
  });
});
