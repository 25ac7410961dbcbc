/** A week of a route: how it went, as a teacher judges it, or what an assistant saw. */
import { useState } from "preact/hooks";

import { type Progress, records, type RouteDoc } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { t } from "../../i18n/inclusion.ts";
import { t as words } from "../../i18n/routes.ts";
import { date, noon } from "../../i18n/time.ts";
import { addDays } from "../../planning/flow.ts";
import { Choices, Field, noteId } from "../../ui/Field.tsx";
import { FormSheet } from "../../ui/FormSheet.tsx";
import { Beside } from "../common/Beside.tsx";
import { schoolDay } from "../gradebook/school.ts";
import { GOAL_CHARACTERS, mondayOf, PROGRESS, REVIEW_CHARACTERS, reviewRecord } from "./model.ts";
import { finishRoute, saveReview } from "./writing.ts";

const WEEK = 7;

/** `judges`: whoever may say how it went; `of`: the week that is shown first, this one where there is none. */
export function ReviewSheet({ route, judges, of, onClose }: { route: RouteDoc; judges: boolean; of?: string | undefined; onClose: () => void }) {
  const monday = mondayOf(schoolDay());
  const first = of ?? monday;
  const lately = [
    { value: addDays(monday, -WEEK), label: t("reviewLast") },
    { value: monday, label: t("reviewThis") },
  ];
  const [week, setWeek] = useState(first);
  const said = (of: string) => records.get("route_review", reviewRecord(route.id, of, session.peek()?.person ?? ""));
  const [progress, setProgress] = useState<Progress>(said(first)?.progress ?? "");
  const [text, setText] = useState(said(first)?.text ?? "");
  const choose = (next: string): void => {
    setWeek(next);
    setProgress(said(next)?.progress ?? "");
    setText(said(next)?.text ?? "");
  };
  const fault = judges ? progress === "" : text.trim() === "";
  return (
    <FormSheet
      title={t(judges ? "reviewTitle" : "noteTitle")}
      action={t("save")}
      failed={t("notSaved")}
      fault={fault}
      onSave={() => saveReview(route, week, judges ? progress : "", text)}
      onClose={onClose}
    >
      {(tried) => (
        <>
          <Choices
            name="week"
            legend={words("weeks")}
            value={week}
            options={lately.some(({ value }) => value === first) ? lately : [{ value: first, label: weekText(first) }, ...lately]}
            onChoose={choose}
          />
          <Beside others={said(week)?.others} tell={(one) => [one.progress === "" ? "" : words(one.progress), one.text].filter(Boolean).join(": ")} />
          {judges ? (
            <div>
              <Choices name="progress" legend={t("reviewTitle")} value={progress} options={PROGRESS.map((value) => ({ value: value, label: words(value) }))} onChoose={setProgress} />
              {tried && fault && (
                <p class="field-error" role="alert">
                  {t("progressWrong")}
                </p>
              )}
            </div>
          ) : (
            <p class="small muted">{t("noteHint")}</p>
          )}
          <Field id="review-text" label={t("reviewText")} error={tried && fault && !judges ? t("noteWrong") : null}>
            <textarea id="review-text" class="input" rows={4} maxLength={REVIEW_CHARACTERS} aria-describedby={noteId("review-text")} value={text} onInput={(event) => setText(event.currentTarget.value)} />
          </Field>
        </>
      )}
    </FormSheet>
  );
}

/** From its Monday to its Sunday. */
export function weekText(monday: string): string {
  return words("week", { from: date(noon(monday)), to: date(noon(addDays(monday, WEEK - 1))) });
}

export function FinishSheet({ route, onClose }: { route: RouteDoc; onClose: () => void }) {
  const [text, setText] = useState(route.conclusion);
  const empty = text.trim() === "";
  return (
    <FormSheet
      title={t("finishTitle")}
      action={t("finish")}
      failed={t("notSaved")}
      fault={empty}
      onSave={() => finishRoute(route, text)}
      onClose={onClose}
    >
      {(tried) => (
        <>
          <Field id="route-conclusion" label={words("conclusion")} hint={t("conclusionHint")} error={tried && empty ? t("conclusionWrong") : null}>
            <textarea id="route-conclusion" class="input" rows={4} maxLength={GOAL_CHARACTERS} aria-describedby={noteId("route-conclusion")} value={text} onInput={(event) => setText(event.currentTarget.value)} />
          </Field>
        </>
      )}
    </FormSheet>
  );
}
