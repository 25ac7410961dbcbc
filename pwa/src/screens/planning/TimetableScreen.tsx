/** The timetable of a school, by class or by teacher, as it stands on a day; changes begin on that day. */
import { useState } from "preact/hooks";

import { records, recordsReady, type SlotDoc } from "../../data/records.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/timetable.ts";
import { calendarAhead } from "../../planning/calendar.ts";
import { isoWeekday } from "../../planning/flow.ts";
import { subjectName } from "../../planning/school.ts";
import { unconfirmed } from "../../planning/substituting.ts";
import { clashing, standingOn, weekdaysOf } from "../../planning/timetable.ts";
import { EmptyState, Loading, Notice } from "../../ui/bits.tsx";
import { LinkButton } from "../../ui/Button.tsx";
import { Choices, Field, noteId } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Page } from "../../ui/Page.tsx";
import { schoolNow } from "../journal/teaching.ts";
import { ledSchool, LEADING } from "../people/led.ts";
import { classesOf, personName, teachersOf, weekdayName } from "./known.ts";
import { SlotSheet } from "./SlotSheet.tsx";
import { YearFirst } from "./YearFirst.tsx";
import "./planning.css";

type View = "class" | "teacher";
interface Open {
  readonly slot: SlotDoc | null;
  readonly weekday: number;
  readonly bell: number;
}

export default function TimetableScreen() {
  const school = ledSchool(LEADING);
  const today = schoolNow.value.day;
  const [view, setView] = useState<View>("class");
  const [chosen, setChosen] = useState<Readonly<Record<View, string>>>({ class: "", teacher: "" });
  const [asked, setFrom] = useState("");
  const [open, setOpen] = useState<Open | null>(null);
  const from = asked === "" ? today : asked;
  const classes = classesOf(school);
  const teachers = teachersOf(school);
  const who = chosen[view] || (view === "class" ? (classes[0]?.id ?? "") : (teachers[0]?.value ?? ""));
  const all = standingOn(records.list("slot").value.filter((slot) => slot.school === school), from);
  const shown = all.filter((slot) => (view === "class" ? slot.lines.some((line) => line.class === who) : slot.teachers.includes(who)));
  const seen = classes.find((one) => one.id === who) ?? classes[0];
  const calendar = seen ? calendarAhead(seen, from, records.list("calendar").value) : null;
  const crossed = clashing(all);
  return (
    <Page title={t("title")} back="/admin" wide>
      {!recordsReady.value ? (
        <Loading label={core("loading")} rows={6} />
      ) : school === "" ? (
        <EmptyState icon="search" title={core("notFound")} text={core("notFoundText")} />
      ) : !seen ? (
        <EmptyState icon="people" title={t("noClasses")} text={t("noClassesText")} />
      ) : (
        <div class="stack-wide">
          <Ways />
          <div class="plan-tools">
            <Choices
              name="view"
              legend={t("view")}
              value={view}
              options={[
                { value: "class", label: t("byClass") },
                { value: "teacher", label: t("byTeacher") },
              ]}
              onChoose={setView}
            />
            <Field id="tt-who" label={t(view === "class" ? "klass" : "teacher")}>
              <select id="tt-who" class="input" aria-describedby={noteId("tt-who")} value={who} onChange={(event) => setChosen({ ...chosen, [view]: event.currentTarget.value })}>
                {(view === "class" ? classes.map((one) => ({ value: one.id, label: one.label })) : teachers).map((one) => (
                  <option key={one.value} value={one.value}>
                    {one.label}
                  </option>
                ))}
              </select>
            </Field>
            <Field id="tt-from" label={t("from")} hint={t("fromHint")}>
              <input id="tt-from" class="input" type="date" aria-describedby={noteId("tt-from")} value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
            </Field>
          </div>
          <YearFirst school={school} from={from} />
          {crossed.size > 0 && (
            <Notice tone="warn" icon="alert">
              {t("clashes", { n: crossed.size })}. {t("clashesMore")}
            </Notice>
          )}
          {calendar ? (
            <Week
              slots={shown}
              weekdays={weekdaysOf(calendar.weekdays, shown)}
              bells={calendar.bells}
              crossed={crossed}
              view={view}
              today={isoWeekday(from)}
              onOpen={setOpen}
            />
          ) : (
            <EmptyState icon="clock" title={t("noBells")} text={t("noBellsText")}>
              <LinkButton href="/admin/calendar" kind="primary" icon="clock">
                {t("toCalendar")}
              </LinkButton>
            </EmptyState>
          )}
        </div>
      )}
      {open && calendar && (
        <SlotSheet
          key={open.slot?.id ?? `${open.weekday}.${open.bell}`}
          school={school}
          before={open.slot}
          time={{ weekday: open.weekday, bell: open.bell }}
          suggest={view === "class" ? { classId: who, teacher: null } : { classId: null, teacher: who }}
          from={from}
          today={today}
          weekdays={weekdaysOf(calendar.weekdays, shown)}
          bells={calendar.bells.map((bell) => bell.n)}
          onClose={() => setOpen(null)}
        />
      )}
    </Page>
  );
}

