/** Assessment policies that the hub has published: from when, for whom, by which order. */
import { useState } from "preact/hooks";

import { named } from "../../i18n/index.ts";
import { t } from "../../i18n/policies.ts";
import { EmptyState } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Page } from "../../ui/Page.tsx";
import { Answer } from "../reports/Answer.tsx";
import { dayText } from "../reports/school.ts";
import { useAnswer } from "../reports/useAnswer.ts";
import { HOME, offerPolicy, type Policies, type PublishedPolicy, withdrawPolicy } from "./policies.ts";
import { OfferedRow } from "./OfferedRow.tsx";
import { PolicyForm } from "./PolicyForm.tsx";
import { type Reach, reachOf, useSummary } from "./reach.ts";
import "./console.css";

export default function PoliciesScreen() {
  const policies = useAnswer<Policies>(HOME);
  const summary = useSummary();
  const [adding, setAdding] = useState(false);
  const done = (): void => {
    setAdding(false);
    policies.again();
  };
  return (
    <Page title={t("title")} back="/console" wide>
      <Answer of={summary}>
        {(told) => (
          <Answer of={policies}>
            {({ policies: found, presets }) => (
              <div class="stack-wide">
                <p class="muted">{t("text")}</p>
                {reachOf(told).publishes &&
                  (adding ? (
                    <PolicyForm presets={presets} reach={reachOf(told)} onDone={done} />
                  ) : (
                    <Button icon="plus" onClick={() => setAdding(true)}>
                      {t("new")}
                    </Button>
                  ))}
                {found.length === 0 ? (
                  <EmptyState icon="book" title={t("none")} text={t("noneMore")} />
                ) : (
                  <ul class="card console-list">
                    {found.map((one) => (
                      <PolicyRow key={one.policy} policy={one} reach={reachOf(told)} onDone={policies.again} />
                    ))}
                  </ul>
                )}
              </div>
            )}
          </Answer>
        )}
      </Answer>
    </Page>
  );
}

function PolicyRow({ policy, reach, onDone }: { policy: PublishedPolicy; reach: Reach; onDone: () => void }) {
  return (
    <OfferedRow
      record={`published_policy~${policy.policy}`}
      title={named(policy.title)}
      lines={[`${t("since", { day: dayText(policy.starts_on) })} · ${policy.begun ? t("begun") : t("coming")}`, t("byOrder", { order: policy.order })]}
      audience={policy.audience}
      schools={policy.schools}
      reach={reach}
      settled={policy.begun}
      warning={t("withdrawMore")}
      onOffer={(audience) => offerPolicy(policy.policy, audience)}
      onWithdraw={() => withdrawPolicy(policy.policy)}
      onDone={onDone}
    />
  );
}
