import type { EnrolmentDoc } from "../../data/docs.ts";
import { records } from "../../data/records.ts";
import { schoolDay } from "../gradebook/school.ts";

/** The school that a learner is at, or was at last, of those that this phone knows; "" for one of whom it knows none. */
export function schoolOf(learner: string): string {
  return schoolsAt(enrolmentsOf(learner))[0] ?? "";
}

/** Every school that a learner is at today: few are at two. */
export function schoolsOf(learner: string): readonly string[] {
  return schoolsAt(enrolmentsOf(learner).filter((one) => !one.ends_on || one.ends_on >= schoolDay()));
}

/** The one that lasts longest first. */
function enrolmentsOf(learner: string): readonly EnrolmentDoc[] {
  const last = (one: EnrolmentDoc): string => one.ends_on ?? "~";
  return records.list("enrolment").peek().filter((one) => one.person === learner).sort((a, b) => (last(a) < last(b) ? 1 : -1));
}

function schoolsAt(places: readonly EnrolmentDoc[]): readonly string[] {
  const schools = places.map((one) => records.list("class").peek().find(({ id }) => id === one.class)?.school);
  return [...new Set(schools.filter((one) => one !== undefined))];
}
