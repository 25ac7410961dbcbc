/** Who has taken the data of many people at once. */
import { useState } from "preact/hooks";

import { type OverviewKey, t } from "../../i18n/overview.ts";
import { moment } from "../../i18n/time.ts";
import { EmptyState } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Page } from "../../ui/Page.tsx";
import { Answer } from "./Answer.tsx";
import { schoolOverseen } from "./school.ts";
import { useAnswer } from "./useAnswer.ts";
import "./overview.css";

interface Read {
  readonly id: number;
  readonly name: string;
  readonly what: string;
  readonly about: string;
  readonly people: number;
  readonly at: string;
}

const WHAT: Readonly<Record<string, OverviewKey>> = {
  "report-card": "what_report_card",
  register: "what_register",
  headcount: "what_headcount",
  family: "what_family",
  gradebook: "what_gradebook",
  "inspector-pack": "what_pack",
  inclusion: "what_inclusion",
  "person-export": "what_person",
  consents: "what_consents",
  former: "what_former",
  transfer: "what_transfer",
};
/** Entries that the server gives at once. */
const PAGE = 200;

/** `/admin/reads` */
export default function ReadsScreen() {
  const [before, setBefore] = useState<number | null>(null);
  const school = schoolOverseen();
  const query = new URLSearchParams({ school, ...(before === null ? {} : { before: String(before) }) });
  const asked = useAnswer<{ reads: readonly Read[] }>(`/api/v1/audit/reads?${query.toString()}`);
  return (
    <Page title={t("reads")} back="/overview">
      <div class="stack-wide">
        <p class="muted">{t("readsText")}</p>
        <Answer of={asked}>
          {({ reads }) =>
            reads.length === 0 ? (
              <EmptyState icon="eye" title={t("noReads")} />
            ) : (
              <>
                <ul class="policy-list">
                  {reads.map((one) => (
                    <li key={one.id} class="card">
                      <b>{one.name}</b> · {t(WHAT[one.what] ?? "what_other")}
                      {one.about !== school && <span class="muted"> {one.about}</span>}
                      <br />
                      <span class="muted small">
                        {moment(one.at)} · {t("people", { n: one.people })}
                      </span>
                    </li>
                  ))}
                </ul>
                {reads.length === PAGE && (
                  <Button icon="down" block onClick={() => setBefore(reads[reads.length - 1]?.id ?? null)}>
                    {t("older")}
                  </Button>
                )}
              </>
            )
          }
        </Answer>
      </div>
    </Page>
  );
}
