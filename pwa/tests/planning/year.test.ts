import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { AssignmentDoc, CalendarDoc, ClassDoc, EnrolmentDoc, PlanRowDoc } from "../../src/data/docs.ts";
import { setTimezone } from "../../src/i18n/time.ts";
import { flow, type Occasion, ofYear, type Settled } from "../../src/planning/flow.ts";
import { EMPTY, type Held, standingOf } from "../../src/planning/plan.ts";
import { askedOn, hasLeft, yearStart } from "../../src/planning/year.ts";
import { homeLessons } from "../../src/screens/pupil/model/closures.ts";
import { inGroup, tasksOf } from "../../src/screens/pupil/model/todo.ts";
import { count } from "../../src/screens/teacher/model/queue.ts";
import { WorkIndex } from "../../src/screens/teacher/model/work.ts";
import { ARU, assignment, BOLAT, CLASS, mark, SCHOOL, submission } from "../teacher/cast.ts";

const CLASS_6: ClassDoc = { id: CLASS, school: SCHOOL, label: "6 «Ә»", grades: [6], language: "kk" };
const LAST = calendar("2026/2027", "2026-09-01", "2027-05-25");
const THIS = calendar("2027/2028", "2027-09-02", "2028-05-25");
/** The morning of the second school day, by Kazakhstan's clock. */
const NOW = "2027-09-03T03:00:00.000Z";

beforeEach(() => setTimezone("Asia/Almaty"));
afterEach(() => setTimezone(null));

function calendar(name: string, first: string, last: string, more: Partial<CalendarDoc> = {}): CalendarDoc {
  const terms = [{ starts_on: `${last.slice(0, 4)}-01-10`, ends_on: last }, { starts_on: first, ends_on: `${first.slice(0, 4)}-12-30` }];
  return { id: name, school: SCHOOL, name, grades: [], weekdays: [1, 2, 3, 4, 5], terms, holidays: [], moved: [], bells: [], ...more };
}

function enrolled(person: string, starts_on: string | null = "2026-09-01", more: Partial<EnrolmentDoc> = {}): EnrolmentDoc {
  return { id: `e-${person}-${starts_on ?? ""}`, person, class: CLASS, grade: 6, starts_on, ends_on: null, ...more };
}

const given = { due_at: "2027-05-14T18:59:00.000Z", created_at: "2027-05-10T05:00:00.000Z" };
const old = assignment({ id: "old", ...given });
const lastDays = assignment({ id: "last days", due_at: "2027-09-10T18:59:00.000Z", created_at: "2027-05-24T05:00:00.000Z" });
const summer = assignment({ id: "summer", due_at: "2027-09-01T18:59:00.000Z", created_at: "2027-05-25T05:00:00.000Z" });
const undated = assignment({ id: "undated", due_at: null, created_at: given.created_at });
const recent = assignment({ id: "recent", due_at: "2027-09-02T18:59:00.000Z", created_at: "2027-09-02T04:00:00.000Z" });
const own = assignment({ id: "own", ...given, learners: [ARU] });
const ALL = [old, lastDays, summer, undated, recent, own];

describe("the school year of a class", () => {
  it("begins with the month of the latest calendar that has begun", () => {
    const both = [THIS, LAST];
    expect(yearStart(CLASS_6, "2027-05-20", both)).toBe("2026-09-01");
    expect(yearStart(CLASS_6, "2027-08-31", both)).toBe("2026-09-01"); // the summer is still last year's
    expect(yearStart(CLASS_6, "2027-09-02", both)).toBe("2027-09-01");
    expect(yearStart(CLASS_6, "2026-08-31", both)).toBe("");
  });

  it("is that of its own school and grades, or of everybody's calendar", () => {
    const theirs = calendar("theirs", "2027-09-02", "2028-05-25", { school: "s-other" });
    const first = calendar("first grade", "2027-09-02", "2028-05-25", { grades: [1] });
    const national = calendar("national", "2027-09-01", "2028-05-25", { school: null });
    expect(yearStart(CLASS_6, "2027-09-03", [LAST, theirs, first])).toBe("2026-09-01");
    expect(yearStart(CLASS_6, "2027-09-03", [LAST, national])).toBe("2027-09-01");
    expect(yearStart(CLASS_6, "2027-09-03", [LAST, { ...national, schools: [CLASS_6.school] }])).toBe("2027-09-01");
    expect(yearStart(CLASS_6, "2027-09-03", [LAST, { ...national, schools: ["s-other"] }])).toBe("2026-09-01");
    expect(yearStart(CLASS_6, "2027-09-03", [])).toBe("");
  });
});

