/** The calendars of a school: terms, holidays, working days and bells, for all its grades or for some. */
import { useState } from "preact/hooks";

import { type CalendarDoc, records, recordsReady } from "../../data/records.ts";
import { changedOf } from "../../data/rewriting.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/timetable.ts";
import { date, noon } from "../../i18n/time.ts";
import { calendarFields, type CalendarDraft, comingYear, isAnotherYear } from "../../planning/calendars.ts";
import { EmptyState, Loading } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Page } from "../../ui/Page.tsx";
import { schoolNow } from "../journal/teaching.ts";
import { ledSchool, LEADING } from "../people/led.ts";
import { CalendarSheet } from "./CalendarSheet.tsx";
import { classesOf } from "./known.ts";
import { makeChange } from "./making.ts";
import "./planning.css";

interface Editing {
  readonly before: CalendarDoc | null;
  readonly draft: CalendarDraft;
}

export default function CalendarScreen() {
  const school = ledSchool(LEADING);
  const [open, setOpen] = useState<Editing | null>(null);
  const today = schoolNow.value.day;
  const year = Number(today.slice(0, 4)) - (today.slice(5) < "06" ? 1 : 0);
  const all = records
    .list("calendar")
    .value.filter((one) => one.school === null ? (one.schools?.includes(school) ?? true) : one.school === school)
    .sort((a, b) => (a.name === b.name ? (a.id < b.id ? -1 : 1) : a.name < b.name ? 1 : -1));
  return (
    <Page title={t("calendar")} back="/admin/timetable">
      {!recordsReady.value ? (
        <Loading label={core("loading")} />
      ) : school === "" ? (
        <EmptyState icon="search" title={core("notFound")} text={core("notFoundText")} />
      ) : (
        <div class="stack-wide">
          <p class="muted">{t("calendarLead")}</p>
          {all.length === 0 && <EmptyState icon="clock" title={t("noCalendars")} text={t("noCalendarsText")} />}
          {all.map((one) => (
            <button key={one.id} type="button" class="card plan-open" onClick={() => setOpen(one.school === null ? { before: null, draft: one } : { before: one, draft: one })}>
              <span class="plan-row-text">
                <b>{one.name}</b>
                <span class="small muted">{summary(one)}</span>
                {one.school === null && <span class="small">{`${t("national")} ${t("ownFrom")}.`}</span>}
              </span>
              <Icon name="next" small />
            </button>
          ))}
          <Button kind="primary" icon="plus" block onClick={() => setOpen({ before: null, draft: comingYear(year, all.filter((one) => one.school === school)) })}>
            {t("newCalendar")}
          </Button>
        </div>
      )}
      {open && <CalendarSheet title={t(open.before ? "editCalendar" : "newCalendar")} grades={gradesOf(school)} draft={open.draft} onSave={(draft) => save(school, open.before, draft).then(() => setOpen(null))} onClose={() => setOpen(null)} />}
    </Page>
  );
}

function summary(one: CalendarDoc): string {
  const grades = one.grades.length === 0 ? t("allGrades") : one.grades.join(", ");
  const days = [one.terms[0]?.starts_on, one.terms[one.terms.length - 1]?.ends_on].map((day) => (day ? date(noon(day)) : "…")).join(" – ");
  return `${days} · ${grades} · ${t("bells")}: ${one.bells.length}`;
}

function gradesOf(school: string): readonly number[] {
  return [...new Set(classesOf(school).flatMap((one) => one.grades))].sort((a, b) => a - b);
}

async function save(school: string, before: CalendarDoc | null, draft: CalendarDraft): Promise<void> {
  const fields = calendarFields(school, draft);
  if (before && !isAnotherYear(before, draft)) {
    // A calendar is written whole: what a colleague has changed since the sheet was opened stays.
    const now = records.get("calendar", before.id) ?? before;
    const stood = calendarFields(school, now);
    const undo = { kind: "calendar.set", record: before.id, fields: stood };
    const whole = { ...stood, ...changedOf(calendarFields(school, before), fields) };
    await makeChange({ makes: [{ kind: "calendar.set", record: before.id, base: now.op ?? null, fields: whole }], undoes: () => [undo] }, t("calendarSaved"));
  } else await makeChange({ makes: [{ kind: "calendar.set", fields }], undoes: () => [] }, t("calendarSaved"));
}
