import { describe, expect, it } from "vitest";

import type { ClassDoc, EnrolmentDoc, SlotDoc, SlotLine } from "../../src/data/docs.ts";
import { addition, alteration, clashesOf, clashing, ended, freeNumber, MOST_LINES, notMovedUp, standingOn, taken, unwritten, weekdaysOf, withLine } from "../../src/planning/timetable.ts";

const line = (more: Partial<SlotLine> = {}): SlotLine => ({ n: 1, class: "5a", grade: null, subject: "mathematics", ...more });
const slot = (id: string, more: Partial<SlotDoc> = {}): SlotDoc => ({
  id,
  school: "s",
  weekday: 1,
  bell: 2,
  lines: [line()],
  teachers: ["marat"],
  room: "12",
  starts_on: "2026-09-01",
  ends_on: null,
  op: "op.1",
  ...more,
});
const OTHER = { lines: [line({ class: "4a" })], teachers: ["bota"], room: "7" };

describe("what meets what", () => {
  it("is a teacher, a class or a room in two places at one time", () => {
    expect(clashesOf(slot("a"), [slot("b", { ...OTHER, teachers: ["bota", "marat"] })]).map((one) => [one.kind, one.what])).toEqual([["teacher", "marat"]]);
    expect(clashesOf(slot("a"), [slot("b", { ...OTHER, lines: [line()] })]).map((one) => one.kind)).toEqual(["class"]);
    expect(clashesOf(slot("a", { room: "7 " }), [slot("b", OTHER)]).map((one) => one.kind)).toEqual(["room"]);
    expect(clashesOf(slot("a"), [slot("b", OTHER), slot("c", { bell: 3 }), slot("d", { weekday: 2 })])).toEqual([]);
  });

  it("is nobody where a class is parted into groups or grades", () => {
    const first = slot("a", { lines: [line({ group: "one" })] });
    expect(clashesOf(first, [slot("b", { ...OTHER, lines: [line({ group: "two" })] })])).toEqual([]);
    expect(clashesOf(first, [slot("b", { ...OTHER, lines: [line()] })])).toHaveLength(1);
    const second = slot("a", { lines: [line({ class: "23", grade: 2 })] });
    expect(clashesOf(second, [slot("b", { ...OTHER, lines: [line({ class: "23", grade: 3 })] })])).toEqual([]);
    const across = slot("a", { lines: [line({ group: "one" })] });
    expect(clashesOf(across, [slot("b", { ...OTHER, lines: [line({ class: "4a", group: "one" })] })])).toHaveLength(1);
  });

  it("asks the days as well: what ends on Sunday does not meet what begins on Monday", () => {
    const old = slot("a", { ends_on: "2026-11-29" });
    const fresh = slot("b", { starts_on: "2026-11-30" });
    expect(clashing([old, fresh])).toEqual(new Set());
    expect(clashing([old, slot("b", { starts_on: "2026-11-29" })])).toEqual(new Set(["a", "b"]));
    expect(standingOn([old, fresh], "2026-11-30").map((one) => one.id)).toEqual(["b"]);
  });
});

describe("classes before they have moved up", () => {
  const class_ = (id: string, year: string | null): ClassDoc => ({ id, school: "s", label: id, grades: [5], language: "kk", year });
  const sits = (of: string, ends_on: string | null = null): EnrolmentDoc => ({ id: of, person: "p", class: of, grade: 5, starts_on: "2026-09-01", ends_on });

  it("are told of as soon as something is to hold in the new year", () => {
    const classes = [class_("old", "2026/2027"), class_("moved", "2027/2028"), class_("left", "2026/2027"), class_("unsaid", null)];
    const enrolments = [sits("old"), sits("moved"), sits("left", "2027-05-25"), sits("unsaid")];
    expect(notMovedUp(classes, enrolments, "2027-05-31")).toEqual([]);
    expect(notMovedUp(classes, enrolments, "2027-09-01").map((one) => one.id)).toEqual(["old"]);
  });
});