describe("a pupil's tasks after the class has moved up", () => {
  const seen = (more: { submissions?: ReturnType<typeof submission>[]; marks?: ReturnType<typeof mark>[]; enrolments?: EnrolmentDoc[]; calendars?: CalendarDoc[]; assignments?: AssignmentDoc[]; now?: string } = {}) =>
    tasksOf(
      { learner: ARU, assignments: more.assignments ?? ALL, enrolments: more.enrolments ?? [enrolled(ARU)], submissions: more.submissions ?? [], marks: more.marks ?? [], attempts: [], classes: [CLASS_6], calendars: more.calendars ?? [LAST, THIS] },
      Date.parse(more.now ?? NOW),
    );
  const ids = (tasks: ReturnType<typeof seen>, group: Parameters<typeof inGroup>[1]): string[] => inGroup(tasks, group).map((task) => task.assignment.id);

  it("are this year's: last year's are neither overdue nor open, but for the summer's", () => {
    const tasks = seen();
    expect(ids(tasks, "overdue")).toEqual(["summer", "recent"]);
    expect(ids(tasks, "later")).toEqual(["last days"]);
    expect(ids(tasks, "noDue")).toEqual([]);
    expect(ids(tasks, "past")).toEqual(["old", "own", "undated"]); // still there for their packet and their address
  });

  it("are all of the year before until it begins, and wherever no calendar is known", () => {
    expect(ids(seen({ now: "2027-08-31T10:00:00.000Z" }), "overdue")).toEqual(["old", "own"]);
    expect(ids(seen({ calendars: [] }), "overdue")).toEqual(["old", "own", "summer", "recent"]);
    expect(ids(seen({ calendars: [] }), "noDue")).toEqual(["undated"]);
  });

  it("keep what was handed in, marked, or came back to be done again", () => {
    const handed = submission({ id: "w2.1.1", assignment: "undated" });
    const back = (made_at: string) => mark({ id: `old~${ARU}`, assignment: "old", returned: true, submission: null, mark: "", made_at });
    const tasks = seen({ submissions: [handed], marks: [back("2027-09-02T05:00:00.000Z")] });
    expect(ids(tasks, "overdue")).toContain("old");
    expect(ids(tasks, "done")).toEqual(["undated"]);
    expect(ids(tasks, "past")).toEqual(["own"]);
    // What came back last year and was not done then is over with it, in a class that the pupil has left as well.
    const before = { marks: [back("2027-05-20T05:00:00.000Z")] };
    expect(ids(seen(before), "past")).toContain("old");
    expect(ids(seen({ ...before, assignments: [{ ...old, class: "left" }] }), "past")).toEqual(["old"]);
    expect(ids(seen({ ...before, now: "2027-05-21T05:00:00.000Z" }), "overdue")).toContain("old");
    const good = mark({ id: `old~${ARU}`, assignment: "old", submission: null });
    expect(ids(seen({ marks: [good] }), "done")).toEqual(["old"]);
  });

  it("are those since the pupil came, whenever in the year that was", () => {
    const early = assignment({ id: "early", due_at: "2027-09-20T18:59:00.000Z", created_at: "2027-09-13T05:00:00.000Z" });
    const under_way = assignment({ id: "under way", due_at: "2027-10-11T18:59:00.000Z", created_at: "2027-10-08T05:00:00.000Z" });
    const open = assignment({ id: "open", due_at: null, created_at: "2027-09-13T05:00:00.000Z" });
    const named = assignment({ id: "named", due_at: early.due_at, created_at: early.created_at, learners: [ARU] });
    const came = { assignments: [early, under_way, open, named], now: "2027-10-20T03:00:00.000Z" };
    const tasks = seen({ ...came, enrolments: [enrolled(ARU, "2027-10-11")] });
    expect(ids(tasks, "overdue")).toEqual(["named", "under way"]);
    expect(ids(tasks, "noDue")).toEqual(["open"]);
    expect(ids(tasks, "past")).toEqual(["early"]);
    // Two records that overlap are one stay, and an earlier stay that ended does not count.
    const twice = [enrolled(ARU, "2027-10-11"), enrolled(ARU, null)];
    expect(ids(seen({ ...came, enrolments: twice }), "past")).toEqual([]);
    const again = [enrolled(ARU, "2027-09-01", { ends_on: "2027-09-10" }), enrolled(ARU, "2027-10-11")];
    expect(ids(seen({ ...came, enrolments: again }), "past")).toEqual(["early"]);
  });

  it("bring no lessons of last year home before a closure", () => {
    const lesson = assignment({ id: "lesson", lesson: "l1", ...given });
    const closure = { id: "c1", school: SCHOOL, number: "1", reason: "weather", starts_on: "2027-09-04", ends_on: "2027-09-06", classes: [], withdrawn: false } as unknown as Parameters<typeof homeLessons>[1][number];
    const dayOf = (moment: string): string => moment.slice(0, 10);
    expect(homeLessons(seen({ assignments: [lesson] }), [closure], dayOf)).toEqual([]);
    expect(homeLessons(seen({ assignments: [lesson], calendars: [] }), [closure], dayOf)).toEqual(["l1"]);
  });
});

