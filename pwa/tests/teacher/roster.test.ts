import { expect, it } from "vitest";

import { ownClasses, pupilsOf, runsSchool, subjectsIn } from "../../src/screens/teacher/model/roster.ts";
import { ARU, BOLAT, CLASS, MARAT, SCHOOL } from "./cast.ts";

const plain = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const classes = [
  { id: CLASS, school: SCHOOL, label: "5 Ә", grades: [5], language: "kk" },
  { id: "c-23", school: SCHOOL, label: "2–3", grades: [2, 3], language: "kk" },
  { id: "c-9", school: "s-other", label: "9 А", grades: [9], language: "ru" },
];
const role = (over: object) => ({ id: "r", person: MARAT, role: "teacher", school: SCHOOL, class: CLASS, subject: "Математика", ...over });

it("gives a teacher the classes of the roles, lower grades first", () => {
  const roles = [role({}), role({ id: "r2", class: "c-23", role: "class_teacher", subject: null })];
  expect(ownClasses(MARAT, roles, classes, plain).map((one) => one.label)).toEqual(["2–3", "5 Ә"]);
  expect(subjectsIn(MARAT, CLASS, roles)).toEqual(["Математика"]);
});

it("does not give a teacher a colleague's class, nor a director's role a class", () => {
  const roles = [role({ person: "p-saule" }), role({ role: "director", class: null })];
  expect(ownClasses(MARAT, roles, classes, plain)).toEqual([]);
  expect(runsSchool(MARAT, roles)).toBe(true);
  expect(runsSchool("p-saule", roles)).toBe(false);
});

it("takes a teaching role without a class as every class of that school", () => {
  expect(ownClasses(MARAT, [role({ class: null })], classes, plain).map((one) => one.id)).toEqual(["c-23", CLASS]);
});

it("lists the pupils enrolled on the day, each once, in order", () => {
  const enrolment = (person: string, startsOn: string, endsOn: string | null) => ({
    id: `e-${person}-${startsOn}`, person, class: CLASS, grade: 5, starts_on: startsOn, ends_on: endsOn,
  });
  const people = [
    { id: ARU, name: "Серікқызы Ару", family_name: "Серікқызы", given_name: "Ару" },
    { id: BOLAT, name: "Ахметов Болат", family_name: "Ахметов", given_name: "Болат" },
  ];
  const enrolments = [
    enrolment(ARU, "2026-09-01", null),
    enrolment(ARU, "2026-10-01", null),
    enrolment(BOLAT, "2026-09-01", "2026-11-20"),
    enrolment("p-gone", "2025-09-01", "2026-05-25"),
    enrolment("p-unnamed", "2026-09-01", null),
  ];
  expect(pupilsOf(CLASS, "2026-11-20", enrolments, people, plain).map((one) => one.name)).toEqual([
    "Ахметов Болат", "Серікқызы Ару", "…",
  ]);
  expect(pupilsOf(CLASS, "2026-11-21", enrolments, people, plain).map((one) => one.id)).toEqual([ARU, "p-unnamed"]);
});
