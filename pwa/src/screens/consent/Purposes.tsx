/** What stands for a learner, purpose by purpose, and how it came about. */
import type { ComponentChildren } from "preact";

import type { ConsentDoc } from "../../data/docs-consent.ts";
import { t } from "../../i18n/consent.ts";
import { lang } from "../../i18n/index.ts";
import { date, noon } from "../../i18n/time.ts";
import { Chip } from "../../ui/bits.tsx";
import { purposes, standing } from "./model.ts";

export function StandingChip({ decision, left }: { decision: ConsentDoc | undefined; left?: boolean | undefined }) {
  if (!decision) return <Chip>{t("undecided")}</Chip>;
  if (decision.given && (left || decision.ended)) return <Chip icon="clock">{t("ended")}</Chip>;
  return decision.given ? (
    <Chip tone="good" icon="check">
      {t("given")}
    </Chip>
  ) : (
    <Chip tone="warn" icon="close">
      {t("refused")}
    </Chip>
  );
}

/** `ordered` is of one learner (model.ts: history); `actions` stand under each purpose, of which at a school that was `left` only the decided are shown. */
export function Purposes({ ordered, left, actions }: { ordered: readonly ConsentDoc[]; left?: boolean; actions?: (code: string, decision: ConsentDoc | undefined) => ComponentChildren }) {
  return (
    <>
      {purposes(lang.value).map(({ code, name, more }) => {
        const own = ordered.filter((one) => one.purpose === code);
        const decision = standing(own, code);
        if (left && !decision) return null;
        return (
          <section key={code} class="card stack" aria-label={name}>
            <h2>{name}</h2>
            <p>
              <StandingChip decision={decision} left={left} />
            </p>
            <p class="small muted">{more}</p>
            {actions?.(code, decision)}
            {own.length > 0 && (
              <details>
                <summary class="small">{t("history")}</summary>
                <ul class="small">
                  {[...own].reverse().map((one) => (
                    <li key={one.id}>{told(one)}</li>
                  ))}
                </ul>
              </details>
            )}
          </section>
        );
      })}
    </>
  );
}

function told(one: ConsentDoc): string {
  const how = [t(one.way === "app" ? "inApp" : "onPaper")];
  if (one.signer) how.push(t("signed", { name: one.signer }));
  if (one.author_name) how.push(t("noted", { name: one.author_name }));
  return `${t(one.given ? "gaveOn" : "refusedOn", { when: date(noon(one.date)) })} (${how.join(", ")})`;
}
