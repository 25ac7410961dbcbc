/** What a work is looked at for, each with its points under the thumb. */
import type { Criterion } from "../../data/docs.ts";
import { t } from "../../i18n/teacher.ts";
import { MOST_BUTTONS } from "./model/marking.ts";

interface CriteriaProps {
  readonly criteria: readonly Criterion[];
  readonly points: readonly (number | null)[];
  readonly onPoints: (at: number, value: number | null) => void;
}

export function Criteria({ criteria, points, onPoints }: CriteriaProps) {
  return (
    <section class="stack" aria-labelledby="criteria-title">
      <h2 id="criteria-title">{t("criteria")}</h2>
      <ul class="criteria">
        {criteria.map((one, at) => (
          <li key={`${at} ${one.name}`} class="criterion">
            <Points criterion={one} value={points[at] ?? null} onValue={(value) => onPoints(at, value)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Points({ criterion, value, onValue }: { criterion: Criterion; value: number | null; onValue: (value: number | null) => void }) {
  const label = t("criterionOf", { name: criterion.name, max: criterion.max });
  if (criterion.max >= MOST_BUTTONS) {
    return (
      <label class="pad-points">
        <span>{label}</span>
        <input
          class="input"
          inputMode="numeric"
          maxLength={4}
          value={value === null ? "" : String(value)}
          onInput={(event) => {
            const digits = event.currentTarget.value.replace(/\D/g, "");
            onValue(digits === "" ? null : Math.min(criterion.max, Number(digits)));
          }}
        />
      </label>
    );
  }
  return (
    <>
      <span>{label}</span>
      <div class="criterion-points" role="radiogroup" aria-label={label}>
        {Array.from({ length: criterion.max + 1 }, (_, points) => (
          <button
            key={points}
            type="button"
            role="radio"
            aria-checked={points === value}
            class={points === value ? "pad-mark pad-mark-on" : "pad-mark"}
            onClick={() => onValue(points === value ? null : points)}
          >
            {points}
          </button>
        ))}
      </div>
    </>
  );
}