describe("a teacher's «not handed in» after the class has moved up", () => {
  const enrolments = [enrolled(ARU), enrolled(BOLAT, "2027-09-03")];
  const asked = askedOn("2027-09-03", { enrolments, classes: [CLASS_6], calendars: [LAST, THIS] });
  const pupils = () => [{ id: ARU }, { id: BOLAT }];

  it("counts this year's tasks, for those who were there", () => {
    const index = new WorkIndex([], [], [], asked);
    const states = (learner: string) => ALL.map((task) => index.work(task, learner, NOW).state);
    expect(states(ARU)).toEqual(["none", "none", "missing", "none", "missing", "none"]);
    expect(states(BOLAT)).toEqual(["none", "none", "none", "none", "none", "others"]);
    expect(count(ALL, pupils, [], [], index, NOW).notHandedIn).toBe(2);
  });

  it("still asks for the mark of what was handed in last year", () => {
    const handed = submission({ assignment: "old" });
    const counters = count(ALL, pupils, [handed], [], new WorkIndex([handed], [], [], asked), NOW);
    expect(counters).toMatchObject({ toMark: 1, notCentral: 1 });
  });

  it("counts what a learner was given more time for", () => {
    const arranged = { id: `recent~${BOLAT}`, assignment: "recent", learner: BOLAT, due_at: "2027-09-02T23:00:00.000Z" };
    expect(new WorkIndex([], [], [arranged], asked).work(recent, BOLAT, NOW).state).toBe("missing");
  });
});

describe("a class that everybody has left", () => {
  const stay = (of: string, ends_on: string | null): EnrolmentDoc => ({ id: `${of} ${ends_on ?? ""}`, person: "aru", class: of, grade: 5, starts_on: null, ends_on });

  it("has no lessons any more; one that nobody is in yet has", () => {
    const one = { id: "5a", year: "2026/2027" };
    const left = [stay("5a", "2027-08-24"), stay("5a", "2027-08-20"), stay("5b", null)];
    expect([hasLeft(one, "2027-08-24", left), hasLeft(one, "2027-08-25", left)]).toEqual([false, true]);
    expect(hasLeft(one, "2027-09-01", [...left, stay("5a", null)])).toBe(false);
    expect([hasLeft(one, "2027-05-20", []), hasLeft(one, "2027-09-01", [])]).toEqual([false, true]);
    expect(hasLeft({ id: "5a" }, "2027-09-01", [])).toBe(false);
  });
});

describe("a plan after the class has moved up", () => {
  const row = (id: string, position: number, hours = 1): PlanRowDoc => ({ id, school: SCHOOL, class: CLASS, grade: null, subject: "mathematics", position, ...EMPTY, hours });
  const lessons: Occasion[] = ["2027-09-02", "2027-09-03", "2027-09-06"].map((day) => ({ day, bell: 1, slot: "s", line: 1 }));
  const taught = (id: string, day: string): Held => ({ record: `s~${day.split("-").join("")}~1`, row: id, day });
  const rows = [row("whole", 1), row("half", 2, 2), row("again", 3, 2), row("new", 4), row("last", 5)];
  const held = [taught("whole", "2027-05-10"), taught("half", "2027-05-12"), taught("again", "2027-05-14"), taught("again", "2027-09-02")];

  it("is of this year: neither lessons nor left-over hours of the last one count", () => {
    const now = ofYear(rows, held, "2027-09-02");
    expect(now.rows.map((one) => one.id)).toEqual(["again", "new", "last"]);
    expect(now.held.map((one) => one.day)).toEqual(["2027-09-02"]);
    const settled = new Map<string, Settled>(now.held.map((one) => [one.record, { held: true, row: one.row }]));
    expect([...flow(now.rows, lessons, settled).values()]).toEqual(["again", "new"]);
    expect(standingOf(now.rows, lessons, lessons, settled, now.held, "2027-09-03")).toEqual({ behind: 0, lacking: 1, free: 0, hours: 4, done: 1 });
  });

  it("goes by the year that its rows say, taught or not; what is taught again is of this one, too", () => {
    const said = [{ ...row("unreached", 1), year: 2026 }, { ...row("again", 2, 2), year: 2026 }, { ...row("new", 3), year: 2027 }, row("old", 4)];
    expect(ofYear(said, held, "2027-09-02").rows.map((one) => one.id)).toEqual(["again", "new", "old"]);
    expect(ofYear(said, held, "").rows.map((one) => one.id)).toEqual(["unreached", "again", "new", "old"]);
  });

  it("is whole while no earlier year is known", () => {
    expect(ofYear(rows, held, "")).toEqual({ rows, held });
    expect(ofYear(rows, [], "2027-09-02").rows).toEqual(rows);
  });
});
