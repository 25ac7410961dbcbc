/** What those who lead a school choose from: its classes, teachers, subjects and groups, as this phone knows them. */
import { type ClassDoc, type GroupDoc, records, type SlotDoc } from "../../data/records.ts";
import { compareKazakh } from "../../i18n/collate.ts";
import { noon, weekday } from "../../i18n/time.ts";
import { addDays } from "../../planning/flow.ts";
import { subjectName } from "../../planning/school.ts";

const TEACHING: ReadonlySet<string> = new Set(["teacher", "class_teacher"]);
/** As server/planning/limits.py has it. */
const LAST_PRIMARY_GRADE = 4;
const SOME_MONDAY = "2026-11-23";

export interface Option {
  readonly value: string;
  readonly label: string;
}

export function classesOf(school: string): ClassDoc[] {
  return records
    .list("class")
    .value.filter((one) => one.school === school)
    .sort((a, b) => (a.grades[0] ?? 0) - (b.grades[0] ?? 0) || compareKazakh(a.label, b.label));
}

export function personName(id: string): string {
  return records.get("person", id)?.name ?? "…";
}

/** Everybody who teaches there, by the lists or by the timetable. */
export function teachersOf(school: string): Option[] {
  const ids = new Set<string>();
  for (const role of records.list("role").value) if (role.school === school && TEACHING.has(role.role)) ids.add(role.person);
  for (const slot of records.list("slot").value) if (slot.school === school) slot.teachers.forEach((one) => ids.add(one));
  return [...ids].map((id) => ({ value: id, label: personName(id) })).sort((a, b) => compareKazakh(a.label, b.label));
}

/** Subjects that have a name, or that a list or the timetable speaks of. */
export function subjectOptions(school: string): Option[] {
  const codes = new Set<string>();
  for (const one of records.list("subject").value) if (one.school === null || one.school === school) codes.add(one.code);
  for (const role of records.list("role").value) if (role.school === school && role.subject) codes.add(role.subject);
  for (const slot of records.list("slot").value) if (slot.school === school) slot.lines.forEach((line) => codes.add(line.subject));
  return [...codes].map((code) => ({ value: code, label: subjectName(code) })).sort((a, b) => compareKazakh(a.label, b.label));
}

export function groupsOf(school: string): GroupDoc[] {
  return records
    .list("group")
    .value.filter((one) => one.school === school)
    .sort((a, b) => compareKazakh(a.name, b.name));
}

/** Whether the lists let somebody keep the journal of a subject in a class. */
export function mayTeach(person: string, classId: string, subject: string): boolean {
  return records.list("role").value.some((role) => role.person === person && TEACHING.has(role.role) && role.class === classId && (!role.subject || role.subject === subject));
}

/**
 * Whether the plan of a subject there comes to somebody's phone: to who has exactly this subject, and in primary
 * school to who has the class in all of them.
 */
export function hasSubject(person: string, classId: string, subject: string): boolean {
  const grades = records.get("class", classId)?.grades ?? [];
  const primary = grades.length > 0 && grades.every((grade) => grade <= LAST_PRIMARY_GRADE);
  return records
    .list("role")
    .value.some((role) => role.person === person && TEACHING.has(role.role) && role.class === classId && (role.subject === subject || (!role.subject && primary)));
}

/** «дүйсенбі» of 1 */
export function weekdayName(n: number): string {
  return weekday(noon(addDays(SOME_MONDAY, n - 1)));
}

/** «5 Ә, 4 А: Математика» */
export function slotPlace(slot: Pick<SlotDoc, "lines">): string {
  const classes = new Set(slot.lines.map((line) => records.get("class", line.class)?.label ?? "…"));
  const subjects = new Set(slot.lines.map((line) => subjectName(line.subject)));
  return `${[...classes].join(", ")}: ${[...subjects].join(", ")}`;
}
