import { describe, expect, it } from "vitest";

import type { CalendarDoc, JournalDoc, SlotDoc, SubstitutionDoc } from "../../src/data/docs.ts";
import { calendarFor } from "../../src/planning/calendar.ts";
import { current, type Known, lessonsOn, open } from "../../src/planning/day.ts";

const CALENDAR: CalendarDoc = {
  id: "c",
  school: "s",
  name: "2026/2027",
  grades: [],
  weekdays: [1, 2, 3, 4, 5],
  terms: [{ starts_on: "2026-09-01", ends_on: "2026-12-30" }],
  holidays: [],
  moved: [],
  bells: [
    { n: 1, starts: "08:30", ends: "09:15" },
    { n: 2, starts: "09:20", ends: "10:05" },
  ],
};
const MONDAY = "2026-11-23";
const slot = (id: string, bell: number, more: Partial<SlotDoc> = {}): SlotDoc => ({
  id,
  school: "s",
  weekday: 1,
  bell,
  lines: [{ n: 1, class: "5a", grade: null, subject: "mathematics" }],
  teachers: ["marat"],
  room: "",
  starts_on: null,
  ends_on: null,
  ...more,
});
const entry = (id: string, more: Partial<JournalDoc> = {}): JournalDoc => ({
  id,
  class: "5a",
  grade: null,
  subject: "mathematics",
  date: MONDAY,
  bell: 1,
  slot: "a",
  line: 1,
  state: "held",
  reason: "",
  topic: "Бөлшектер",
  plan_row: null,
  homework: "",
  author: "marat",
  op: "x",
  ...more,
});
const known = (more: Partial<Known> = {}): Known => ({
  slots: [slot("b", 2), slot("a", 1)],
  closures: () => [],
  substitutions: [],
  journal: new Map(),
  calendar: () => CALENDAR,
  ...more,
});
const at = (time: string, day = MONDAY): { day: string; minute: number } => {
  const [hours = "0", minutes = "0"] = time.split(":");
  return { day, minute: Number(hours) * 60 + Number(minutes) };
};

