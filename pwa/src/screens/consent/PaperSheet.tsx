/** A signed form, noted as it lies there: what is marked, when it was signed and by whom. */
import { useState } from "preact/hooks";

import { t as consent } from "../../i18n/consent.ts";
import { t } from "../../i18n/consentKeeping.ts";
import { lang } from "../../i18n/index.ts";
import { Choices, Field, noteId } from "../../ui/Field.tsx";
import { FormSheet } from "../../ui/FormSheet.tsx";
import { toast } from "../../ui/toast.tsx";
import { schoolDay } from "../gradebook/school.ts";
import type { Asked } from "./ClassConsents.tsx";
import { purposes } from "./model.ts";
import { notePaper, type Paper } from "./writing.ts";

/** Characters that the server takes. */
const SIGNER_CHARACTERS = 120;

const WORDS = [
  { value: "yes", given: true },
  { value: "no", given: false },
  { value: "skip", given: null },
] as const;

/** `from`: of a learner who has left, the purposes of which a paper takes consent back; it can give none. */
export function PaperSheet({ school, learner, from, onClose }: { school: string; learner: Asked; from?: readonly string[]; onClose: () => void }) {
  const asked = purposes(lang.value).filter(({ code }) => from?.includes(code) ?? true);
  const words = WORDS.filter(({ given }) => !from || given !== true);
  const [paper, setPaper] = useState<Paper>(() => ({ answers: Object.fromEntries(asked.map(({ code }) => [code, from ? false : null])), date: schoolDay(), by: "representative", signer: "" }));
  const change = (some: Partial<Paper>): void => setPaper({ ...paper, ...some });
  const unmarked = Object.values(paper.answers).every((given) => given === null);
  const unsigned = paper.by === "representative" && paper.signer.trim() === "";
  return (
    <FormSheet
      title={t(from ? "withdrawalOf" : "paperOf", { name: learner.name })}
      action={t("save")}
      failed={consent("notSaved")}
      fault={unmarked || unsigned || paper.date === ""}
      onSave={() => notePaper(school, learner.id, paper).then(() => toast(consent("saved")))}
      onClose={onClose}
    >
      {(tried) => (
        <>
          {asked.map(({ code, name }) => (
            <div key={code}>
              <p class="field-label">{name}</p>
              <Choices
                name={`answer-${code}`}
                legend={name}
                value={WORDS.find(({ given }) => given === paper.answers[code])?.value ?? "skip"}
                options={words.map(({ value }) => ({ value, label: t(from && value === "no" ? "withdrawn" : value) }))}
                onChoose={(value) => change({ answers: { ...paper.answers, [code]: WORDS.find((one) => one.value === value)?.given ?? null } })}
              />
            </div>
          ))}
          {tried && unmarked && (
            <p class="field-error" role="alert">
              {t("answerMissing")}
            </p>
          )}
          <Field id="signed-on" label={t("signedOn")}>
            <input id="signed-on" class="input" type="date" max={schoolDay()} aria-describedby={noteId("signed-on")} value={paper.date} onInput={(event) => change({ date: event.currentTarget.value })} />
          </Field>
          <div>
            <p class="field-label">{t("whoSigned")}</p>
            <Choices
              name="by"
              legend={t("whoSigned")}
              value={paper.by}
              options={(["representative", "learner"] as const).map((value) => ({ value, label: t(value) }))}
              onChoose={(by) => change({ by })}
            />
          </div>
          {paper.by === "representative" && (
            <Field id="signer" label={t("signerName")} error={tried && unsigned ? t("signerMissing") : null}>
              <input id="signer" class="input" maxLength={SIGNER_CHARACTERS} autocomplete="off" aria-describedby={noteId("signer")} value={paper.signer} onInput={(event) => change({ signer: event.currentTarget.value })} />
            </Field>
          )}
        </>
      )}
    </FormSheet>
  );
}
