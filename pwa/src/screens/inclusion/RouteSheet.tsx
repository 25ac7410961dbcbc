/** A route is begun, or changed: goal, days and steps. */
import { useState } from "preact/hooks";

import type { RouteDoc, RouteStep } from "../../data/records.ts";
import { t } from "../../i18n/inclusion.ts";
import { t as words } from "../../i18n/routes.ts";
import { subjectName } from "../../planning/school.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Choices, Field, noteId } from "../../ui/Field.tsx";
import { FormSheet } from "../../ui/FormSheet.tsx";
import { schoolDay } from "../gradebook/school.ts";
import { Pills } from "../teacher/Pills.tsx";
import { faultOf, GOAL_CHARACTERS, type RouteDraft, STEP_CHARACTERS, STEPS } from "./model.ts";
import { saveRoute } from "./writing.ts";

const SPANS: readonly RouteDoc["span"][] = ["topic", "section", "half_year", "year"];
const FORMS: readonly RouteStep["form"][] = ["work", "consultation"];
const NEW_STEP: RouteStep = { text: "", form: "work", due_on: null, done: false };

interface SheetProps {
  readonly learner: string;
  /** null: a new one. */
  readonly before: RouteDoc | null;
  /** Subjects that may be chosen. */
  readonly subjects: readonly string[];
  readonly onClose: () => void;
}

export function RouteSheet({ learner, before, subjects, onClose }: SheetProps) {
  const [draft, setDraft] = useState<RouteDraft>(before ?? { subject: subjects[0] ?? "", span: "section", goal: "", steps: [NEW_STEP], starts_on: schoolDay(), ends_on: null });
  const change = (some: Partial<RouteDraft>): void => setDraft({ ...draft, ...some });
  const fault = faultOf(draft);
  const save = (): Promise<unknown> => {
    const { subject, span, goal, steps, starts_on, ends_on } = draft;
    return saveRoute(learner, before, { subject, span, goal, steps, starts_on, ends_on });
  };
  const setStep = (at: number, some: Partial<RouteStep>): void => change({ steps: draft.steps.map((step, n) => (n === at ? { ...step, ...some } : step)) });
  const shown = [...new Set([...subjects, draft.subject, ""])];
  return (
    <FormSheet
      title={t(before ? "editRoute" : "newRoute")}
      action={t("save")}
      failed={t("notSaved")}
      fault={fault !== null}
      onSave={save}
      onClose={onClose}
    >
      {(tried) => (
        <>
          <div>
            <p class="field-label">{t("subject")}</p>
            <Pills legend={t("subject")} options={shown.map((value) => ({ value, label: value === "" ? words("all") : subjectName(value) }))} chosen={(value) => value === draft.subject} onChoose={(subject) => change({ subject })} />
          </div>
          <div>
            <p class="field-label">{t("span")}</p>
            <Pills legend={t("span")} options={SPANS.map((value) => ({ value, label: words(value) }))} chosen={(value) => value === draft.span} onChoose={(span) => change({ span })} />
          </div>
          <Field id="route-goal" label={words("goal")} error={tried && fault === "goalWrong" ? t(fault) : null}>
            <textarea id="route-goal" class="input" rows={3} maxLength={GOAL_CHARACTERS} aria-describedby={noteId("route-goal")} value={draft.goal} onInput={(event) => change({ goal: event.currentTarget.value })} />
          </Field>
          <Field id="route-from" label={t("from")}>
            <input id="route-from" class="input" type="date" aria-describedby={noteId("route-from")} value={draft.starts_on} onChange={(event) => event.currentTarget.value && change({ starts_on: event.currentTarget.value })} />
          </Field>
          <Field id="route-to" label={t("until")} error={tried && fault === "datesWrong" ? t(fault) : null}>
            <input id="route-to" class="input" type="date" aria-describedby={noteId("route-to")} value={draft.ends_on ?? ""} onChange={(event) => change({ ends_on: event.currentTarget.value || null })} />
          </Field>
          {draft.steps.map((step, at) => (
            <div key={at} class="stack route-step-edit">
              <Field id={`step-${at}`} label={t("stepText", { n: at + 1 })}>
                <textarea id={`step-${at}`} class="input" rows={2} maxLength={STEP_CHARACTERS} aria-describedby={noteId(`step-${at}`)} value={step.text} onInput={(event) => setStep(at, { text: event.currentTarget.value })} />
              </Field>
              <Choices name={`form-${at}`} legend={t("stepForm", { n: at + 1 })} value={step.form} options={FORMS.map((value) => ({ value, label: words(value) }))} onChoose={(form) => setStep(at, { form })} />
              <div class="row">
                <input class="input row-grow" type="date" aria-label={t("stepDue", { n: at + 1 })} value={step.due_on ?? ""} onChange={(event) => setStep(at, { due_on: event.currentTarget.value || null })} />
                <IconButton icon="trash" label={t("dropStep", { n: at + 1 })} onClick={() => change({ steps: draft.steps.filter((_, n) => n !== at) })} />
              </div>
            </div>
          ))}
          {draft.steps.length < STEPS && (
            <Button kind="quiet" icon="plus" block onClick={() => change({ steps: [...draft.steps, NEW_STEP] })}>
              {t("addStep")}
            </Button>
          )}
        </>
      )}
    </FormSheet>
  );
}
