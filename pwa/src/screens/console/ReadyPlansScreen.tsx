/** Ready plans: the hub's, from which schools' teachers begin theirs, and those that schools share. */
import { useState } from "preact/hooks";

import { t } from "../../i18n/defaults.ts";
import { t as p } from "../../i18n/publishing.ts";
import { day } from "../../i18n/time.ts";
import { EmptyState } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { Answer } from "../reports/Answer.tsx";
import { useAnswer } from "../reports/useAnswer.ts";
import { LANGUAGE_NAMES } from "./AudienceForm.tsx";
import { LANGUAGES } from "./courses.ts";
import { homeOf, offer, type ReadyPlan, subjectTitle, withdraw } from "./defaults.ts";
import { query } from "./model.ts";
import { OfferedRow } from "./OfferedRow.tsx";
import { PlanForm } from "./PlanForm.tsx";
import { reachOf, useSummary } from "./reach.ts";
import "./console.css";

const GRADES = Array.from({ length: 13 }, (_, n) => String(n));

export default function ReadyPlansScreen() {
  const [wanted, setWanted] = useState({ shared: "", grade: "", language: "" });
  const summary = useSummary();
  const plans = useAnswer<{ plans: readonly ReadyPlan[] }>(`${homeOf("plans")}${query(wanted)}`);
  const [adding, setAdding] = useState(false);
  const done = (): void => {
    setAdding(false);
    plans.again();
  };
  return (
    <Page title={t("plans")} back="/console" wide>
      <Answer of={summary}>
        {(told) => {
          const reach = reachOf(told);
          return (
            <div class="stack-wide">
              <p class="muted">{t("plansText")}</p>
              {reach.publishes &&
                (adding ? (
                  <PlanForm reach={reach} onDone={done} />
                ) : (
                  <Button icon="plus" onClick={() => setAdding(true)}>
                    {t("newPlan")}
                  </Button>
                ))}
              <div class="console-filters">
                <Choice id="plans-shared" label={t("whose")} any={t("hubs")} value={wanted.shared} options={[["true", t("schools")]]} onChoose={(shared) => setWanted({ ...wanted, shared })} />
                <Choice id="plans-grade" label={t("grade")} any={t("anyGrade")} value={wanted.grade} options={GRADES.map((one) => [one, one])} onChoose={(grade) => setWanted({ ...wanted, grade })} />
                <Choice id="plans-language" label={t("language")} any={t("anyLanguage")} value={wanted.language} options={LANGUAGES.map((one) => [one, LANGUAGE_NAMES[one] ?? one])} onChoose={(language) => setWanted({ ...wanted, language })} />
              </div>
              <Answer of={plans}>
                {({ plans: found }) =>
                  found.length === 0 ? (
                    <EmptyState icon="book" title={t("noPlans")} text={t("noPlansMore")} />
                  ) : (
                    <ul class="card console-list">
                      {found.map((one) =>
                        one.district ? (
                          <SharedRow key={one.id} one={one} withdraws={reach.publishes} onDone={plans.again} />
                        ) : (
                          <OfferedRow
                            key={one.id}
                            record={`plan_template~${one.id}`}
                            title={one.title}
                            lines={[about(one), [one.source, day(one.published_at)].filter(Boolean).join(" · ")]}
                            audience={one.audience}
                            schools={one.schools}
                            reach={reach}
                            warning={t("planGone")}
                            onOffer={(audience) => offer("plans", one.id, audience)}
                            onWithdraw={() => withdraw("plans", one.id)}
                            onDone={plans.again}
                          />
                        ),
                      )}
                    </ul>
                  )
                }
              </Answer>
            </div>
          );
        }}
      </Answer>
    </Page>
  );
}

const about = (one: ReadyPlan): string => [subjectTitle(one.subject), t("grades", { grades: one.grade }), LANGUAGE_NAMES[one.language] ?? one.language, t("rows", { n: one.rows }), t("hours", { n: one.hours })].join(" · ");

/** What a school offers to its neighbours: nobody here says for whom it is, and what is withdrawn stays so. */
function SharedRow({ one, withdraws, onDone }: { one: ReadyPlan; withdraws: boolean; onDone: () => void }) {
  const [asking, setAsking] = useState(false);
  const sure = async (): Promise<void> => {
    try {
      await withdraw("plans", one.id);
      toast(p("gone"));
      onDone();
    } catch {
      toast(p("failed"));
    }
  };
  return (
    <li class="console-row">
      <div class="row-grow stack">
        <h2>{one.title}</h2>
        <p class="small">{about(one)}</p>
        <p class="small">{[one.source, one.by, day(one.published_at)].filter(Boolean).join(" · ")}</p>
        <p class="small muted">{[one.region, one.district, p("schools", { n: one.schools })].filter(Boolean).join(" · ")}</p>
        {asking ? (
          <div class="stack">
            <p>{t("sharedGone")}</p>
            <div class="console-links">
              <Button icon="trash" onClick={() => void sure()}>
                {p("withdrawSure")}
              </Button>
              <Button kind="quiet" onClick={() => setAsking(false)}>
                {p("cancel")}
              </Button>
            </div>
          </div>
        ) : (
          withdraws && (
            <div class="console-links">
              <Button kind="quiet" icon="trash" onClick={() => setAsking(true)}>
                {p("withdraw")}
              </Button>
            </div>
          )
        )}
      </div>
    </li>
  );
}

interface ChoiceProps {
  readonly id: string;
  readonly label: string;
  readonly any: string;
  readonly value: string;
  readonly options: readonly (readonly [string, string])[];
  readonly onChoose: (value: string) => void;
}

function Choice({ id, label, any, value, options, onChoose }: ChoiceProps) {
  return (
    <div>
      <label class="field-label" for={id}>
        {label}
      </label>
      <select id={id} class="input" value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        <option value="">{any}</option>
        {options.map(([one, shown]) => (
          <option key={one} value={one}>
            {shown}
          </option>
        ))}
      </select>
    </div>
  );
}
