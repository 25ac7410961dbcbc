/** Who has left: what their families had decided, and noting a paper that takes it back. */
import { useState } from "preact/hooks";

import type { ConsentDoc } from "../../data/docs-consent.ts";
import { t } from "../../i18n/consentKeeping.ts";
import { fold } from "../../i18n/fold.ts";
import { t as former } from "../../i18n/former.ts";
import { lang } from "../../i18n/index.ts";
import { date, noon } from "../../i18n/time.ts";
import { EmptyState } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import type { Asked } from "./ClassConsents.tsx";
import { history, purposes, standing } from "./model.ts";
import { PaperSheet } from "./PaperSheet.tsx";
import { Purposes, StandingChip } from "./Purposes.tsx";

export interface FormerLearner extends Asked {
  readonly class_label: string;
  readonly left_on: string;
}

export function FormerConsents({ school, learners, decisions }: { school: string; learners: readonly FormerLearner[]; decisions: readonly ConsentDoc[] }) {
  const [wanted, setWanted] = useState("");
  const [open, setOpen] = useState<FormerLearner | null>(null);
  const [noting, setNoting] = useState(false);
  if (learners.length === 0) return <EmptyState icon="people" title={t("formerNone")} text={t("formerLead")} />;
  const asked = purposes(lang.value);
  const found = learners.filter(({ name }) => fold(name).includes(fold(wanted.trim())));
  const ordered = open ? history(decisions, school, open.id) : [];
  const given = asked.filter(({ code }) => standing(ordered, code)?.given).map(({ code }) => code);
  const close = (): void => {
    setOpen(null);
    setNoting(false);
  };
  return (
    <div class="stack-wide">
      <p class="small muted">{t("formerLead")}</p>
      <Field id="former-search" label={former("search")}>
        <input id="former-search" class="input" type="search" aria-describedby={noteId("former-search")} value={wanted} onInput={(event) => setWanted(event.currentTarget.value)} />
      </Field>
      {found.length === 0 && <p role="status">{t("nobody")}</p>}
      <ul class="stack consent-list">
        {found.map((one) => (
          <li key={one.id} class="card stack">
            <button type="button" class="consent-name" onClick={() => setOpen(one)}>
              {one.name}
            </button>
            <p class="small muted">{[one.class_label, former("leftOn", { day: date(noon(one.left_on)) })].filter(Boolean).join(" · ")}</p>
            {asked.map(({ code, name }) => {
              const decision = standing(history(decisions, school, one.id), code);
              return (
                decision && (
                  <p key={code} class="consent-line">
                    <span class="small">{name}</span>
                    <StandingChip decision={decision} left />
                  </p>
                )
              );
            })}
          </li>
        ))}
      </ul>
      {open && !noting && (
        <Sheet title={open.name} onClose={close}>
          <div class="stack-wide">
            <Purposes ordered={ordered} left />
            {given.length > 0 && (
              <Button kind="primary" icon="edit" block onClick={() => setNoting(true)}>
                {t("withdrawal")}
              </Button>
            )}
          </div>
        </Sheet>
      )}
      {open && noting && <PaperSheet school={school} learner={open} from={given} onClose={close} />}
    </div>
  );
}
