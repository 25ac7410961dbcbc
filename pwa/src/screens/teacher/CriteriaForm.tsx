/** Criteria of a task being set: what counts, and for how many points. */
import type { Criterion } from "../../data/docs.ts";
import { t } from "../../i18n/packets.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { CRITERIA_PER_TASK, CRITERION_CHARACTERS, HIGHEST_MAX_MARK } from "./model/draft.ts";

/** Points that a new criterion begins with. */
const FIRST_MAX = 5;

export function CriteriaForm({ criteria, onCriteria }: { criteria: readonly Criterion[]; onCriteria: (next: readonly Criterion[]) => void }) {
  const change = (at: number, next: Partial<Criterion>): void => onCriteria(criteria.map((one, index) => (index === at ? { ...one, ...next } : one)));
  return (
    <div>
      <div class="field-label">{t("criteria")}</div>
      {criteria.map((one, at) => (
        <div key={at} class="criterion-edit">
          <input
            class="input"
            aria-label={t("criterion", { n: at + 1 })}
            maxLength={CRITERION_CHARACTERS}
            value={one.name}
            onInput={(event) => change(at, { name: event.currentTarget.value })}
          />
          <input
            class="input criterion-max"
            inputMode="numeric"
            aria-label={t("criterionMax", { n: at + 1 })}
            maxLength={4}
            value={one.max > 0 ? String(one.max) : ""}
            onInput={(event) => change(at, { max: Math.min(HIGHEST_MAX_MARK, Number(event.currentTarget.value.replace(/\D/g, ""))) })}
          />
          <IconButton icon="close" label={t("dropCriterion", { n: at + 1 })} onClick={() => onCriteria(criteria.filter((_, index) => index !== at))} />
        </div>
      ))}
      {criteria.length < CRITERIA_PER_TASK ? (
        <Button kind="quiet" icon="plus" onClick={() => onCriteria([...criteria, { name: "", max: FIRST_MAX }])}>
          {t("addCriterion")}
        </Button>
      ) : null}
    </div>
  );
}
