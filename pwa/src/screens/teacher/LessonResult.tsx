/** What the lesson itself recorded of a work: the attempts with their answers, the latest one open. */
import { useState } from "preact/hooks";

import { records, type AttemptDoc } from "../../data/records.ts";
import { t as results } from "../../i18n/results.ts";
import { t } from "../../i18n/teacher.ts";
import { moment } from "../../i18n/time.ts";
import { Icon } from "../../ui/Icon.tsx";
import { AttemptAnswersView } from "./AttemptAnswersView.tsx";
import { attemptsOf } from "./model/answering.ts";
import type { Work } from "./model/work.ts";

export function LessonResult({ work }: { work: Work }) {
  const attempts = attemptsOf(work, records.list("attempt").value);
  if (attempts.length === 0) {
    const named = work.submissions.some((one) => one.attempts.length > 0);
    return named ? <p class="muted">{t("resultArriving")}</p> : null;
  }
  const items = [...new Set(attempts.map((one) => one.item))];
  return (
    <section class="stack">
      <h2>{t("lessonResult")}</h2>
      {attempts.map((attempt, at) => (
        <Attempt key={attempt.id} attempt={attempt} first={at === 0} />
      ))}
      {items.map((item) => (
        <a key={item} href={`/t/results/${encodeURIComponent(work.assignment.class)}/${encodeURIComponent(item)}`}>
          {[results("report"), items.length > 1 ? titleOf(attempts.find((one) => one.item === item)) : ""].filter(Boolean).join(": ")}
        </a>
      ))}
    </section>
  );
}

function Attempt({ attempt, first }: { attempt: AttemptDoc; first: boolean }) {
  const [open, setOpen] = useState(first);
  return (
    <div>
      <div class="desk-row">
        <Icon name={attempt.success === "failed" ? "info" : "check"} />
        <span class="desk-row-text">
          <b>{resultText(attempt)}</b>
          <span>
            {titleOf(attempt)} · {moment(attempt.at)}
          </span>
        </span>
      </div>
      <details class="answers" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{results("answers")}</summary>
        {open && <AttemptAnswersView attempt={attempt} />}
      </details>
    </div>
  );
}

function resultText(attempt: AttemptDoc): string {
  const state =
    attempt.success === "passed" || attempt.success === "failed" ? t(attempt.success) : t(attempt.completion === "completed" ? "completed" : "incomplete");
  const [raw, , max] = attempt.score ?? [null, null, null];
  return raw === null ? state : `${t("score", { raw, max: max ?? "100" })}, ${state}`;
}

function titleOf(attempt: AttemptDoc | undefined): string {
  const paper = attempt && records.get("paper", attempt.item);
  if (paper) return paper.title;
  const lesson = attempt && records.get("course", attempt.course)?.lessons.find((one) => one.id === attempt.lesson);
  return lesson?.items.find((one) => one.id === attempt?.item)?.title ?? lesson?.title ?? t("lesson");
}
