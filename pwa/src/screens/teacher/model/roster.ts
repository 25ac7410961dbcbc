/** Which classes a teacher has and who sits in them on a given day. */
import type { ClassDoc, EnrolmentDoc, PersonDoc, RoleDoc } from "../../../data/docs.ts";

const TEACHING_ROLES: ReadonlySet<string> = new Set(["teacher", "class_teacher"]);
const RUNNING_ROLES: ReadonlySet<string> = new Set(["admin", "director", "deputy"]);

/** One pupil of a class: `name` is the display form «Фамилия Имя». */
export interface Pupil {
  readonly id: string;
  readonly name: string;
}

/** Both `YYYY-MM-DD`; an absent bound is open. The last day still counts. */
export function runsOn(day: string, startsOn: string | null | undefined, endsOn: string | null | undefined): boolean {
  return (!startsOn || startsOn <= day) && (!endsOn || day <= endsOn);
}

/** The classes `me` teaches. A teaching role without a class means every class of its school. */
export function ownClasses(
  me: string,
  roles: readonly RoleDoc[],
  classes: readonly ClassDoc[],
  compare: (a: string, b: string) => number,
): ClassDoc[] {
  const own = roles.filter((role) => role.person === me && TEACHING_ROLES.has(role.role));
  const named = new Set(own.map((role) => role.class));
  const wholeSchools = new Set(own.filter((role) => !role.class).map((role) => role.school));
  return classes
    .filter((one) => named.has(one.id) || wholeSchools.has(one.school))
    .sort((a, b) => firstGrade(a) - firstGrade(b) || compare(a.label, b.label));
}

/** The subjects `me` teaches in a class, in the order of the roles; empty when none is named. */
export function subjectsIn(me: string, classId: string, roles: readonly RoleDoc[]): string[] {
  const found = new Set<string>();
  for (const role of roles) {
    if (role.person === me && role.subject && (role.class === classId || !role.class)) found.add(role.subject);
  }
  return [...found];
}

/** True for those who run the school: they get the page about the school server. */
export function runsSchool(me: string, roles: readonly RoleDoc[]): boolean {
  return roles.some((role) => role.person === me && RUNNING_ROLES.has(role.role));
}

/** The pupils of a class on a day, in the order a Kazakh class register has them. */
export function pupilsOf(
  classId: string,
  day: string,
  enrolments: readonly EnrolmentDoc[],
  people: readonly PersonDoc[],
  compare: (a: string, b: string) => number,
): Pupil[] {
  const names = new Map(people.map((person) => [person.id, person.name]));
  const seen = new Set<string>();
  const pupils: Pupil[] = [];
  for (const enrolment of enrolments) {
    if (enrolment.class !== classId || seen.has(enrolment.person)) continue;
    if (!runsOn(day, enrolment.starts_on, enrolment.ends_on)) continue;
    seen.add(enrolment.person);
    pupils.push({ id: enrolment.person, name: names.get(enrolment.person) ?? "…" });
  }
  return pupils.sort((a, b) => compare(a.name, b.name) || (a.id < b.id ? -1 : 1));
}

function firstGrade(one: ClassDoc): number {
  return one.grades[0] ?? 0;
}
