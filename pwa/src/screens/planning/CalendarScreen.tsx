/** The calendars of a school: terms, holidays, working days and bells, for all its grades or for some. */
import { useState } from "preact/hooks";

import { type CalendarDoc, records, recordsReady } from "../../data/records.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/timetable.ts";
import { date, noon } from "../../i18n/time.ts";
import { bellAfter, calendarFault, calendarFields, type CalendarDraft, type CalendarFault, usualYear } from "../../planning/calendars.ts";
import { EmptyState, Loading } from "../../ui/bits.tsx";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Page } from "../../ui/Page.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { schoolNow } from "../journal/teaching.ts";
import { ledSchool, LEADING } from "../people/led.ts";
import { classesOf, weekdayName } from "./known.ts";
import { makeChange } from "./making.ts";
import "./planning.css";

const WEEK = [1, 2, 3, 4, 5, 6, 7];
const MOST = { terms: 6, holidays: 60, moved: 20, bells: 36 } as const;
const NAME_CHARACTERS = 120;

interface Editing {
  readonly before: CalendarDoc | null;
  readonly draft: CalendarDraft;
}

export default function CalendarScreen() {
  const school = ledSchool(LEADING);
  const [open, setOpen] = useState<Editing | null>(null);
  const today = schoolNow.value.day;
  const year = Number(today.slice(0, 4)) - (today.slice(5) < "07" ? 1 : 0);
  const all = records
    .list("calendar")
    .value.filter((one) => one.school === null || one.school === school)
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
          <Button kind="primary" icon="plus" block onClick={() => setOpen({ before: null, draft: usualYear(year) })}>
            {t("newCalendar")}
          </Button>
        </div>
      )}
      {open && <CalendarSheet school={school} editing={open} onClose={() => setOpen(null)} />}
    </Page>
  );
}

function summary(one: CalendarDoc): string {
  const grades = one.grades.length === 0 ? t("allGrades") : one.grades.join(", ");
  const days = [one.terms[0]?.starts_on, one.terms[one.terms.length - 1]?.ends_on].map((day) => (day ? date(noon(day)) : "…")).join(" – ");
  return `${days} · ${grades} · ${t("bells")}: ${one.bells.length}`;
}

function CalendarSheet({ school, editing, onClose }: { school: string; editing: Editing; onClose: () => void }) {
  const [draft, setDraft] = useState<CalendarDraft>(editing.draft);
  const [fault, setFault] = useState<CalendarFault | null>(null);
  const change = (some: Partial<CalendarDraft>): void => {
    setDraft({ ...draft, ...some });
    setFault(null);
  };
  const { before } = editing;
  const save = async (): Promise<void> => {
    const wrong = calendarFault(draft);
    setFault(wrong);
    if (wrong) return;
    const fields = calendarFields(school, draft);
    if (before) {
      const undo = { kind: "calendar.set", record: before.id, fields: calendarFields(school, before) };
      await makeChange({ makes: [{ kind: "calendar.set", record: before.id, base: before.op ?? null, fields }], undoes: () => [undo] }, t("calendarSaved"));
    } else await makeChange({ makes: [{ kind: "calendar.set", fields }], undoes: () => [] }, t("calendarSaved"));
    onClose();
  };
  const grades = [...new Set(classesOf(school).flatMap((one) => one.grades))].sort((a, b) => a - b);
  return (
    <Sheet title={t(before ? "editCalendar" : "newCalendar")} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Field id="cal-name" label={t("calendarName")} hint={t("calendarNameHint")} error={fault === "nameWrong" ? t(fault) : null}>
          <input id="cal-name" class="input" maxLength={NAME_CHARACTERS} aria-describedby={noteId("cal-name")} value={draft.name} onInput={(event) => change({ name: event.currentTarget.value })} />
        </Field>
        <Checks
          legend={t("grades")}
          all={grades.map((n) => ({ n, label: String(n) }))}
          chosen={draft.grades}
          none={t("allGrades")}
          onChange={(chosen) => change({ grades: chosen })}
        />
        <Checks legend={t("workdays")} all={WEEK.map((n) => ({ n, label: weekdayName(n) }))} chosen={draft.weekdays} error={fault === "weekdaysWrong" ? t(fault) : null} onChange={(weekdays) => change({ weekdays })} />
        <Spans id="term" legend={t("terms")} add={t("addTerm")} most={MOST.terms} spans={draft.terms} error={fault === "termsWrong" ? t(fault) : null} onChange={(terms) => change({ terms })} />
        <Spans id="holiday" legend={t("holidays")} add={t("addHoliday")} most={MOST.holidays} spans={draft.holidays} named error={fault === "holidaysWrong" ? t(fault) : null} onChange={(holidays) => change({ holidays })} />
        <Moved moved={draft.moved} error={fault === "movedWrong" ? t(fault) : null} onChange={(moved) => change({ moved })} />
        <Bells bells={draft.bells} error={fault === "bellsWrong" ? t(fault) : null} onChange={(bells) => change({ bells })} />
        <Button type="submit" kind="primary" icon="check" block>
          {t("save")}
        </Button>
      </form>
    </Sheet>
  );
}

