/** A week of a route: how it went, as a teacher judges it, or what an assistant saw. */
import { useState } from "preact/hooks";

import { type Progress, records, type RouteDoc } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { t } from "../../i18n/inclusion.ts";
import { t as words } from "../../i18n/routes.ts";
import { addDays } from "../../planning/flow.ts";
import { Choices, Field, noteId } from "../../ui/Field.tsx";
import { FormSheet } from "../../ui/FormSheet.tsx";
import { schoolDay } from "../gradebook/school.ts";
import { GOAL_CHARACTERS, mondayOf, PROGRESS, REVIEW_CHARACTERS, reviewRecord } from "./model.ts";
import { finishRoute, saveReview } from "./writing.ts";

const WEEK = 7;

/** `judges`: whoever may say how it went. */
export function ReviewSheet({ route, judges, onClose }: { route: RouteDoc; judges: boolean; onClose: () => void }) {
  const monday = mondayOf(schoolDay());
  const [week, setWeek] = useState(monday);
  const said = (of: string) => records.get("route_review", reviewRecord(route.id, of, session.peek()?.person ?? ""));
  const [progress, setProgress] = useState<Progress>(said(monday)?.progress ?? "");
  const [text, setText] = useState(said(monday)?.text ?? "");
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
            options={[
              { value: addDays(monday, -WEEK), label: t("reviewLast") },
              { value: monday, label: t("reviewThis") },
            ]}
            onChoose={choose}
          />
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
