/** A calendar in a form: terms, holidays, days that follow another weekday, and bells. */
import { useState } from "preact/hooks";

import { t } from "../../i18n/timetable.ts";
import { bellAfter, calendarFault, type CalendarDraft, type CalendarFault } from "../../planning/calendars.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { weekdayName } from "./known.ts";
import "./planning.css";

const WEEK = [1, 2, 3, 4, 5, 6, 7];
const MOST = { terms: 6, holidays: 60, moved: 20, bells: 36 } as const;
const NAME_CHARACTERS = 120;

interface SheetProps {
  readonly title: string;
  /** Those to choose from. */
  readonly grades: readonly number[];
  readonly draft: CalendarDraft;
  readonly onSave: (draft: CalendarDraft) => Promise<void>;
  readonly onClose: () => void;
}

export function CalendarSheet({ title, grades, draft: given, onSave, onClose }: SheetProps) {
  const [draft, setDraft] = useState<CalendarDraft>(given);
  const [fault, setFault] = useState<CalendarFault | null>(null);
  const change = (some: Partial<CalendarDraft>): void => {
    setDraft({ ...draft, ...some });
    setFault(null);
  };
  const save = async (): Promise<void> => {
    const wrong = calendarFault(draft);
    setFault(wrong);
    if (!wrong) await onSave(draft);
  };
  return (
    <Sheet title={title} onClose={onClose}>
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
        <Spans id="term" legend={t("terms")} add={t("addTerm")} most={MOST.terms} spans={draft.terms} error={fault === "termsWrong" || fault === "yearNotWhole" ? t(fault) : null} onChange={(terms) => change({ terms })} />
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