function Wrong({ error }: { error: string | null | undefined }) {
  return error ? (
    <p class="field-error" role="alert">
      {error}
    </p>
  ) : null;
}

interface ChecksProps {
  readonly legend: string;
  readonly all: readonly { readonly n: number; readonly label: string }[];
  readonly chosen: readonly number[];
  /** What is said while nothing is chosen. */
  readonly none?: string;
  readonly error?: string | null;
  readonly onChange: (chosen: readonly number[]) => void;
}

function Checks({ legend, all, chosen, none, error, onChange }: ChecksProps) {
  return (
    <fieldset class="plan-checks">
      <legend class="field-label">{legend}</legend>
      {all.map(({ n, label }) => {
        const on = chosen.includes(n);
        return (
          <label key={n} class={on ? "choice choice-on" : "choice"}>
            <input type="checkbox" checked={on} onChange={() => onChange(on ? chosen.filter((one) => one !== n) : [...chosen, n].sort((a, b) => a - b))} />
            <span>{label}</span>
          </label>
        );
      })}
      {none && chosen.length === 0 && <p class="small muted plan-whole">{none}</p>}
      <Wrong error={error} />
    </fieldset>
  );
}

type Span = CalendarDraft["holidays"][number];

interface SpansProps {
  readonly id: string;
  readonly legend: string;
  readonly add: string;
  readonly most: number;
  readonly spans: readonly Span[];
  readonly named?: boolean;
  readonly error: string | null;
  readonly onChange: (spans: readonly Span[]) => void;
}

function Spans({ id, legend, add, most, spans, named = false, error, onChange }: SpansProps) {
  const set = (at: number, some: Partial<Span>): void => onChange(spans.map((span, n) => (n === at ? { ...span, ...some } : span)));
  return (
    <fieldset class="plan-lines">
      <legend class="field-label">{legend}</legend>
      {spans.map((span, at) => {
        const title = named ? (span.name ?? "") || String(at + 1) : t("term", { n: at + 1 });
        return (
          <div key={at} class="plan-line" role="group" aria-label={title}>
            {named ? (
              <Field id={`${id}-${at}-name`} label={t("label")}>
                <input id={`${id}-${at}-name`} class="input" maxLength={NAME_CHARACTERS} aria-describedby={noteId(`${id}-${at}-name`)} value={span.name ?? ""} onInput={(event) => set(at, { name: event.currentTarget.value })} />
              </Field>
            ) : (
              <b>{title}</b>
            )}
            <div class="plan-pair">
              <Field id={`${id}-${at}-first`} label={t("first")}>
                <input id={`${id}-${at}-first`} class="input" type="date" aria-describedby={noteId(`${id}-${at}-first`)} value={span.starts_on} onChange={(event) => set(at, { starts_on: event.currentTarget.value })} />
              </Field>
              <Field id={`${id}-${at}-last`} label={t("last")}>
                <input id={`${id}-${at}-last`} class="input" type="date" aria-describedby={noteId(`${id}-${at}-last`)} value={span.ends_on} onChange={(event) => set(at, { ends_on: event.currentTarget.value })} />
              </Field>
              <IconButton icon="close" label={t("removeThis", { what: title })} onClick={() => onChange(spans.filter((_, n) => n !== at))} />
            </div>
          </div>
        );
      })}
      {spans.length < most && (
        <Button kind="quiet" icon="plus" block onClick={() => onChange([...spans, { starts_on: "", ends_on: "" }])}>
          {add}
        </Button>
      )}
      <Wrong error={error} />
    </fieldset>
  );
}

