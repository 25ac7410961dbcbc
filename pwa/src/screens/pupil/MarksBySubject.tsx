/** The subjects of a term with what they come to so far; a tap tells more. */
import { useState } from "preact/hooks";

import { t } from "../../i18n/marks.ts";
import { subjectName } from "../../planning/school.ts";
import { ProgressBar } from "../../ui/bits.tsx";
import { Choices } from "../../ui/Field.tsx";
import { yearOf } from "../gradebook/terms.ts";
import { markText, percentText, signedText } from "../gradebook/words.ts";
import { type LearningYear, marksIn, type SubjectMarks, subjectsOf, yearShown, yearsOf } from "./marksModel.ts";
import "./marks.css";

/** The terms that have begun, the running one first to be seen; nothing at all while no subject has anything. */
export function MarksBySubject({ learner }: { learner: string }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const years = yearsOf(learner);
  const year = chosenYear(years);
  if (!year) return null;
  const { learning, terms, now } = year;
  const term = terms.find((one) => one.key === chosen) ?? now;
  const found = subjectsOf(learning, term).flatMap((subject) => marksIn(learning, subject, term) ?? []);
  if (found.length === 0 && terms.length < 2 && years.length < 2) return null;
  return (
    <section class="stack" aria-labelledby="marks-by-subject">
      <h2 id="marks-by-subject">
        {t("bySubject")} · {t("termN", { n: term.n })}
      </h2>
      <YearOfMarks years={years} />
      {terms.length > 1 && <Choices name="term-of-all" legend={t("term")} value={term.key} options={terms.map((one) => ({ value: one.key, label: String(one.n) }))} onChoose={setChosen} />}
      {found.length === 0 && <p class="muted">{t("noneInTerm")}</p>}
      <ul class="marks-list">
        {found.map((one) => (
          <li key={one.subject}>
            <a class="marks-row" href={`/marks/${encodeURIComponent(learner)}/${encodeURIComponent(one.subject)}`}>
              <Badge marks={one} />
              <span class="marks-text">
                <b>{subjectName(one.subject)}</b>
                <span class="muted small">
                  {[percentText(one.row), one.row.reckoned.blank.length > 0 ? t("missingCount", { n: one.row.reckoned.blank.length }) : ""].filter(Boolean).join(" · ")}
                </span>
                <ProgressBar value={percentOf(one)} max={100} label={`${subjectName(one.subject)}: ${percentText(one.row)}`} />
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The year that is looked at; undefined where there is none. */
export function chosenYear(years: readonly LearningYear[]): LearningYear | undefined {
  return years.find(({ now }) => yearOf([now]) === yearShown.value) ?? years[years.length - 1];
}

/** Nothing while there is only one year to look at. */
export function YearOfMarks({ years }: { years: readonly LearningYear[] }) {
  const year = chosenYear(years);
  if (!year || years.length < 2) return null;
  const options = years.map(({ now }) => yearOf([now])).map((first) => ({ value: first, label: `${first}/${Number(first) + 1}` }));
  return <Choices name="year-of-marks" legend={t("year")} value={yearOf([year.now])} options={options} onChoose={(first) => (yearShown.value = first)} />;
}

export function Badge({ marks: { row, rules } }: { marks: SubjectMarks }) {
  const { signed, reckoned } = row;
  if (signed) return <span class="marks-badge marks-signed">{signedText(signed)}</span>;
  return <span class="marks-badge">{markText(reckoned.mark, rules.scale) || "–"}</span>;
}

/** Whole percent, for a bar. */
export function percentOf({ row }: SubjectMarks): number {
  const percent = row.reckoned.result?.soFar;
  return percent ? Number(percent.top / percent.bottom) : 0;
}