describe("a change that holds from a day on", () => {
  const draft = { weekday: 3, bell: 2, lines: [line()], teachers: ["marat"], room: "12", ends_on: null };

  it("leaves what has been held as it was, and is taken back whole", () => {
    const change = alteration(slot("a"), draft, "2026-12-01");
    expect(change.makes).toEqual([
      { kind: "timetable.set", record: "a", base: "op.1", fields: { ends_on: "2026-11-30" } },
      { kind: "timetable.set", fields: { school: "s", ...draft, starts_on: "2026-12-01" } },
    ]);
    expect(change.undoes(["a", "new"])).toEqual([
      { kind: "timetable.set", record: "a", fields: { ends_on: null } },
      { kind: "timetable.remove", record: "new", fields: {} },
    ]);
  });

  it("keeps who stands in for the teacher, also when it is taken back", () => {
    const stands = { id: "a~20261207", slot: "a", date: "2026-12-07", substitute: "saule", reason: "", confirmed: true, withdrawn: false, op: "op.9" };
    const covered = [stands, { ...stands, id: "a~20261123", date: "2026-11-23" }, { ...stands, id: "b~20261207", slot: "b" }, { ...stands, id: "a~20261214", date: "2026-12-14", withdrawn: true }];
    const moved = { ...draft, weekday: 1, bell: 3 };
    const said = { school: "s", slot: "new", date: "2026-12-07", substitute: "saule", reason: "", confirmed: true, withdrawn: false };
    expect(alteration(slot("a"), moved, "2026-12-01", covered).follows?.(["a", "new"])).toEqual([
      [{ kind: "substitution.set", record: "new~20261207", fields: said }, { kind: "substitution.set", record: "new~20261207", fields: { withdrawn: true } }],
      [{ kind: "substitution.set", record: "a~20261207", base: "op.9", fields: { withdrawn: true } }, { kind: "substitution.set", record: "a~20261207", fields: { withdrawn: false } }],
    ]);
    // Another day, or somebody else's lesson from now on: nobody is away from it.
    expect(alteration(slot("a"), draft, "2026-12-01", covered).follows?.(["a", "new"])).toEqual([]);
    expect(alteration(slot("a"), { ...moved, teachers: ["gulnar"] }, "2026-12-01", covered).follows?.(["a", "new"])).toEqual([]);
  });

  it("begins on the morrow of a day that is in the journal", () => {
    const written = [{ id: "a~20261201~1" }, { id: "b~20261202~1" }];
    expect(unwritten([slot("a")], "2026-12-01", written)).toBe("2026-12-02");
    expect(unwritten([slot("b")], "2026-12-01", written)).toBe("2026-12-01");
  });

  it("is made in place before the lesson has begun, and says only what it changes", () => {
    const change = alteration(slot("a", { starts_on: "2026-12-01" }), draft, "2026-12-01");
    expect(change.makes).toEqual([{ kind: "timetable.set", record: "a", base: "op.1", fields: { weekday: 3 } }]);
    expect(change.undoes([])).toEqual([{ kind: "timetable.set", record: "a", fields: { weekday: 1 } }]);
    expect(alteration(slot("a"), slot("a"), "2026-12-01").makes).toEqual([]);
  });

  it("ends a lesson that has begun, and removes one that has not", () => {
    expect(ended(slot("a"), "2026-12-01").makes).toEqual([{ kind: "timetable.set", record: "a", base: "op.1", fields: { ends_on: "2026-11-30" } }]);
    const never = ended(slot("a", { starts_on: "2026-12-01" }), "2026-12-01");
    expect(never.makes).toEqual([{ kind: "timetable.remove", record: "a", fields: {} }]);
    expect(never.undoes([])[0]).toMatchObject({ kind: "timetable.set", fields: { school: "s", starts_on: "2026-12-01" } });
    expect(addition("s", draft, "2026-12-01").undoes(["n"])).toEqual([{ kind: "timetable.remove", record: "n", fields: {} }]);
  });

  it("numbers a new line as no other, and shows Saturday where it is taught", () => {
    expect(freeNumber([line({ n: 1 }), line({ n: 3 })])).toBe(2);
    expect(weekdaysOf([1, 2], [slot("a", { weekday: 6 })])).toEqual([1, 2, 6]);
  });
});

