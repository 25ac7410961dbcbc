import { records } from "../../data/records.ts";

/** The school that a learner is at now, of those that this phone knows. */
export function schoolOf(learner: string): string {
  const places = records.list("enrolment").peek().filter((one) => one.person === learner);
  return places.map((one) => records.list("class").peek().find(({ id }) => id === one.class)?.school).find(Boolean) ?? "";
}
