/** What a pupil is to have at every task: chosen, never explained. */
import { useState } from "preact/hooks";

import { t } from "../../i18n/inclusion.ts";
import { Button } from "../../ui/Button.tsx";
import { Choices, Field, noteId } from "../../ui/Field.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { toast } from "../../ui/toast.tsx";
import { ADVICE_CHARACTERS, EXTRA } from "./model.ts";
import { supportFor } from "./RouteView.tsx";
import { NO_SUPPORT, saveSupport, type SupportDraft } from "./writing.ts";

const FLAGS = [
  { name: "larger_text", label: "larger" },
  { name: "read_aloud", label: "aloud" },
  { name: "other_tasks", label: "others" },
] as const;

export function SupportSheet({ learner, name, onClose }: { learner: string; name: string; onClose: () => void }) {
  const [before] = useState<SupportDraft>(() => {
    const { extra_time, larger_text, read_aloud, other_tasks, advice, ends_on } = supportFor(learner) ?? NO_SUPPORT;
    return { extra_time, larger_text, read_aloud, other_tasks, advice, ends_on };
  });
  const [draft, setDraft] = useState(before);
  const save = async (): Promise<void> => {
    try {
      await saveSupport(learner, before, { ...draft, advice: draft.advice.trim() });
      onClose();
    } catch {
      toast(t("notSaved"));
    }
  };
  return (
    <Sheet title={t("supportOf", { name })} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <p class="small muted">{t("lead")}</p>
        <div>
          <p class="field-label">{t("extraLegend")}</p>
          <Choices
            name="extra"
            legend={t("extraLegend")}
            value={String(draft.extra_time)}
            options={EXTRA.map((percent) => ({ value: String(percent), label: percent === 0 ? t("extraNone") : `+${percent} %` }))}
            onChoose={(value) => setDraft({ ...draft, extra_time: Number(value) })}
          />
        </div>
        {FLAGS.map((flag) => (
          <label key={flag.name} class="inclusion-tick">
            <input type="checkbox" checked={draft[flag.name]} onChange={(event) => setDraft({ ...draft, [flag.name]: event.currentTarget.checked })} />
            <span>{t(flag.label)}</span>
          </label>
        ))}
        <Field id="support-advice" label={t("advice")} hint={t("adviceHint")}>
          <textarea id="support-advice" class="input" rows={3} maxLength={ADVICE_CHARACTERS} aria-describedby={noteId("support-advice")} value={draft.advice} onInput={(event) => setDraft({ ...draft, advice: event.currentTarget.value })} />
        </Field>
        <Field id="support-until" label={t("until")}>
          <input id="support-until" class="input" type="date" aria-describedby={noteId("support-until")} value={draft.ends_on ?? ""} onChange={(event) => setDraft({ ...draft, ends_on: event.currentTarget.value || null })} />
        </Field>
        <Button type="submit" kind="primary" icon="check" block>
          {t("save")}
        </Button>
      </form>
    </Sheet>
  );
}
