/** Who is away, and who takes the lessons. Pure. */
import type { SubstitutionDoc } from "../data/docs-planning.ts";
import { type DayLesson, type Known, lessonsOn } from "./day.ts";
import { addDays } from "./flow.ts";

/** Days for which one absence is entered at a time: an illness of three weeks. */
export const MOST_DAYS = 21;

export function daysFrom(first: string, last: string): string[] {
  const days: string[] = [];
  for (let day = first; day <= last && days.length < MOST_DAYS; day = addDays(day, 1)) days.push(day);
  return days;
}

/** Every lesson on these days, in their order. */
export function lessonsBetween(first: string, last: string, knownOn: (day: string) => Known): DayLesson[] {
  return daysFrom(first, last).flatMap((day) => lessonsOn(day, { day: first, minute: 0 }, knownOn(day)));
}

export function recordFor(lesson: Pick<DayLesson, "slot" | "day">): string {
  return `${lesson.slot.id}~${lesson.day.split("-").join("")}`;
}

/** Whether somebody is already in a lesson at that time, their own or a taken one. */
export function busyIn(person: string, lesson: DayLesson, all: readonly DayLesson[]): boolean {
  return all.some((other) => {
    if (other.day !== lesson.day || other.slot.bell !== lesson.slot.bell || other.slot.id === lesson.slot.id) return false;
    return other.substitute ? other.substitute.substitute === person : other.slot.teachers.includes(person);
  });
}

/** Those that teachers took themselves, the earliest first. */
export function unconfirmed(all: readonly SubstitutionDoc[]): SubstitutionDoc[] {
  return all.filter((one) => !one.confirmed && !one.withdrawn).sort(inTime);
}

export function inTime(a: SubstitutionDoc, b: SubstitutionDoc): number {
  return a.date === b.date ? (a.id < b.id ? -1 : 1) : a.date < b.date ? -1 : 1;
}
