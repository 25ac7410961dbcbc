/** The current learner's tasks, and another's for a parent, read from the records. */
import type { LearnerRecords, Task } from "./model/todo.ts";
import { tasksOf } from "./model/todo.ts";
import { schoolNow } from "../../data/now.ts";
import { records } from "../../data/records.ts";

/** Reading it in a component subscribes to all it is made of. */
export function recordsOf(learner: string): LearnerRecords {
  return {
    learner,
    assignments: records.list("assignment").value,
    enrolments: records.list("enrolment").value,
    submissions: records.list("submission").value,
    marks: records.list("mark").value,
    attempts: records.list("attempt").value,
    arrangements: records.list("arrangement").value,
    classes: records.list("class").value,
    calendars: records.list("calendar").value,
  };
}

export function tasksFor(learner: string, now = schoolNow()): Task[] {
  return tasksOf(recordsOf(learner), now);
}

/** «Фамилия Имя», or an ellipsis for somebody this phone has not been told about. */
export function nameOf(person: string): string {
  return records.get("person", person)?.name ?? "…";
}
