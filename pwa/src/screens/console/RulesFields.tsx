/** The figures of a policy: weights, bands, the pass and the exam. */
import type { Part } from "../../assessment/engine.ts";
import { t } from "../../i18n/policies.ts";
import { banded, type Rules, weighed } from "./policies.ts";

const PARTS: readonly Part[] = ["formative", "section", "term"];
const PLACES: readonly (number | null)[] = [null, 0, 1, 2];

export function RulesFields({ rules, onChange }: { rules: Rules; onChange: (rules: Rules) => void }) {
  return (
    <div class="stack">
      <fieldset class="console-rules">
        <legend class="field-label">{t("weights")}</legend>
        {rules.weights.map((row, n) => (
          <div key={n} class="console-links">
            {PARTS.filter((part) => part in row).map((part) => (
              <Percent key={part} id={`weight-${n}-${part}`} label={t(part)} value={row[part] ?? 0} onChange={(percent) => onChange(weighed(rules, n, part, percent))} />
            ))}
          </div>
        ))}
      </fieldset>
      {rules.bands.map(({ grades, from }, n) => (
        <fieldset key={n} class="console-rules">
          <legend class="field-label">{t("bands", { first: grades[0] ?? 0, last: grades[1] ?? 0 })}</legend>
          <div class="console-links">
            {from.map(
              ([start = 0, mark = 0], k) =>
                k > 0 && <Percent key={mark} id={`band-${n}-${mark}`} label={t("from", { mark })} value={start} onChange={(percent) => onChange(banded(rules, n, k, percent))} />,
            )}
          </div>
        </fieldset>
      ))}
      <div class="console-links">
        <Percent id="pass-from" label={t("passFrom")} value={rules.pass_from} onChange={(pass_from) => onChange({ ...rules, pass_from })} />
        <Percent id="exam-weight" label={t("examWeight")} value={rules.exam_weight} onChange={(exam_weight) => onChange({ ...rules, exam_weight })} />
      </div>
      <fieldset class="console-rules">
        <legend class="field-label">{t("rounding")}</legend>
        <div class="console-links">
          <Places id="places-mean" label={t("meanPlaces")} value={rules.formative_mean_places} onChange={(formative_mean_places) => onChange({ ...rules, formative_mean_places })} />
          <Places id="places-part" label={t("partPlaces")} value={rules.part_places} onChange={(part_places) => onChange({ ...rules, part_places })} />
          <div>
            <label class="field-label" for="year-rule">
              {t("year")}
            </label>
            <select id="year-rule" class="input" value={rules.year} onChange={(event) => onChange({ ...rules, year: event.currentTarget.value })}>
              <option value="mean">{t("yearMean")}</option>
              <option value="pooled">{t("yearPooled")}</option>
            </select>
          </div>
        </div>
      </fieldset>
    </div>
  );
}

function Percent({ id, label, value, onChange }: { id: string; label: string; value: number; onChange: (percent: number) => void }) {
  return (
    <div>
      <label class="field-label" for={id}>
        {label}
      </label>
      <input id={id} class="input console-percent" type="number" inputMode="numeric" min={0} max={100} step={1} value={value} onInput={(event) => onChange(Number(event.currentTarget.value))} />
    </div>
  );
}

function Places({ id, label, value, onChange }: { id: string; label: string; value: number | null; onChange: (places: number | null) => void }) {
  return (
    <div>
      <label class="field-label" for={id}>
        {label}
      </label>
      <select id={id} class="input" value={String(value)} onChange={(event) => onChange(event.currentTarget.value === "null" ? null : Number(event.currentTarget.value))}>
        {PLACES.map((one) => (
          <option key={String(one)} value={String(one)}>
            {one === null ? t("exact") : t("places", { n: one })}
          </option>
        ))}
      </select>
    </div>
  );
}
