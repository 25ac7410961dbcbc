/** A new ready plan from a table: what was understood is shown before it is published. */
import { useState } from "preact/hooks";

import { compareKazakh } from "../../i18n/collate.ts";
import { t } from "../../i18n/defaults.ts";
import { t as plans } from "../../i18n/plans.ts";
import { programmeCodes } from "../../i18n/subjects.ts";
import { records } from "../../data/records.ts";
import { Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Choices, Field, noteId } from "../../ui/Field.tsx";
import { toast } from "../../ui/toast.tsx";
import { FileChoice, Problems, refusalOf } from "../planning/FileChoice.tsx";
import { AudienceFields, LANGUAGE_NAMES } from "./AudienceForm.tsx";
import { LANGUAGES } from "./courses.ts";
import { type NewPlan, publishPlan, type ReadFile, readPlan, subjectTitle } from "./defaults.ts";
import type { Reach } from "./reach.ts";

const TROUBLES = { "topic-missing": "trouble_topic", "hours-wrong": "trouble_hours" } as const;

export function PlanForm({ reach, onDone }: { reach: Reach; onDone: () => void }) {
  const [plan, setPlan] = useState<NewPlan>({ subject: "", grade: 5, language: "kk", title: "", source: "", audience: reach.whole });
  const [read, setRead] = useState<ReadFile | null>(null);
  const [failure, setFailure] = useState("");
  const [busy, setBusy] = useState(false);
  const change = (more: Partial<NewPlan>): void => setPlan({ ...plan, ...more });
  const choose = async (file: File): Promise<void> => {
    setFailure("");
    try {
      setRead(await readPlan(file));
    } catch (problem) {
      setFailure(refusalOf(problem));
    }
  };
  const publish = async (rows: ReadFile["rows"]): Promise<void> => {
    setBusy(true);
    try {
      await publishPlan({ ...plan, title: plan.title.trim() }, rows);
      toast(t("published"));
      onDone();
    } catch {
      toast(t("failed"));
      setBusy(false);
    }
  };
  const codes = new Set([...programmeCodes, ...records.list("subject").value.map((one) => one.code)]);
  const subjects = [...codes].map((code) => ({ code, name: subjectTitle(code) })).sort((a, b) => compareKazakh(a.name, b.name));
  const ready = read !== null && read.rows.length > 0 && read.problems.length === 0 && plan.subject !== "" && plan.title.trim() !== "";
  return (
    <section class="card stack" aria-label={t("newPlan")}>
      <h2>{t("newPlan")}</h2>
      <Field id="plan-title" label={t("name")}>
        <input id="plan-title" class="input" maxLength={200} aria-describedby={noteId("plan-title")} value={plan.title} onInput={(event) => change({ title: event.currentTarget.value })} />
      </Field>
      <Field id="plan-subject" label={t("subject")}>
        <select id="plan-subject" class="input" value={plan.subject} onChange={(event) => change({ subject: event.currentTarget.value })}>
          <option value="">{t("chooseSubject")}</option>
          {subjects.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      </Field>
      <Field id="plan-grade" label={t("grade")}>
        <input id="plan-grade" class="input" type="number" inputMode="numeric" min={0} max={12} aria-describedby={noteId("plan-grade")} value={plan.grade} onInput={(event) => change({ grade: Number(event.currentTarget.value) })} />
      </Field>
      <Choices name="plan-language" legend={t("language")} value={plan.language} options={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] ?? value, lang: value }))} onChoose={(language) => change({ language })} />
      <Field id="plan-source" label={t("source")} hint={t("sourceHint")}>
        <input id="plan-source" class="input" maxLength={200} aria-describedby={noteId("plan-source")} value={plan.source} onInput={(event) => change({ source: event.currentTarget.value })} />
      </Field>
      <FileChoice lead={t("fileLead")} label={t("file")} onChoose={(file) => void choose(file)} />
      {failure && (
        <Notice tone="warn" icon="alert" alert>
          <p>{failure}</p>
        </Notice>
      )}
      {read && (
        <>
          <Problems problems={read.problems} title={t("problems")} more={t("problemsMore")} words={(one) => (one in TROUBLES ? plans(TROUBLES[one as keyof typeof TROUBLES]) : one)} line={(n) => String(n)} />
          <p role="status">{t("understood", { n: read.rows.length, hours: read.rows.reduce((sum, row) => sum + row.hours, 0) })}</p>
          <p class="small muted">{read.rows.slice(0, 3).map((row) => row.topic).join(" · ")}</p>
        </>
      )}
      <AudienceFields id="new-plan" audience={plan.audience} regions={reach.regions} onChoose={(audience) => change({ audience })} />
      <div class="console-links">
        <Button kind="primary" icon="check" busy={busy || !ready} onClick={() => void publish(read?.rows ?? [])}>
          {t("publish")}
        </Button>
        <Button kind="quiet" onClick={onDone}>
          {t("cancel")}
        </Button>
      </div>
    </section>
  );
}
