/** What becomes of the rows that a plan has already: asked, and never taken for granted. */
import type { PlanRowDoc } from "../../data/records.ts";
import { t } from "../../i18n/plans.ts";
import { mustSay, type Way } from "../../planning/plan.ts";
import { Choices } from "../../ui/Field.tsx";

interface WayProps {
  readonly rows: readonly PlanRowDoc[];
  readonly way: Way | null;
  /** Somebody went on without an answer. */
  readonly tried: boolean;
  readonly onChoose: (way: Way) => void;
}

export function WayChoice({ rows, way, tried, onChoose }: WayProps) {
  if (rows.length === 0) return null;
  return (
    <div>
      <Choices
        name="way"
        legend={t("replaceAsk")}
        value={way === null || way === "append" ? way : "replace"}
        options={[
          { value: "replace", label: t("replace") },
          { value: "append", label: t("append") },
        ]}
        onChoose={(one) => onChoose(one === "append" ? one : { replaces: new Set(rows.map((row) => row.id)) })}
      />
      {tried && mustSay(rows, way) && (
        <p class="field-error" role="alert">
          {t("replaceAsk")}
        </p>
      )}
    </div>
  );
}
