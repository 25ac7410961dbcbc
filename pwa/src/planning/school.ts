/** The school's timetable and plans on this phone, and which row of a plan stands on which lesson. */
import { computed, type ReadonlySignal } from "@preact/signals";

import { type CalendarDoc, type JournalDoc, records } from "../data/records.ts";
import { lang } from "../i18n/index.ts";
import { asCalendar, asSlot, calendarFor } from "./calendar.ts";
import type { Known } from "./day.ts";
import { type Closure, firstDay, flow, occasions, ofYear, type Row, type Settled, type Taught } from "./flow.ts";
import type { Held } from "./plan.ts";
import { hasLeft } from "./year.ts";

const orders = computed(() =>
  records
    .list("closure")
    .value.filter((one) => !one.withdrawn)
    .map((one) => ({ school: one.school, span: [one.starts_on, one.ends_on] as const, classes: one.classes })),
);

/** The orders of a school that stand. A teacher, or a mother, may have to do with several. */
export function closuresOf(school: string | undefined): readonly Closure[] {
  return orders.value.filter((one) => one.school === school);
}

const slots = computed(() => records.list("slot").value.map(asSlot));

/** What the journal has settled since a day, by the record of the lesson. */
export function settledSince(first: string): Map<string, Settled> {
  return new Map(records.list("journal").value.flatMap((one) => (one.date < first ? [] : [[one.id, { held: one.state === "held", row: one.plan_row }] as const])));
}

/** The lessons that this phone knows to have been held with a row of a plan. */
export const heldHere: ReadonlySignal<readonly Held[]> = computed(() =>
  records.list("journal").value.flatMap((one) => (one.state === "held" && one.plan_row !== null ? [{ record: one.id, row: one.plan_row, day: one.date }] : [])),
);

const plans = new Map<string, { key: readonly unknown[]; dated: Map<string, string | null> }>();

/** The plan row of each lesson not yet in the journal, by the lesson's record. Worked out once per change. */
export function plannedFor(taught: Taught, calendar: CalendarDoc): ReadonlyMap<string, string | null> {
  const rows = records.list("plan_row").value;
  const key = [rows, slots.value, orders.value, records.list("journal").value, calendar];
  const name = `${taught.class}~${taught.grade ?? ""}~${taught.subject}`;
  const known = plans.get(name);
  if (known?.key.every((part, at) => part === key[at])) return known.dated;
  const own: Row[] = rows.filter((row) => row.class === taught.class && row.subject === taught.subject && row.grade === taught.grade);
  const year = asCalendar(calendar);
  const first = firstDay(year);
  const dated = flow(ofYear(own, heldHere.value, first).rows, occasions(year, slots.value, closuresOf(records.get("class", taught.class)?.school), taught), settledSince(first));
  plans.set(name, { key, dated });
  return dated;
}

export function subjectName(code: string): string {
  const found = records.list("subject").value.find((one) => one.code === code);
  return found ? found.names[lang.value] : code;
}

const journal: ReadonlySignal<ReadonlyMap<string, JournalDoc>> = computed(() => new Map(records.list("journal").value.map((one) => [one.id, one])));

/** What this phone knows of a day's lessons. */
export function knownOn(day: string): Known {
  const calendars = records.list("calendar").value;
  const stays = records.list("enrolment").value;
  return {
    slots: records.list("slot").value,
    closures: closuresOf,
    substitutions: records.list("substitution").value,
    journal: journal.value,
    calendar(classId) {
      const one = records.get("class", classId);
      return one && !hasLeft(one, day, stays) ? calendarFor(one, day, calendars) : null;
    },
  };
}
