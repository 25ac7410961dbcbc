/** A class: who has consent to what, and noting a signed form. */
import { useState } from "preact/hooks";

import type { ConsentDoc } from "../../data/docs-consent.ts";
import { t } from "../../i18n/consentKeeping.ts";
import { t as consent } from "../../i18n/consent.ts";
import { lang } from "../../i18n/index.ts";
import { EmptyState } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { history, purposes, standing, unanswered } from "./model.ts";
import { PaperSheet } from "./PaperSheet.tsx";
import { Purposes, StandingChip } from "./Purposes.tsx";

export interface Asked {
  readonly id: string;
  readonly name: string;
}

export function ClassConsents({ school, learners, decisions }: { school: string; learners: readonly Asked[]; decisions: readonly ConsentDoc[] }) {
  const [open, setOpen] = useState<Asked | null>(null);
  const [noting, setNoting] = useState(false);
  if (learners.length === 0) return <EmptyState icon="people" title={t("none")} text={t("noneMore")} />;
  const asked = purposes(lang.value);
  const lines = learners.map((one) => ({ one, ordered: history(decisions, school, one.id) }));
  const without = lines.filter(({ ordered }) => asked.some(({ code }) => unanswered(standing(ordered, code)))).length;
  const close = (): void => {
    setOpen(null);
    setNoting(false);
  };
  return (
    <div class="stack-wide">
      <p class="small muted">{t("classLead")}</p>
      <p>
        <b>{without > 0 ? t("without", { n: without }) : t("everybody")}</b>
      </p>
      <ul class="stack consent-list">
        {lines.map(({ one, ordered }) => (
          <li key={one.id} class="card stack">
            <button type="button" class="consent-name" onClick={() => setOpen(one)}>
              {one.name}
            </button>
            {asked.map(({ code, name }) => (
              <p key={code} class="consent-line">
                <span class="small">{name}</span>
                <StandingChip decision={standing(ordered, code)} />
              </p>
            ))}
          </li>
        ))}
      </ul>
      <p class="small muted">{consent("print")}</p>
      {open && !noting && (
        <Sheet title={open.name} onClose={close}>
          <div class="stack-wide">
            <Purposes ordered={history(decisions, school, open.id)} />
            <Button kind="primary" icon="edit" block onClick={() => setNoting(true)}>
              {t("paper")}
            </Button>
          </div>
        </Sheet>
      )}
      {open && noting && <PaperSheet school={school} learner={open} onClose={close} />}
    </div>
  );
}
