/** Terms, policies and points as this phone knows them, for teachers and families alike. */
import { computed, type ReadonlySignal } from "@preact/signals";

import { type Adopted, adoptedOn, policyOf, type Published, termsOf } from "../../assessment/policies.ts";
import { schoolNow } from "../../data/now.ts";
import { type CalendarDoc, records } from "../../data/records.ts";
import { dayOf } from "../../i18n/time.ts";
import { calendarBefore, calendarOfTerms } from "../../planning/calendar.ts";
import { type BookRules, Given } from "./model.ts";
import { lastBegun, type Term, termOn, termsOfCalendar } from "./terms.ts";

/** The school's own day: phones with a wrong clock are corrected by their server's. */
export function schoolDay(): string {
  return dayOf(schoolNow());
}

export function termsOfClass(classId: string): readonly Term[] {
  const calendar = calendarOf(classId);
  return calendar ? termsOfCalendar(calendar) : [];
}

/** Of the school year that is now; in summer of the one whose lessons are over. */
export function calendarOf(classId: string): CalendarDoc | null {
  return asked(classId, calendarOfTerms);
}

/** The terms of the year that ended before this one, while its calendar is known. */
export function endedTermsOf(classId: string): readonly Term[] {
  const calendar = asked(classId, calendarBefore);
  return calendar ? termsOfCalendar(calendar) : [];
}

/** A term of this year or of the one that ended. */
export function termOfClass(classId: string, key: string | undefined): Term | null {
  return [...endedTermsOf(classId), ...termsOfClass(classId)].find((one) => one.key === key) ?? null;
}

/** The term that stands and the one before it, which is corrected and carried over for a while yet. */
export function latestTerms(classId: string): readonly Term[] {
  return lastBegun([...endedTermsOf(classId), ...termsOfClass(classId)], schoolDay());
}

/** The calendar that a term of this year or of the one that ended is of. */
export function calendarOfTerm(classId: string, { key }: Term): CalendarDoc | null {
  return endedTermsOf(classId).some((one) => one.key === key) ? asked(classId, calendarBefore) : calendarOf(classId);
}

function asked(classId: string, which: typeof calendarOfTerms): CalendarDoc | null {
  const one = records.get("class", classId);
  return one ? which(one, schoolDay(), records.list("calendar").value) : null;
}

export function currentTerm(classId: string): Term | null {
  return termOn(termsOfClass(classId), schoolDay());
}

/** What a hub has published for a school. */
export function publishedFor(school: string | undefined): Published[] {
  return records.list("published_policy").value.filter(({ schools }) => schools?.includes(school ?? "") ?? true);
}

/** What a school makes its marks by on a day. */
export function adoptedAt(school: string | undefined, day: string): Adopted {
  return adoptedOn(day, records.list("adopted_policy").value.filter((one) => one.school === school), publishedFor(school));
}

/** The school's policy for a subject in a term, and whose points make its mark. */
export function rulesFor(classId: string, subject: string, term: Term): (BookRules & { terms: readonly string[] }) | null {
  const school = records.get("class", classId)?.school;
  const adopted = adoptedAt(school, term.ends_on);
  const policy = policyOf(adopted.policy, records.list("published_policy").value);
  if (!policy) return null;
  return { policy, scale: adopted.pass_subjects.includes(subject) ? "pass" : "marks", terms: termsOf(term.key, subject, adopted) };
}

export const given: ReadonlySignal<Given> = computed(
  () => new Given(records.list("score").value, records.list("mark").value, new Map(records.list("assignment").value.map((one) => [one.id, one]))),
);