/** The other screens of planning. */
function Ways() {
  const waiting = unconfirmed(records.list("substitution").value).length;
  return (
    <nav class="plan-ways" aria-label={t("title")}>
      <LinkButton href="/admin/substitutions" icon="people">
        {waiting > 0 ? `${t("toSubstitutions")} · ${waiting}` : t("toSubstitutions")}
      </LinkButton>
      <LinkButton href="/admin/calendar" icon="clock">
        {t("toCalendar")}
      </LinkButton>
      <LinkButton href="/admin/timetable/import" icon="upload">
        {t("toImport")}
      </LinkButton>
      <LinkButton href="/plans" icon="book">
        {t("toPlans")}
      </LinkButton>
    </nav>
  );
}

interface WeekProps {
  readonly slots: readonly SlotDoc[];
  readonly weekdays: readonly number[];
  readonly bells: readonly { readonly n: number; readonly starts: string; readonly ends: string }[];
  readonly crossed: ReadonlySet<string>;
  readonly view: View;
  readonly today: number;
  readonly onOpen: (open: Open) => void;
}

/** A phone shows one day, a wide screen the week. */
function Week({ slots, weekdays, bells, crossed, view, today, onOpen }: WeekProps) {
  const [picked, setPicked] = useState(0);
  const day = picked || (weekdays.includes(today) ? today : (weekdays[0] ?? 1));
  return (
    <section class="stack" aria-label={t("week")}>
      <div class="week-days" role="group" aria-label={t("days")}>
        {weekdays.map((one) => (
          <button key={one} type="button" class="chip chip-button" aria-pressed={one === day} onClick={() => setPicked(one)}>
            {weekdayName(one)}
          </button>
        ))}
      </div>
      <div class="week">
        {weekdays.map((weekday) => (
          <section key={weekday} class={weekday === day ? "week-day week-day-on" : "week-day"} aria-label={weekdayName(weekday)}>
            <h2>{weekdayName(weekday)}</h2>
            <ol class="week-cells">
              {bells.map((bell) => (
                <li key={bell.n} class="week-row">
                  <span class="week-bell">
                    <b>{bell.n}</b>
                    <span>{bell.starts}</span>
                  </span>
                  <Cell weekday={weekday} bell={bell.n} slots={slots.filter((slot) => slot.weekday === weekday && slot.bell === bell.n)} crossed={crossed} view={view} onOpen={onOpen} />
                </li>
              ))}
            </ol>
          </section>
        ))}
      </div>
    </section>
  );
}

interface CellProps extends Pick<WeekProps, "crossed" | "view" | "onOpen" | "slots"> {
  readonly weekday: number;
  readonly bell: number;
}

function Cell({ weekday, bell, slots, crossed, view, onOpen }: CellProps) {
  const at = { day: weekdayName(weekday), n: bell };
  return (
    <span class="week-cell">
      {slots.map((slot) => {
        const subjects = [...new Set(slot.lines.map((line) => subjectName(line.subject)))].join(", ");
        const classes = [...new Set(slot.lines.map((line) => records.get("class", line.class)?.label ?? "…"))].join(", ");
        const teachers = slot.teachers.map(personName).join(", ");
        const [head, under] = view === "class" ? [subjects, teachers] : [classes, subjects];
        const groups = [...new Set(slot.lines.flatMap((line) => (line.group ? [records.get("group", line.group)?.name ?? "…"] : [])))].join(", ");
        return (
          <button
            key={slot.id}
            type="button"
            class={crossed.has(slot.id) ? "week-lesson week-crossed" : "week-lesson"}
            aria-label={t("lessonAt", { ...at, what: [head, under, groups, slot.room, crossed.has(slot.id) ? t("clash") : ""].filter(Boolean).join(", ") })}
            onClick={() => onOpen({ slot, weekday, bell })}
          >
            {/* Spaces between the parts: what is said has to hold what is seen, word by word. */}
            <b>{head}</b> <span>{[under, groups, slot.room].filter(Boolean).join(" · ")}</span>{" "}
            {crossed.has(slot.id) && (
              <span class="week-clash">
                <Icon name="alert" small />
                {t("clash")}
              </span>
            )}
          </button>
        );
      })}
      {slots.length === 0 && (
        <button type="button" class="week-free" aria-label={t("addAt", at)} onClick={() => onOpen({ slot: null, weekday, bell })}>
          <Icon name="plus" small />
        </button>
      )}
    </span>
  );
}
