/** The plans of whoever looks: which there are, their rows, and the lessons they stand on. */
import { useEffect, useState } from "preact/hooks";

import { askMine } from "../../data/asking.ts";
import { overlay } from "../../data/overlay.ts";
import { pending, rows as outbox } from "../../data/outbox.ts";
import { type CalendarDoc, type PlanRowDoc, records } from "../../data/records.ts";
import { compareKazakh } from "../../i18n/collate.ts";
import { asCalendar, asSlot, calendarAhead, taughtOf } from "../../planning/calendar.ts";
import { type Closure, firstDay, type Occasion, occasions, type Settled, type Taught } from "../../planning/flow.ts";
import type { Held } from "../../planning/plan.ts";
import { closuresOf, heldHere, settledSince, subjectName } from "../../planning/school.ts";
import { schoolNow } from "../journal/teaching.ts";
import { ledSchool, LEADING } from "../people/led.ts";
import { me } from "../teacher/desk.ts";
import { hasSubject, mayTeach } from "./known.ts";

/** From June on new lists are of the next school year. */
const YEAR_TURNS = "06-01";

/** The grade in an address; a class as a whole has none. */
const WHOLE = "all";

export function addressOf(taught: Taught): string {
  return `/plans/${[taught.class, taught.subject, taught.grade ?? WHOLE].map((part) => encodeURIComponent(String(part))).join("/")}`;
}

export function taughtAt(params: Readonly<Record<string, string>>): Taught {
  const grade = params["grade"] ?? WHOLE;
  return { class: params["class"] ?? "", subject: params["subject"] ?? "", grade: grade === WHOLE ? null : Number(grade) };
}

export function nameOfPlan(taught: Taught): string {
  return `${records.get("class", taught.class)?.label ?? "…"} · ${subjectName(taught.subject)}`;
}

function keyOf(taught: Taught): string {
  return `${taught.class}~${taught.subject}~${taught.grade ?? ""}`;
}

/** What the timetable, the lists and the rows on this phone say that one teaches; leaders see the whole school's. */
export function plansKnown(): Taught[] {
  const led = ledSchool(LEADING);
  const found = new Map<string, Taught>();
  const add = (taught: Taught): void => void found.set(keyOf(taught), taught);
  for (const slot of records.list("slot").value) {
    for (const line of slot.lines) if (slot.school === led || slot.teachers.includes(me.value) || mayTeach(me.value, line.class, line.subject)) add(taughtOf(line));
  }
  for (const row of records.list("plan_row").value) add({ class: row.class, subject: row.subject, grade: row.grade });
  for (const role of records.list("role").value) {
    const grades = role.class ? (records.get("class", role.class)?.grades ?? []) : [];
    if (role.person === me.value && role.role === "teacher" && role.class && role.subject && grades.length === 1) add({ class: role.class, subject: role.subject, grade: null });
  }
  const first = (taught: Taught): number => records.get("class", taught.class)?.grades[0] ?? 0;
  return [...found.values()].sort((a, b) => first(a) - first(b) || compareKazakh(nameOfPlan(a), nameOfPlan(b)) || (a.grade ?? 0) - (b.grade ?? 0));
}

export interface PlanSeen {
  /** null: still being asked for. */
  readonly rows: readonly PlanRowDoc[] | null;
  readonly held: readonly Held[];
  readonly failed: boolean;
}

interface Answer {
  readonly rows: readonly PlanRowDoc[];
  readonly held: readonly Held[];
}

function isOf(taught: Taught): (row: PlanRowDoc) => boolean {
  return (row) => row.class === taught.class && row.subject === taught.subject && row.grade === taught.grade;
}

/** Rows from this phone for who teaches the subject there; those who lead ask the school's server. */
export function usePlan(taught: Taught, tries: number): PlanSeen {
  const own = hasSubject(me.value, taught.class, taught.subject) || records.list("plan_row").value.some(isOf(taught));
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [failed, setFailed] = useState(false);
  const waits = pending.value.count;
  useEffect(() => {
    if (own) return;
    let left = false;
    setFailed(false);
    askPlan(taught).then(
      (found) => {
        if (!left) setAnswer(found);
      },
      () => {
        if (!left) setFailed(true);
      },
    );
    return () => {
      left = true;
    };
    // What was waiting has come to the school: its answer knows it now.
  }, [own, keyOf(taught), tries, waits]);
  if (own) return { rows: records.list("plan_row").value.filter(isOf(taught)), held: heldHere.value, failed: false };
  if (!answer) return { rows: null, held: [], failed };
  const laid = overlay("plan_row", new Map(answer.rows.map((row) => [row.id, row])), outbox.value, me.value);
  return { rows: [...laid.values()].filter(isOf(taught)), held: [...new Map([...answer.held, ...heldHere.value].map((one) => [one.record, one])).values()], failed: false };
}

/** `year`: only the rows of that school year. */
export function askPlan(taught: Taught, year?: number): Promise<Answer> {
  const query = new URLSearchParams({ class: taught.class, subject: taught.subject, ...(taught.grade === null ? {} : { grade: String(taught.grade) }), ...(year === undefined ? {} : { year: String(year) }) });
  return askMine<Answer>(`/api/v1/planning/plan?${query.toString()}`);
}

export interface Lessons {
  readonly calendar: CalendarDoc;
  /** The year's first day. */
  readonly first: string;
  /** The lessons that there are, and those that there would have been without closures. */
  readonly lessons: readonly Occasion[];
  readonly undisturbed: readonly Occasion[];
  /** The school's orders that stand. */
  readonly closures: readonly Closure[];
  /** The lessons without one of the closures. */
  without(closure: Closure): readonly Occasion[];
  readonly settled: ReadonlyMap<string, Settled>;
}

/** The year in which the school year of new rows begins: of the calendar that they are planned by, or else of the day's lists. */
export function yearOfPlan(taught: Taught): number {
  const { day } = schoolNow.value;
  const one = records.get("class", taught.class);
  const calendar = one ? calendarAhead(one, day, records.list("calendar").value) : null;
  return calendar ? Number(firstDay(asCalendar(calendar)).slice(0, 4)) : Number(day.slice(0, 4)) - (day.slice(5) < YEAR_TURNS ? 1 : 0);
}

/** The year's lessons of what is taught; null where no calendar is known. */
export function lessonsOf(taught: Taught, held: readonly Held[]): Lessons | null {
  const one = records.get("class", taught.class);
  const calendar = one ? calendarAhead(one, schoolNow.value.day, records.list("calendar").value) : null;
  if (!calendar) return null;
  const closures = closuresOf(one?.school);
  const slots = records.list("slot").value.map(asSlot);
  const year = (standing: readonly Closure[]): readonly Occasion[] => occasions(asCalendar(calendar), slots, standing, taught);
  const first = firstDay(asCalendar(calendar));
  const since = held.filter((one) => one.day >= first);
  const settled = new Map<string, Settled>([...since.map((lesson) => [lesson.record, { held: true, row: lesson.row }] as const), ...settledSince(first)]);
  return {
    calendar,
    first,
    lessons: year(closures),
    undisturbed: year([]),
    closures,
    without: (closure) => year(closures.filter((other) => other !== closure)),
    settled,
  };
}

