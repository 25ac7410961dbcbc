/** Which grade a learner was in: the new year raises the grade of whoever stays in a class, in the same enrolment. Pure. */
import type { ClassDoc, EnrolmentDoc } from "../../data/docs.ts";

/** Classes have gone up by then, whoever ends later has gone up with theirs. */
const UP_BY = "10-01";

/** The grade of an enrolment in the school year that began in `year`: less by as many as its class has gone up with it since. */
export function gradeIn(year: number, enrolment: Pick<EnrolmentDoc, "grade" | "ends_on">, one: Pick<ClassDoc, "year"> | undefined): number {
  const now = Number(one?.year?.slice(0, 4) ?? year);
  const last = enrolment.ends_on ? Number(enrolment.ends_on.slice(0, 4)) - (enrolment.ends_on.slice(5) < UP_BY ? 1 : 0) : now;
  return enrolment.grade - Math.max(0, Math.min(now, last) - year);
}
