/** One subject of a pupil or a parent's child: points, what is missing, what a five asks for, and why. */
import { useState } from "preact/hooks";

import type { Need } from "../../assessment/book.ts";
import { shown } from "../../assessment/explain.ts";
import { records, recordsReady } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { t as core } from "../../i18n/core.ts";
import { lang } from "../../i18n/index.ts";
import { t } from "../../i18n/marks.ts";
import { subjectName } from "../../planning/school.ts";
import type { ScreenProps } from "../../routes.tsx";
import { Chip, EmptyState, Loading, Notice, ProgressBar } from "../../ui/bits.tsx";
import { Choices } from "../../ui/Field.tsx";
import { Page } from "../../ui/Page.tsx";
import { Explanation } from "../gradebook/ExplainSheet.tsx";
import { termsOfClass } from "../gradebook/school.ts";
import { cellText, columnName, dayText, percentText, pointsText } from "../gradebook/words.ts";
import { childrenOf } from "../parent/children.ts";
import { Badge, chosenYear, percentOf, YearOfMarks } from "./MarksBySubject.tsx";
import { marksIn, type SubjectMarks, wantedFor, yearsOf } from "./marksModel.ts";
import { nameOf } from "./mine.ts";
import "./marks.css";

/** `/marks/:learner/:subject` */
export default function SubjectMarksScreen({ params }: ScreenProps) {
  const { learner = "", subject = "" } = params;
  const me = session.value?.person ?? "";
  const own = learner === me;
  const [chosen, setChosen] = useState<string | null>(null);
  const back = own ? "/marks" : `/child/${encodeURIComponent(learner)}`;
  const years = own || childrenOf(me).includes(learner) ? yearsOf(learner) : [];
  const year = chosenYear(years);
  if (!year) {
    return (
      <Page title={subjectName(subject)} back={back}>
        {recordsReady.value ? <EmptyState icon="search" title={core("notFound")} text={core("notFoundText")} /> : <Loading label={core("loading")} rows={5} />}
      </Page>
    );
  }
  const { learning } = year;
  const terms = learning.over ? year.terms : termsOfClass(learning.class);
  const term = terms.find((one) => one.key === chosen) ?? year.now;
  const marks = marksIn(learning, subject, term);
  return (
    <Page title={own ? subjectName(subject) : `${subjectName(subject)} · ${nameOf(learner)}`} back={back}>
      <div class="stack-wide">
        <YearOfMarks years={years} />
        <Choices name="term" legend={t("term")} value={term.key} options={terms.map((one) => ({ value: one.key, label: String(one.n) }))} onChoose={setChosen} />
        {!marks || marks.columns.length + (marks.row.signed ? 1 : 0) === 0 ? (
          <EmptyState icon="star" title={t("none")} text={t("noneText")} />
        ) : (
          <>
            <Standing marks={marks} />
            {!marks.row.signed && !learning.over && <Wish marks={marks} />}
            <Points marks={marks} />
            <details class="marks-why">
              <summary>{t("explain")}</summary>
              <Explanation result={marks.row.reckoned.result} policy={marks.rules.policy} scale={marks.rules.scale} signed={marks.row.signed} />
            </details>
          </>
        )}
      </div>
    </Page>
  );
}

function Standing({ marks }: { marks: SubjectMarks }) {
  const { signed, reckoned } = marks.row;
  return (
    <div class="marks-standing">
      <Badge marks={marks} />
      <div class="marks-text">
        <b>{percentText(marks.row) || t("none")}</b>
        {reckoned.result?.soFar && <ProgressBar value={percentOf(marks)} max={100} label={percentText(marks.row)} />}
        <span class="muted small">{marks.markLater ? t("halfYear") : t(signed ? "signed" : "notSigned")}</span>
      </div>
    </div>
  );
}

/** «5 үшін не керек?»: reckoned on the phone, by the same engine that makes the mark. */
function Wish({ marks }: { marks: SubjectMarks }) {
  const wanted = wantedFor(marks);
  const [chosen, setChosen] = useState<number | null>(null);
  if (wanted.length === 0) return null;
  const one = wanted.find((each) => each.mark === chosen) ?? wanted.find((each) => each.needs !== null) ?? wanted[0];
  if (!one) return null;
  const next = wanted.find((each) => each.needs !== null);
  return (
    <section class="marks-wish stack" aria-label={t("what", { mark: one.mark })}>
      <h2>{t("what", { mark: one.mark })}</h2>
      {wanted.length > 1 && (
        <Choices name="wish" legend={t("result")} value={String(one.mark)} options={wanted.map((each) => ({ value: String(each.mark), label: String(each.mark) }))} onChoose={(value) => setChosen(Number(value))} />
      )}
      {one.needs === null ? (
        <Notice icon="info">
          <p>{next ? t("outOfReach", { mark: one.mark, next: next.mark }) : t("outOfReach", { mark: one.mark, next: 2 })}</p>
        </Notice>
      ) : one.needs.every((need) => need.points.top === 0n) ? (
        <p>{t("reached", { mark: one.mark })}</p>
      ) : (
        <ul class="marks-needs">
          {one.needs.map((need) => (
            <li key={need.column ?? "daily"}>{needText(need)}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function needText(need: Need): string {
  const points = { points: shown(need.points, lang.value), max: shown(need.most, lang.value) };
  const column = need.column === null ? undefined : records.get("assessment", need.column);
  return column ? t("need", { name: column.title ? `${columnName(column)} (${dayText(column.date)})` : columnName(column), ...points }) : t("needDaily", points);
}

function Points({ marks: { columns, row } }: { marks: SubjectMarks }) {
  if (columns.length === 0) return null;
  return (
    <section class="stack">
      <h2>{t("list")}</h2>
      <ul class="marks-list">
        {[...columns].reverse().map((column) => {
          const cell = row.cells[columns.indexOf(column)];
          return (
            <li key={column.id} class="marks-row">
              <span class="marks-text">
                <b>{columnName(column)}</b>
                {column.title !== "" && <span class="muted small">{dayText(column.date)}</span>}
              </span>
              {cell?.points ? (
                <b class="marks-points">
                  {pointsText(cell.points)} / {cell.max}
                </b>
              ) : (
                <Chip tone={cell?.outcome === "none" && column.part !== "formative" ? "warn" : "neutral"}>{(cell && cellText(cell.outcome, null)) || t("missing")}</Chip>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