describe("a timetable from a file", () => {
  const cell = (more: object = {}) => ({ class: "5a", weekday: 1, bell: 2, subject: "mathematics", teachers: ["marat"], room: "12", ...more });
  const grades = (id: string): number[] => (id === "23" ? [2, 3] : [5]);

  it("stands in place of what its classes had, leaves the same lessons alone, and is taken back whole", () => {
    const same = slot("same", { lines: [{ ...line(), group: null }] });
    const gone = slot("gone", { bell: 3 });
    const others = slot("others", OTHER);
    const change = taken("s", [cell(), cell({ bell: 4 })], [same, gone, others], grades, "2026-12-01");
    expect(change.makes.map((one) => [one.kind, one.record ?? "new"])).toEqual([
      ["timetable.set", "gone"],
      ["timetable.set", "new"],
    ]);
    expect(change.undoes(["gone", "n1"])).toEqual([
      { kind: "timetable.set", record: "gone", fields: { ends_on: null } },
      { kind: "timetable.remove", record: "n1", fields: {} },
    ]);
  });

  it("keeps who stands in where the same lesson goes on in another room, and nowhere else", () => {
    const stands = { id: "moved~20261207", slot: "moved", date: "2026-12-07", substitute: "saule", reason: "", confirmed: true, withdrawn: false };
    const covered = [stands, { ...stands, id: "gone~20261207", slot: "gone" }];
    const known = [slot("gone", { bell: 3 }), slot("moved", { lines: [{ ...line(), group: null }] })];
    const change = taken("s", [cell({ bell: 4 }), cell({ room: "7" })], known, grades, "2026-12-01", covered);
    expect(change.makes.map(({ record, fields }) => record ?? fields["room"])).toEqual(["gone", "moved", "12", "7"]);
    expect(change.follows?.(["gone", "moved", "n1", "n2"]).map(([{ record }]) => record)).toEqual(["n2~20261207", "moved~20261207"]);
  });

  it("joins what one teacher has in several classes, and gives each grade its line", () => {
    const change = taken("s", [cell(), cell({ class: "23" })], [], grades, "2026-12-01");
    const [made] = change.makes;
    expect(change.makes).toHaveLength(1);
    expect(made?.fields["lines"]).toMatchObject([
      { n: 1, class: "5a", grade: null },
      { n: 2, class: "23", grade: 2 },
      { n: 3, class: "23", grade: 3 },
    ]);
    expect(taken("s", [cell({ teachers: [] }), cell({ class: "4a", teachers: [] })], [], grades, "2026-12-01").makes).toHaveLength(2);
    const many = Array.from({ length: MOST_LINES + 1 }, (_, at) => cell({ class: `c${at}` }));
    expect(taken("s", many, [], grades, "2026-12-01").makes).toHaveLength(2);
  });
});

it("changes of one line what is said, and nothing that has been typed meanwhile", () => {
  const typed = { weekday: 3, bell: 2, lines: [line({ subject: "physics" }), line({ n: 2 })], teachers: ["marat"], room: "12", ends_on: null };
  const made = withLine(typed, 1, { group: "chess" });
  expect(made).toEqual({ ...typed, lines: [line({ subject: "physics", group: "chess" }), line({ n: 2 })] });
  expect(withLine({ ...typed, lines: [line({ n: 2 })] }, 1, { group: "chess" }).lines).toEqual([line({ n: 2 })]);
});