describe("the lessons of a day", () => {
  it("stand in the order of bells, and the clock says which one runs", () => {
    const progress = (time: string): string[] => lessonsOn(MONDAY, at(time), known()).map((one) => one.progress);
    expect(progress("08:00")).toEqual(["later", "later"]);
    expect(progress("08:30")).toEqual(["now", "later"]);
    expect(progress("09:17")).toEqual(["missing", "later"]);
    expect(progress("14:00")).toEqual(["missing", "missing"]);
    expect(lessonsOn(MONDAY, at("08:30"), known()).map((one) => [one.slot.id, one.starts])).toEqual([
      ["a", "08:30"],
      ["b", "09:20"],
    ]);
  });

  it("are missing on a day that has passed and ahead on one that comes", () => {
    expect(lessonsOn(MONDAY, at("09:00", "2026-11-24"), known()).map((one) => one.progress)).toEqual(["missing", "missing"]);
    expect(lessonsOn(MONDAY, at("09:00", "2026-11-20"), known()).map((one) => one.progress)).toEqual(["later", "later"]);
  });

  it("are what the journal says once it says so", () => {
    const journal = new Map([["a~20261123~1", entry("a~20261123~1")], ["b~20261123~1", entry("b~20261123~1", { state: "cancelled" })]]);
    expect(lessonsOn(MONDAY, at("09:00"), known({ journal })).map((one) => one.progress)).toEqual(["held", "cancelled"]);
  });

  it("are only half written up while one grade of a joined class is not", () => {
    const lines = [2, 3].map((grade, n) => ({ n: n + 1, class: "23", grade, subject: "mathematics" }));
    const journal = new Map([["a~20261123~1", entry("a~20261123~1")]]);
    const [lesson] = lessonsOn(MONDAY, at("08:40"), known({ slots: [slot("a", 1, { lines })], journal }));
    expect(lesson?.progress).toBe("now");
    expect(lesson?.lines.map((line) => line.entry !== null)).toEqual([true, false]);
  });

  it("are taken by closures, other weekdays and ended timetables", () => {
    const closed = { span: [MONDAY, MONDAY] as const, classes: ["5a"] };
    expect(lessonsOn(MONDAY, at("09:00"), known({ closures: () => [closed] }))).toEqual([]);
    expect(lessonsOn("2026-11-24", at("09:00"), known())).toEqual([]);
    expect(lessonsOn(MONDAY, at("09:00"), known({ slots: [slot("a", 1, { ends_on: "2026-11-22" })] }))).toEqual([]);
  });

  it("are taken by the orders of their own school alone", () => {
    const whole = { span: [MONDAY, MONDAY] as const, classes: [] };
    const slots = [slot("a", 1), slot("b", 2, { school: "other" })];
    const left = lessonsOn(MONDAY, at("09:00"), known({ slots, closures: (school) => (school === "other" ? [whole] : []) }));
    expect(left.map((one) => one.slot.id)).toEqual(["a"]);
  });

  it("say who takes them, unless that was withdrawn", () => {
    const one: SubstitutionDoc = { id: "a~20261123", slot: "a", date: MONDAY, substitute: "bota", reason: "", confirmed: false, withdrawn: false };
    expect(lessonsOn(MONDAY, at("09:00"), known({ substitutions: [one] }))[0]?.substitute?.substitute).toBe("bota");
    expect(lessonsOn(MONDAY, at("09:00"), known({ substitutions: [{ ...one, withdrawn: true }] }))[0]?.substitute).toBeNull();
  });

  it("open the one that runs, else the last that nobody wrote up, else the next", () => {
    const opens = (time: string, more: Partial<Known> = {}): string | undefined => current(lessonsOn(MONDAY, at(time), known(more)))?.slot.id;
    expect(opens("08:00")).toBe("a");
    expect(opens("08:40")).toBe("a");
    expect(opens("09:17")).toBe("a");
    expect(opens("14:00")).toBe("b");
    expect(opens("14:00", { slots: [] })).toBeUndefined();
  });

  it("keeps the lesson that is being written up past the bell, until it is left alone", () => {
    const kept = (time: string, touched: string, more: Partial<Known> = {}): string | undefined =>
      open(lessonsOn(MONDAY, at(time), known(more)), at(time), { slot: "a", ...at(touched) })?.slot.id;
    expect(kept("09:21", "09:19")).toBe("a");
    expect(kept("09:24", "09:19")).toBe("a");
    expect(kept("09:25", "09:19")).toBe("b");
    const written = { journal: new Map([["a~20261123~1", entry("a~20261123~1")]]) };
    expect(kept("09:21", "09:19", written)).toBe("a");
    expect(kept("09:25", "09:19", written)).toBe("b");
    expect(kept("09:21", "09:19", { slots: [slot("b", 2)] })).toBe("b");
    const yesterdays = { slot: "a", ...at("09:19", "2026-11-22") };
    expect(open(lessonsOn(MONDAY, at("09:21"), known()), at("09:21"), yesterdays)?.slot.id).toBe("b");
    expect(open(lessonsOn(MONDAY, at("09:21"), known()), at("09:21"), null)?.slot.id).toBe("b");
  });
});

describe("the calendar of a class", () => {
  it("is the school's own for its grades before the school's, before everybody's", () => {
    const all = { ...CALENDAR, id: "all", school: null };
    const first = { ...CALENDAR, id: "first", grades: [1] };
    const choose = (grades: number[], found: CalendarDoc[]): string | undefined => calendarFor({ school: "s", grades }, MONDAY, found)?.id;
    expect(choose([5], [all, first, CALENDAR])).toBe("c");
    expect(choose([1], [all, first, CALENDAR])).toBe("first");
    expect(choose([5], [all, first])).toBe("all");
    expect(choose([5], [{ ...CALENDAR, school: "other" }])).toBeUndefined();
    expect(calendarFor({ school: "s", grades: [5] }, "2027-03-01", [CALENDAR])).toBeNull();
  });
});
