/** The lessons of the current teacher on a day, and the acts of the journal. */
import { computed, type ReadonlySignal } from "@preact/signals";

import { submit } from "../../data/outbox.ts";
import { type AttendanceCode, type AttendanceDoc, type LessonState, records, type SlotLine } from "../../data/records.ts";
import { overEverySide } from "../../data/rewriting.ts";
import { compareKazakh } from "../../i18n/collate.ts";
import { dayOf, wall } from "../../i18n/time.ts";
import { taughtOf } from "../../planning/calendar.ts";
import { type DayLesson, type DayLine, lessonsOn } from "../../planning/day.ts";
import { knownOn, plannedFor } from "../../planning/school.ts";
import { me, now } from "../teacher/desk.ts";
import { type Pupil, pupilsOf, runsOn } from "../teacher/model/roster.ts";

/** Now as the school's clock has it: phones with a wrong clock are corrected by their server's. */
export const schoolNow: ReadonlySignal<{ day: string; minute: number }> = computed(() => {
  const { hour, minute } = wall(now.value);
  return { day: dayOf(now.value), minute: hour * 60 + minute };
});

/** The lessons that the current teacher has, or takes for somebody, on a day. */
export function myLessons(day: string): DayLesson[] {
  return lessonsOn(day, schoolNow.value, knownOn(day)).filter(
    (one) => one.slot.teachers.includes(me.value) || one.substitute?.substitute === me.value,
  );
}

/** The row of the plan that stands on this line, if it is not in the journal yet. */
export function planned(line: DayLine, day: string) {
  const calendar = knownOn(day).calendar(line.line.class);
  const row = calendar ? plannedFor(taughtOf(line.line), calendar).get(line.record) : null;
  return row ? (records.get("plan_row", row) ?? null) : null;
}

/** Who is expected in a line of a lesson: its class, grade and group on that day. */
export function expectedIn(line: SlotLine, day: string): readonly Pupil[] {
  const enrolments = records.list("enrolment").value.filter((one) => line.grade === null || one.grade === line.grade);
  const pupils = pupilsOf(line.class, day, enrolments, records.list("person").value, compareKazakh);
  if (!line.group) return pupils;
  const members = new Set(
    records
      .list("membership")
      .value.filter((one) => one.group === line.group && runsOn(day, one.starts_on, one.ends_on))
      .map((one) => one.learner),
  );
  return pupils.filter((pupil) => members.has(pupil.id));
}

export function attendanceOf(record: string, learner: string): AttendanceDoc | undefined {
  return records.get("attendance", `${record}~${learner}`);
}

/** One tap, at once on the phone: nothing of a lesson waits for its end to be kept. */
export async function setAttendance(line: DayLine, learner: string, code: AttendanceCode): Promise<void> {
  const before = attendanceOf(line.record, learner);
  await submit({
    kind: "attendance.set",
    record: `${line.record}~${learner}`,
    base: before?.op ?? null,
    fields: { lesson: line.record, learner, class: line.line.class, code },
  });
}

export interface Written {
  readonly topic: string;
  readonly homework: string;
  readonly row: string | null;
}

/** Writes one line of a lesson into the journal, over all that stood there. */
export async function writeLine(lesson: DayLesson, line: DayLine, state: LessonState, written: Written, reason = ""): Promise<void> {
  await overEverySide("journal.record", line.record, line.entry, {
    school: lesson.slot.school,
    class: line.line.class,
    grade: line.line.grade,
    subject: line.line.subject,
    date: lesson.day,
    bell: lesson.slot.bell,
    slot: lesson.slot.id,
    line: line.line.n,
    state,
    reason,
    topic: written.topic,
    plan_row: state === "held" ? written.row : null,
    homework: written.homework,
  });
}
