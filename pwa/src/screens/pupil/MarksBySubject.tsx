/** The subjects of a term with what they come to so far; a tap tells more. */
import { useState } from "preact/hooks";

import { t } from "../../i18n/marks.ts";
import { subjectName } from "../../planning/school.ts";
import { ProgressBar } from "../../ui/bits.tsx";
import { Choices } from "../../ui/Field.tsx";
import { termsOfClass } from "../gradebook/school.ts";
import { markText, percentText, signedText } from "../gradebook/words.ts";
import { learningOf, marksIn, type SubjectMarks, subjectsOf, termNow } from "./marksModel.ts";
import "./marks.css";

/** The terms that have begun, the running one first to be seen; nothing at all while no subject has anything. */
export function MarksBySubject({ learner }: { learner: string }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const learning = learningOf(learner);
  const now = learning && termNow(learning);
  if (!learning || !now) return null;
  const terms = termsOfClass(learning.class).filter((one) => one.starts_on <= now.starts_on && (one.key === now.key || subjectsOf(learning, one).length > 0));
  const term = terms.find((one) => one.key === chosen) ?? now;
  const found = subjectsOf(learning, term).flatMap((subject) => marksIn(learning, subject, term) ?? []);
  if (found.length === 0 && terms.length < 2) return null;
  return (
    <section class="stack" aria-labelledby="marks-by-subject">
      <h2 id="marks-by-subject">
        {t("bySubject")} · {t("termN", { n: term.n })}
      </h2>
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