function Moved({ moved, error, onChange }: { moved: CalendarDraft["moved"]; error: string | null; onChange: (moved: CalendarDraft["moved"]) => void }) {
  const set = (at: number, some: Partial<CalendarDraft["moved"][number]>): void => onChange(moved.map((one, n) => (n === at ? { ...one, ...some } : one)));
  return (
    <fieldset class="plan-lines">
      <legend class="field-label">{t("movedDays")}</legend>
      {moved.map((one, at) => (
        <div key={at} class="plan-line plan-pair">
          <Field id={`moved-${at}`} label={t("onDay")}>
            <input id={`moved-${at}`} class="input" type="date" aria-describedby={noteId(`moved-${at}`)} value={one.on} onChange={(event) => set(at, { on: event.currentTarget.value })} />
          </Field>
          <Field id={`moved-${at}-as`} label={t("asWeekday")}>
            <select id={`moved-${at}-as`} class="input" aria-describedby={noteId(`moved-${at}-as`)} value={one.weekday} onChange={(event) => set(at, { weekday: Number(event.currentTarget.value) })}>
              {WEEK.map((n) => (
                <option key={n} value={n}>
                  {weekdayName(n)}
                </option>
              ))}
            </select>
          </Field>
          <IconButton icon="close" label={t("removeThis", { what: one.on || String(at + 1) })} onClick={() => onChange(moved.filter((_, n) => n !== at))} />
        </div>
      ))}
      {moved.length < MOST.moved && (
        <Button kind="quiet" icon="plus" block onClick={() => onChange([...moved, { on: "", weekday: 1 }])}>
          {t("addMoved")}
        </Button>
      )}
      <Wrong error={error} />
    </fieldset>
  );
}

function Bells({ bells, error, onChange }: { bells: CalendarDraft["bells"]; error: string | null; onChange: (bells: CalendarDraft["bells"]) => void }) {
  const set = (at: number, some: Partial<CalendarDraft["bells"][number]>): void => onChange(bells.map((one, n) => (n === at ? { ...one, ...some } : one)));
  return (
    <fieldset class="plan-lines">
      <legend class="field-label">{t("bells")}</legend>
      {bells.map((bell, at) => {
        const title = t("lesson", { n: bell.n });
        return (
          <div key={bell.n} class="plan-line plan-bell" role="group" aria-label={title}>
            <b>{title}</b>
            <input class="input" type="time" aria-label={`${title}: ${t("starts")}`} value={bell.starts} onChange={(event) => set(at, { starts: event.currentTarget.value })} />
            <input class="input" type="time" aria-label={`${title}: ${t("ends")}`} value={bell.ends} onChange={(event) => set(at, { ends: event.currentTarget.value })} />
            {at === bells.length - 1 ? <IconButton icon="close" label={t("removeThis", { what: title })} onClick={() => onChange(bells.slice(0, -1))} /> : <span />}
          </div>
        );
      })}
      {bells.length < MOST.bells && (
        <Button kind="quiet" icon="plus" block onClick={() => onChange([...bells, bellAfter(bells)])}>
          {t("addBell")}
        </Button>
      )}
      <Wrong error={error} />
    </fieldset>
  );
}
