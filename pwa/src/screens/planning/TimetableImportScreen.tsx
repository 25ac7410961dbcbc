/** A timetable from a file: what was understood cell by cell, then from which day it holds. */
import { useState } from "preact/hooks";

import { askMine } from "../../data/asking.ts";
import { submit } from "../../data/outbox.ts";
import { records, recordsReady } from "../../data/records.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/timetable.ts";
import { date, noon } from "../../i18n/time.ts";
import { subjectName } from "../../planning/school.ts";
import { subjectCode } from "../../planning/subjects.ts";
import { type FileLesson, replaced, taken, unwritten } from "../../planning/timetable.ts";
import { EmptyState, Loading, Notice } from "../../ui/bits.tsx";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { Page } from "../../ui/Page.tsx";
import { schoolNow } from "../journal/teaching.ts";
import { ledSchool, LEADING } from "../people/led.ts";
import { FileChoice, Problems, refusalOf, type Trouble } from "./FileChoice.tsx";
import { personName, weekdayName } from "./known.ts";
import { makeChange } from "./making.ts";
import { YearFirst } from "./YearFirst.tsx";
import "./planning.css";

interface Answer {
  readonly lessons: readonly (FileLesson & { readonly line: number; readonly sheet: string; readonly new: boolean })[];
  readonly problems: readonly Trouble[];
}

type Step = { readonly at: "choosing" | "reading" | "writing" | "written" } | { readonly at: "shown"; readonly answer: Answer };

const TROUBLES = {
  "class-unknown": "unknownClass",
  "day-unknown": "unknownDay",
  "bell-unknown": "unknownBell",
  "subject-unknown": "unknownSubject",
  "teacher-unknown": "unknownTeacher",
  repeated: "repeated",
} as const;
const LONG_MS = 120_000;

export default function TimetableImportScreen() {
  const school = ledSchool(LEADING);
  const today = schoolNow.value.day;
  const [asked, setFrom] = useState("");
  const [step, setStep] = useState<Step>({ at: "choosing" });
  const [failure, setFailure] = useState<string | null>(null);
  const from = asked === "" ? today : asked;
  const read = (file: File): void => {
    setFailure(null);
    setStep({ at: "reading" });
    askMine<Answer>(`/api/v1/planning/timetable/preview?school=${encodeURIComponent(school)}`, { method: "POST", body: file, timeoutMs: LONG_MS }).then(
      (answer) => setStep({ at: "shown", answer }),
      (problem: unknown) => {
        setFailure(refusalOf(problem));
        setStep({ at: "choosing" });
      },
    );
  };
  const write = async (answer: Answer): Promise<void> => {
    setStep({ at: "writing" });
    const codes = new Map<string, string>();
    for (const name of newSubjects(answer)) {
      const code = subjectCode(name, new Set([...records.list("subject").value.map((one) => one.code), ...codes.values()]));
      codes.set(name, code);
      await submit({ kind: "subject.set", fields: { school, code, kk: name, ru: name, en: name } });
    }
    const lessons = answer.lessons.map((one) => (one.new ? { ...one, subject: codes.get(one.subject) ?? one.subject } : one));
    const grades = (id: string): readonly number[] => records.get("class", id)?.grades ?? [];
    const own = records.list("slot").value.filter((slot) => slot.school === school);
    const first = from < today ? today : from;
    const since = unwritten(replaced(lessons, own, first), first, records.list("journal").value);
    await makeChange(taken(school, lessons, own, grades, since, records.list("substitution").value), t("written"));
    setStep({ at: "written" });
  };
  return (
    <Page title={t("import")} back="/admin/timetable">
      {!recordsReady.value ? (
        <Loading label={core("loading")} />
      ) : school === "" ? (
        <EmptyState icon="search" title={core("notFound")} text={core("notFoundText")} />
      ) : (
        <div class="stack-wide">
          {failure !== null && (
            <Notice tone="bad" icon="alert" alert>
              {failure}
            </Notice>
          )}
          {step.at === "choosing" && <FileChoice lead={t("importLead")} label={t("chooseFile")} onChoose={read} />}
          {(step.at === "reading" || step.at === "writing") && <Loading label={t(step.at)} rows={5} />}
          {step.at === "written" && (
            <EmptyState icon="check" title={t("written")}>
              <LinkButton href="/admin/timetable" kind="primary" icon="tasks">
                {t("toTimetable")}
              </LinkButton>
            </EmptyState>
          )}
          {step.at === "shown" && (
            <>
              <p>{t("found", { n: step.answer.lessons.length })}</p>
              <YearFirst school={school} from={from} />
              <Problems problems={step.answer.problems} title={t("problems", { n: step.answer.problems.length })} more={t("problemsStay")} words={(trouble) => t(TROUBLES[trouble as keyof typeof TROUBLES])} line={(n) => t("at", { sheet: "", line: n }).trim()} />
              {newSubjects(step.answer).length > 0 && <Notice icon="info">{t("newSubjects", { names: newSubjects(step.answer).join(", ") })}</Notice>}
              <Found lessons={step.answer.lessons} />
              <Field id="tt-import-from" label={t("from")} hint={t("replaces", { date: date(noon(from)) })}>
                <input id="tt-import-from" class="input" type="date" min={today} aria-describedby={noteId("tt-import-from")} value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
              </Field>
              <div class="stack">
                {step.answer.lessons.length > 0 && (
                  <Button kind="primary" icon="check" block onClick={() => void write(step.answer)}>
                    {t("write", { n: step.answer.lessons.length })}
                  </Button>
                )}
                <Button kind="quiet" block onClick={() => setStep({ at: "choosing" })}>
                  {t("another")}
                </Button>
              </div>
            </>
          )}
        </div>
      )}
    </Page>
  );
}

function newSubjects(answer: Answer): string[] {
  return [...new Set(answer.lessons.filter((one) => one.new).map((one) => one.subject))];
}

function Found({ lessons }: { lessons: Answer["lessons"] }) {
  const classes = [...new Set(lessons.map((one) => one.class))];
  return (
    <>
      {classes.map((id) => (
        <section key={id} class="stack" aria-label={records.get("class", id)?.label ?? "…"}>
          <h2>{records.get("class", id)?.label ?? "…"}</h2>
          <ol class="plan-rows">
            {lessons
              .filter((one) => one.class === id)
              .sort((a, b) => a.weekday - b.weekday || a.bell - b.bell)
              .map((one) => (
                <li key={`${one.weekday}.${one.bell}.${one.subject}`} class="plan-row">
                  <span class="plan-row-text">
                    <b>{subjectName(one.subject)}</b>
                    <span class="muted small">{[weekdayName(one.weekday), t("lesson", { n: one.bell }), one.teachers.length > 0 ? one.teachers.map(personName).join(", ") : t("noTeacherFound"), one.room].filter(Boolean).join(" · ")}</span>
                  </span>
                </li>
              ))}
          </ol>
        </section>
      ))}
    </>
  );
}
