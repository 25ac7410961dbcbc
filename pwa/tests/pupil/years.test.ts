/** A family looks back at the school year that has ended. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { exchange } from "../../src/data/exchange.ts";
import { chosenYear } from "../../src/screens/pupil/MarksBySubject.tsx";
import { marksIn, subjectsOf, yearShown, yearsOf } from "../../src/screens/pupil/marksModel.ts";
import { ARU, current, pupilsPhone } from "../data/phone.ts";
import type { School } from "../data/school.ts";

const FORMER = "2025-4";
const NOW = "2026-1";

let school: School;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-09-15T05:00:00Z") });
  school = await pupilsPhone();
  school.publish("class", "5a", { school: "s1", label: "5 А", grades: [5], language: "kk", year: "2026/2027" });
  school.publish("enrolment", "e1", { person: ARU, class: "5a", grade: 5, starts_on: "2022-09-01", ends_on: null });
  for (const year of [2025, 2026]) {
    const terms = [
      [`${year}-09-01`, `${year}-10-26`],
      [`${year}-11-04`, `${year}-12-29`],
      [`${year + 1}-01-08`, `${year + 1}-03-18`],
      [`${year + 1}-03-30`, `${year + 1}-05-25`],
    ].map(([starts_on, ends_on]) => ({ starts_on, ends_on }));
    school.publish("calendar", `c${year}`, { school: "s1", grades: [], year: `${year}/${year + 1}`, terms, holidays: [], weekdays: [1, 2, 3, 4, 5], moved: [], bells: [] });
  }
});
afterEach(() => {
  yearShown.value = "";
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function assess(id: string, term: string, grade: number, points: string | null): void {
  const date = term === FORMER ? "2026-04-20" : "2026-09-10";
  school.publish("assessment", id, { school: "s1", class: "5a", grade, subject: "mathematics", term, part: "formative", title: id, date, max: 10, tasks: [], objectives: [], assignment: null });
  if (points !== null) school.publish("score", `${id}~${ARU}`, { assessment: id, learner: ARU, outcome: "points", points, by_task: [], comment: "", others: [] });
}

describe("the years of a learner's marks", () => {
  it("begin with the ended one where something was given in it, in the grade that it was", async () => {
    assess("before", FORMER, 4, "8");
    assess("here", NOW, 5, "7");
    await exchange(current());
    const [ended, now] = yearsOf(ARU);
    expect([ended?.terms.map((one) => one.key), ended?.learning.grade, now?.now.key]).toEqual([[FORMER], 4, NOW]);
    expect(ended && marksIn(ended.learning, "mathematics", ended.now)?.columns.map((one) => one.id)).toEqual(["before"]);
    expect(now && subjectsOf(now.learning, now.now)).toEqual(["mathematics"]);

    expect(chosenYear(yearsOf(ARU))?.now.key).toBe(NOW);
    yearShown.value = "2025";
    expect(chosenYear(yearsOf(ARU))?.now.key).toBe(FORMER);
  });

  it("are one where the class had assessments that were not theirs", async () => {
    assess("before", FORMER, 4, null);
    await exchange(current());
    expect(yearsOf(ARU).map((one) => one.now.key)).toEqual([NOW]);
  });
});
