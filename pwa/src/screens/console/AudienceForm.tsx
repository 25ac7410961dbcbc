/** For which schools a course is: regions, languages and a share, with the number before it is saved. */
import { useEffect, useState } from "preact/hooks";

import { t } from "../../i18n/publishing.ts";
import { Button } from "../../ui/Button.tsx";
import { Choices } from "../../ui/Field.tsx";
import { toast } from "../../ui/toast.tsx";
import { type Audience, LANGUAGES, STEPS, toggled } from "./courses.ts";

export const LANGUAGE_NAMES: Readonly<Record<string, string>> = { kk: "Қазақша", "kk-Latn": "Qazaqsha", ru: "Русский", en: "English" };

interface FormProps {
  readonly id: string;
  readonly audience: Audience;
  readonly regions: readonly string[];
  readonly count: (audience: Audience) => Promise<{ schools: number }>;
  readonly onSave: (audience: Audience) => Promise<void>;
  readonly onDone: () => void;
}

export function AudienceForm({ id, audience: before, regions, count, onSave, onDone }: FormProps) {
  const [audience, setChosen] = useState<Audience>(before);
  const [schools, setSchools] = useState<number | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    let current = true;
    setSchools(null);
    count(audience).then(
      (told) => current && setSchools(told.schools),
      () => current && setSchools(null),
    );
    return () => {
      current = false;
    };
  }, [audience]);
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      await onSave(audience);
      toast(t("saved"));
      onDone();
    } catch {
      toast(t("failed"));
      setBusy(false);
    }
  };
  return (
    <div class="stack">
      <AudienceFields id={id} audience={audience} regions={regions} onChoose={setChosen} />
      <p role="status">{schools === null ? "" : t("wouldBe", { n: schools })}</p>
      <div class="console-links">
        <Button icon="check" busy={busy} onClick={() => void save()}>
          {t("save")}
        </Button>
        <Button kind="quiet" onClick={onDone}>
          {t("cancel")}
        </Button>
      </div>
    </div>
  );
}

/** An operator of a region has no regions to choose from: what they decide is for theirs. */
export function AudienceFields({ id, audience, regions, onChoose }: Pick<FormProps, "id" | "audience" | "regions"> & { onChoose: (audience: Audience) => void }) {
  const steps = STEPS.includes(audience.share) ? STEPS : [...STEPS, audience.share].sort((a, b) => a - b);
  return (
    <div class="stack">
      <Ticks legend={t("regions")} options={regions} names={{}} chosen={audience.regions} onChoose={(chosen) => onChoose({ ...audience, regions: chosen })} />
      <Ticks legend={t("languages")} options={LANGUAGES} names={LANGUAGE_NAMES} chosen={audience.languages} onChoose={(chosen) => onChoose({ ...audience, languages: chosen })} />
      <p class="field-label">{t("step")}</p>
      <Choices
        name={`share-${id}`}
        legend={t("step")}
        value={String(audience.share)}
        options={steps.map((share) => ({ value: String(share), label: `${share} %` }))}
        onChoose={(share) => onChoose({ ...audience, share: Number(share) })}
      />
      <p class="small muted">{t("stepMore")}</p>
    </div>
  );
}

function Ticks({ legend, options, names, chosen, onChoose }: {
  legend: string;
  options: readonly string[];
  names: Readonly<Record<string, string>>;
  chosen: readonly string[];
  onChoose: (chosen: readonly string[]) => void;
}) {
  if (options.length === 0) return null;
  return (
    <fieldset class="console-ticks">
      <legend class="field-label">{legend}</legend>
      {options.map((one) => (
        <label key={one} class="console-tick">
          <input type="checkbox" checked={chosen.includes(one)} onChange={() => onChoose(toggled(chosen, one))} />
          <span>{names[one] ?? one}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** An audience in words. */
export function toldAudience({ regions, languages, share }: Audience): string {
  const parts = [
    regions.length > 0 ? t("within", { regions: regions.join(", ") }) : "",
    languages.length > 0 ? t("taught", { languages: languages.map((one) => LANGUAGE_NAMES[one] ?? one).join(", ") }) : "",
    share < 100 ? t("share", { n: share }) : "",
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(" · ") : t("everybody");
}
