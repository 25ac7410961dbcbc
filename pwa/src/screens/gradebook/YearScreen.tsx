/** The end of a year in a subject of a class: marks of the terms, the exam, and the teacher's signature. */
import { useState } from "preact/hooks";

import { finalOf } from "../../assessment/year.ts";
import { records, recordsReady } from "../../data/records.ts";
import { overEverySide } from "../../data/rewriting.ts";
import { t as core } from "../../i18n/core.ts";
import { t as looking } from "../../i18n/looking.ts";
import { t } from "../../i18n/yearend.ts";
import { subjectName } from "../../planning/school.ts";
import type { ScreenProps } from "../../routes.tsx";
import { Chip, EmptyState, Loading } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { pupilsFor } from "./desk.ts";
import { LookAgain } from "./LookAgain.tsx";
import type { BookRules } from "./model.ts";
import { rulesFor } from "./school.ts";
import { overWritten, sinceShown, useShown, yearSays } from "./shown.ts";
import { yearFields, type YearRow, yearRow } from "./year.ts";
import { useYearOf } from "./YearChoice.tsx";
import "./gradebook.css";

const EXAM_MARKS: readonly number[] = [5, 4, 3, 2];

/** `/t/year/:class/:subject` */
export default function YearScreen({ params }: ScreenProps) {
  const place = { class: params["class"] ?? "", subject: params["subject"] ?? "" };
  const back = `/t/book/${encodeURIComponent(place.class)}/${encodeURIComponent(place.subject)}`;
  const { terms, choice } = useYearOf(place.class);
  const [last] = terms.slice(-1);
  const rules = last ? rulesFor(place.class, place.subject, last) : null;
  if (!last || !rules || !recordsReady.value) {
    return (
      <Page title={t("year")} back={back}>
        {recordsReady.value ? <EmptyState icon="clock" title={t("noMarks")} /> : <Loading label={core("loading")} rows={5} />}
      </Page>
    );
  }
  const year = Number(last.key.split("-")[0]);
  const rows = pupilsFor(place.class, null, last).map((pupil) => {
    const signed = terms.map((term) => records.get("term_mark", `${pupil.id}~${term.key}~${place.subject}`) ?? null);
    // The new year raises the grade of who stays in a class: the year's mark is of the grade in which its terms were signed.
    const grade = signed.find((one) => one !== null)?.grade ?? pupil.grade;
    return yearRow({ ...pupil, grade }, terms.map((term) => term.key), signed, rules, records.get("year_mark", `${pupil.id}~${year}~${place.subject}`) ?? null);
  });
  const title = `${records.get("class", place.class)?.label ?? "…"} · ${subjectName(place.subject)}`;
  return (
    <Page title={t("year")} back={back}>
      <div class="stack-wide">
        <h2>
          {title}, {t("yearOf", { year: `${year}/${year + 1}` })}
        </h2>
        <p class="muted">{t("text")}</p>
        {rules.policy.year === "pooled" && <p class="muted">{t("pooled")}</p>}
        {choice}
        {rows.length === 0 ? <EmptyState icon="people" title={t("pupilsNone")} /> : <Rows key={`${place.class} ${place.subject} ${year}`} place={place} year={year} rows={rows} rules={rules} />}
      </div>
    </Page>
  );
}

function Rows({ place, year, rows, rules }: { place: { readonly class: string; readonly subject: string }; year: number; rows: readonly YearRow[]; rules: BookRules }) {
  const [exams, setExams] = useState<Readonly<Record<string, number | null>>>({});
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const says = (row: YearRow): string => yearSays(row, rules);
  const { shown, look, wrote } = useShown(new Map(rows.map((row) => [row.pupil.id, says(row)])));
  const { same, changed } = sinceShown(rows, shown, (row) => row.pupil.id, says);
  const examOf = (row: YearRow): number | null => exams[row.pupil.id] ?? (row.pupil.id in exams ? null : (row.signed?.exam ?? null));
  const due = same.filter((row) => row.mark !== null && (!row.signed || row.outdated || examOf(row) !== row.signed.exam));
  const changes = due.some((row) => row.signed);
  const sign = async (): Promise<void> => {
    setBusy(true);
    try {
      for (const row of due) {
        const record = `${row.pupil.id}~${year}~${place.subject}`;
        const fields = yearFields(place, year, row, rules, examOf(row), row.signed ? reason.trim() : "");
        const op = await overEverySide("year.confirm", record, row.signed, fields);
        wrote(row.pupil.id, says({ ...row, signed: overWritten(row.signed, op) }));
      }
      setReason("");
      toast(t("signedDone"));
    } catch {
      toast(looking("notSaved"));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <ul class="book-list">
        {rows.map((row) => (
          <Row key={row.pupil.id} row={row} changed={!busy && changed.includes(row)} rules={rules} exam={examOf(row)} onExam={(exam) => setExams({ ...exams, [row.pupil.id]: exam })} />
        ))}
      </ul>
      {changes && (
        <Field id="year-reason" label={t("reason")}>
          <input id="year-reason" class="input" maxLength={300} aria-describedby={noteId("year-reason")} value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
        </Field>
      )}
      <LookAgain n={busy ? 0 : changed.length} onLook={look} />
      {due.length > 0 && (
        <Button kind="primary" icon="check" block busy={busy || (changes && reason.trim() === "")} onClick={() => void sign()}>
          {t("signAll", { n: due.length })}
        </Button>
      )}
    </>
  );
}

function Row({ row, changed, rules, exam, onExam }: { row: YearRow; changed: boolean; rules: BookRules; exam: number | null; onExam: (exam: number | null) => void }) {
  const { pupil, signed, mark } = row;
  const id = `exam-${pupil.id}`;
  const final = mark === null ? "–" : String(finalOf(rules.policy, mark, exam));
  const former = signed?.former ?? [];
  return (
    <li class="book-closing-row">
      <div class="row">
        <span class="row-grow">
          <b>{pupil.name}</b>
          <br />
          <span class="muted small">{row.terms.map((one) => `${Number(one.term.split("-")[1])}: ${one.mark ?? "–"}`).join(" · ")}</span>
        </span>
        {signed && !row.outdated && exam === signed.exam ? <Chip tone="good">{t("signed", { mark: signed.final ?? "–" })}</Chip> : <b class="book-mark">{final}</b>}
      </div>
      {mark !== null && (
        <div class="row small">
          <span class="row-grow">
            {t("mark")}: {mark}
          </span>
          {rules.scale === "marks" && (
            <label for={id}>
              {t("exam")}{" "}
              <select id={id} class="input year-exam" value={exam ?? ""} onChange={(event) => onExam(event.currentTarget.value === "" ? null : Number(event.currentTarget.value))}>
                <option value="">{t("noExam")}</option>
                {EXAM_MARKS.map((one) => (
                  <option key={one} value={one}>
                    {one}
                  </option>
                ))}
              </select>
            </label>
          )}
        </div>
      )}
      {changed && <p class="small import-bad">{looking("changed")}</p>}
      {mark === null && <p class="small muted">{t("noMarks")}</p>}
      {signed && row.outdated && <p class="small">{t("outdated", { before: signed.final ?? "–", now: final })}</p>}
      {former.length > 0 && <p class="small muted">{t("former", { marks: former.map((one) => one.final ?? "–").join(", ") })}</p>}
    </li>
  );
}
