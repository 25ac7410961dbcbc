import type { EnrolmentDoc } from "../../data/docs.ts";
import { records } from "../../data/records.ts";

/** The school that a learner is at now, of those that this phone knows. */
export function schoolOf(learner: string): string {
  const last = (one: EnrolmentDoc): string => one.ends_on ?? "~";
  const places = records.list("enrolment").peek().filter((one) => one.person === learner).sort((a, b) => (last(a) < last(b) ? 1 : -1));
  return places.map((one) => records.list("class").peek().find(({ id }) => id === one.class)?.school).find(Boolean) ?? "";
}
