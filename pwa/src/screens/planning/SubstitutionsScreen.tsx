/** For those who lead the school: who takes whose lessons, and what teachers took themselves. */
import { useState } from "preact/hooks";

import { type NewOperation, submit } from "../../data/outbox.ts";
import { records, recordsReady, type SubstitutionDoc } from "../../data/records.ts";
import { change } from "../../data/rewriting.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/timetable.ts";
import { date, noon, weekday } from "../../i18n/time.ts";
import type { DayLesson } from "../../planning/day.ts";
import { knownOn } from "../../planning/school.ts";
import { busyIn, inTime, lessonsBetween, MOST_DAYS, daysFrom, recordFor, unconfirmed } from "../../planning/substituting.ts";
import { EmptyState, Loading, Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { schoolNow } from "../journal/teaching.ts";
import { timeOf } from "../journal/words.tsx";
import { ledSchool, LEADING } from "../people/led.ts";
import { personName, slotPlace, teachersOf } from "./known.ts";
import "./planning.css";

const REASON_CHARACTERS = 300;

export default function SubstitutionsScreen() {
  const school = ledSchool(LEADING);
  const today = schoolNow.value.day;
  const all = records.list("substitution").value.filter((one) => records.get("slot", one.slot)?.school === school);
  const ahead = all.filter((one) => one.confirmed && !one.withdrawn && one.date >= today).sort(inTime);
  return (
    <Page title={t("substitutions")} back="/admin/timetable">
      {!recordsReady.value ? (
        <Loading label={core("loading")} />
      ) : school === "" ? (
        <EmptyState icon="search" title={core("notFound")} text={core("notFoundText")} />
      ) : (
        <div class="stack-wide">
          <Waiting all={unconfirmed(all)} />
          <Absence school={school} today={today} />
          {ahead.length > 0 && (
            <section class="stack" aria-labelledby="sub-ahead">
              <h2 id="sub-ahead">{t("ahead")}</h2>
              <ul class="plan-rows">
                {ahead.map((one) => (
                  <Row key={one.id} one={one} />
                ))}
              </ul>
            </section>
          )}
        </div>
      )}
    </Page>
  );
}

function Waiting({ all }: { all: readonly SubstitutionDoc[] }) {
  return (
    <section class="stack" aria-labelledby="sub-waiting">
      <h2 id="sub-waiting">{t("unconfirmed")}</h2>
      {all.length === 0 ? (
        <p class="muted">{t("nothingWaits")}</p>
      ) : (
        <>
          <p class="muted">{t("unconfirmedMore")}</p>
          <ul class="plan-rows">
            {all.map((one) => (
              <Row key={one.id} one={one} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function saying(one: SubstitutionDoc, fields: Record<string, unknown>): NewOperation {
  return { kind: "substitution.set", record: one.id, base: one.op ?? null, fields };
}

function Row({ one }: { one: SubstitutionDoc }) {
  const slot = records.get("slot", one.slot);
  const at = noon(one.date);
  const withdraw = async (): Promise<void> => {
    const back = await change([saying(one, { withdrawn: true })], () => [saying(one, { withdrawn: false })]);
    toast(t("withdrawn"), back && { label: t("undo"), run: () => void back() });
  };
  return (
    <li class="plan-row">
      <div class="plan-row-text">
        <b>{personName(one.substitute)}</b>
        <span class="muted small">{[weekday(at), date(at), slot ? t("lesson", { n: slot.bell }) : ""].filter(Boolean).join(", ")}</span>
        {slot && <span class="small">{`${slotPlace(slot)} (${slot.teachers.map(personName).join(", ")})`}</span>}
        {one.reason !== "" && <span class="small muted">{one.reason}</span>}
      </div>
      <div class="plan-row-acts">
        {!one.confirmed && (
          <Button kind="primary" icon="check" onClick={() => void submit(saying(one, { confirmed: true }))}>
            {t("confirm")}
          </Button>
        )}
        <Button kind="quiet" onClick={() => void withdraw()}>
          {t("withdraw")}
        </Button>
      </div>
    </li>
  );
}

/** Somebody is away: their lessons, each with who takes it. */
function Absence({ school, today }: { school: string; today: string }) {
  const [absent, setAbsent] = useState("");
  const [first, setFirst] = useState(today);
  const [last, setLast] = useState(today);
  const [reason, setReason] = useState("");
  const [given, setGiven] = useState<Readonly<Record<string, string>>>({});
  const teachers = teachersOf(school);
  const wrong = first === "" || last < first;
  const tooLong = !wrong && !daysFrom(first, last).includes(last);
  const all = wrong || tooLong ? [] : lessonsBetween(first, last, knownOn).filter((one) => one.slot.school === school);
  const own = all.filter((one) => one.slot.teachers.includes(absent));
  const chosen = (lesson: DayLesson): string => given[recordFor(lesson)] ?? lesson.substitute?.substitute ?? "";
  const changed = own.filter((lesson) => chosen(lesson) !== (lesson.substitute?.substitute ?? ""));
  const save = async (): Promise<void> => {
    const set = (lesson: DayLesson, fields: Record<string, unknown>): NewOperation => ({ kind: "substitution.set", record: recordFor(lesson), base: lesson.substitute?.op ?? null, fields });
    const back = await change(
      changed.map((lesson) => {
        const substitute = chosen(lesson);
        return set(lesson, substitute === "" ? { withdrawn: true } : { school, slot: lesson.slot.id, date: lesson.day, substitute, reason: reason.trim(), confirmed: true, withdrawn: false });
      }),
      () => changed.map((lesson) => set(lesson, lesson.substitute ? { substitute: lesson.substitute.substitute, withdrawn: false, confirmed: lesson.substitute.confirmed } : { withdrawn: true })),
    );
    setGiven({});
    toast(t("substituted", { n: changed.length }), back && { label: t("undo"), run: () => void back() });
  };
  return (
    <section class="card stack" aria-labelledby="sub-absent">
      <h2 id="sub-absent">{t("absent")}</h2>
      <Field id="sub-who" label={t("teacher")}>
        <select id="sub-who" class="input" aria-describedby={noteId("sub-who")} value={absent} onChange={(event) => setAbsent(event.currentTarget.value)}>
          <option value="" disabled>
            …
          </option>
          {teachers.map((one) => (
            <option key={one.value} value={one.value}>
              {one.label}
            </option>
          ))}
        </select>
      </Field>
      <div class="plan-pair">
        <Field id="sub-from" label={t("absentFrom")}>
          <input
            id="sub-from"
            class="input"
            type="date"
            aria-describedby={noteId("sub-from")}
            value={first}
            onChange={(event) => {
              const { value } = event.currentTarget;
              setFirst(value);
              if (last < value) setLast(value);
            }}
          />
        </Field>
        <Field id="sub-to" label={t("absentTo")} error={wrong ? t("untilWrong") : tooLong ? t("tooLong", { n: MOST_DAYS }) : null}>
          <input id="sub-to" class="input" type="date" aria-describedby={noteId("sub-to")} value={last} onChange={(event) => setLast(event.currentTarget.value)} />
        </Field>
      </div>
      <Field id="sub-reason" label={t("reason")} hint={t("reasonHint")}>
        <input id="sub-reason" class="input" maxLength={REASON_CHARACTERS} aria-describedby={noteId("sub-reason")} value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
      </Field>
      {absent === "" ? (
        <p class="muted">{t("nobodyChosen")}</p>
      ) : own.length === 0 ? (
        <p class="muted">{t("noLessons")}</p>
      ) : (
        <>
          <Field id="sub-all" label={t("toAll")}>
            <select
              id="sub-all"
              class="input"
              aria-describedby={noteId("sub-all")}
              value=""
              onChange={(event) => {
                const { value } = event.currentTarget;
                setGiven(Object.fromEntries(own.map((lesson) => [recordFor(lesson), value])));
              }}
            >
              <option value="">…</option>
              {teachers
                .filter((one) => one.value !== absent)
                .map((one) => (
                  <option key={one.value} value={one.value}>
                    {one.label}
                  </option>
                ))}
            </select>
          </Field>
          {own.map((lesson) => (
            <Lesson key={recordFor(lesson)} lesson={lesson} all={all} teachers={teachers.filter((one) => one.value !== absent)} value={chosen(lesson)} onChoose={(person) => setGiven({ ...given, [recordFor(lesson)]: person })} />
          ))}
          <Notice icon="info">{t("rights")}</Notice>
          <Button kind="primary" icon="check" block busy={changed.length === 0} onClick={() => void save()}>
            {t("substitute")}
          </Button>
        </>
      )}
    </section>
  );
}

interface LessonProps {
  readonly lesson: DayLesson;
  readonly all: readonly DayLesson[];
  readonly teachers: readonly { readonly value: string; readonly label: string }[];
  readonly value: string;
  readonly onChoose: (person: string) => void;
}

function Lesson({ lesson, all, teachers, value, onChoose }: LessonProps) {
  const id = `sub-${recordFor(lesson)}`;
  const at = noon(lesson.day);
  const free = teachers.filter((one) => !busyIn(one.value, lesson, all));
  const busy = teachers.filter((one) => busyIn(one.value, lesson, all));
  return (
    <Field id={id} label={`${weekday(at)}, ${date(at)} · ${timeOf(lesson)} · ${slotPlace(lesson.slot)}`}>
      <select id={id} class="input" aria-describedby={noteId(id)} value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        <option value="">{t("nobody")}</option>
        {free.map((one) => (
          <option key={one.value} value={one.value}>
            {one.label}
          </option>
        ))}
        {busy.map((one) => (
          <option key={one.value} value={one.value}>
            {t("busy", { name: one.label })}
          </option>
        ))}
      </select>
    </Field>
  );
}
