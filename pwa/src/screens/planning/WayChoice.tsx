/** What becomes of the rows that a plan has already: asked, and never taken for granted. */
import { useEffect, useRef } from "preact/hooks";

import type { PlanRowDoc } from "../../data/records.ts";
import { t } from "../../i18n/plans.ts";
import { mustSay, type Way } from "../../planning/plan.ts";
import { Choices } from "../../ui/Field.tsx";

interface WayProps {
  readonly rows: readonly PlanRowDoc[];
  readonly way: Way | null;
  /** How often somebody went on without an answer. */
  readonly tried: number;
  readonly onChoose: (way: Way) => void;
}

export function WayChoice({ rows, way, tried, onChoose }: WayProps) {
  const place = useRef<HTMLDivElement>(null);
  // Whoever was asked at the end of a long list is brought to the question.
  useEffect(() => {
    if (tried > 0) place.current?.scrollIntoView({ block: "center" });
  }, [tried]);
  if (rows.length === 0) return null;
  return (
    <div ref={place}>
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
      {tried > 0 && mustSay(rows, way) && (
        <p class="field-error" role="alert">
          {t("replaceAsk")}
        </p>
      )}
    </div>
  );
}
