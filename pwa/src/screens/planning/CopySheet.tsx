/** Another plan of the school's (last year's, a parallel class's) becomes this one's. */
import { useEffect, useState } from "preact/hooks";

import { askMine } from "../../data/asking.ts";
import { type PlanRowDoc, records } from "../../data/records.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/plans.ts";
import type { Taught } from "../../planning/flow.ts";
import { appended, draftOf, replaced } from "../../planning/plan.ts";
import { subjectName } from "../../planning/school.ts";
import { Loading, Notice } from "../../ui/bits.tsx";
import { Choices } from "../../ui/Field.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { makeChange } from "./making.ts";
import { askPlan } from "./plans.ts";

interface Known {
  readonly class: string;
  readonly label: string;
  readonly grade: number | null;
  readonly subject: string;
  readonly rows: number;
  readonly hours: number;
}

type Step = { readonly at: "asking" } | { readonly at: "away" } | { readonly at: "copying" } | { readonly at: "shown"; readonly plans: readonly Known[] };

interface CopyProps {
  readonly school: string;
  readonly taught: Taught;
  readonly rows: readonly PlanRowDoc[];
  readonly held: ReadonlySet<string>;
  readonly onClose: () => void;
}

export function CopySheet({ school, taught, rows, held, onClose }: CopyProps) {
  const [step, setStep] = useState<Step>({ at: "asking" });
  const [way, setWay] = useState<"replace" | "append">("replace");
  useEffect(() => {
    // Somebody of several schools copies across them.
    const schools = [...new Set([school, ...records.list("school").value.map((one) => one.id)])];
    const asked = schools.map((one) => askMine<{ plans: readonly Known[] }>(`/api/v1/planning/plans?school=${encodeURIComponent(one)}`).then((answer) => answer.plans));
    Promise.all(asked).then(
      (found) => setStep({ at: "shown", plans: sorted(found.flat(), taught) }),
      () => setStep({ at: "away" }),
    );
  }, [school]);
  const copy = async (from: Known): Promise<void> => {
    setStep({ at: "copying" });
    try {
      const found = await askPlan(from);
      const drafts = found.rows.map((row) => ({ ...draftOf(row), on: null }));
      await makeChange(way === "append" || rows.length === 0 ? appended(school, taught, rows, drafts) : replaced(school, taught, rows, held, drafts), t("copied", { n: drafts.length }));
      onClose();
    } catch {
      setStep({ at: "away" });
    }
  };
  return (
    <Sheet title={t("copyTitle")} onClose={onClose}>
      <div class="stack">
        {rows.length > 0 && (
          <Choices
            name="way"
            legend={t("replaceAsk")}
            value={way}
            options={[
              { value: "replace", label: t("replace") },
              { value: "append", label: t("append") },
            ]}
            onChoose={setWay}
          />
        )}
        {step.at === "away" ? (
          <Notice tone="warn" icon="wifi-off" alert>
            {t("away")}
          </Notice>
        ) : step.at !== "shown" ? (
          <Loading label={step.at === "asking" ? core("loading") : t("copyBusy")} />
        ) : step.plans.length === 0 ? (
          <p class="muted">{t("copyNone")}</p>
        ) : (
          <ul class="plan-rows">
            {step.plans.map((one) => (
              <li key={`${one.class}~${one.subject}~${one.grade ?? ""}`}>
                <button type="button" class="plan-row plan-link" onClick={() => void copy(one)}>
                  <span class="plan-row-text">
                    <b>{`${one.label} · ${subjectName(one.subject)}`}</b>
                    <span class="muted small">{[one.grade === null ? "" : t("gradeOf", { n: one.grade }), t("rowsCount", { n: one.rows }), t("hoursOf", { n: one.hours })].filter(Boolean).join(" · ")}</span>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Sheet>
  );
}

/** The same subject first; never the plan itself. */
function sorted(plans: readonly Known[], taught: Taught): Known[] {
  const others = plans.filter((one) => one.class !== taught.class || one.subject !== taught.subject || one.grade !== taught.grade);
  return others.sort((a, b) => Number(b.subject === taught.subject) - Number(a.subject === taught.subject));
}
