/** An assistant's first screen: whom they help, and what stands open there. */
import { records, recordsReady } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { compareKazakh } from "../../i18n/collate.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/inclusion.ts";
import { EmptyState, Loading } from "../../ui/bits.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Page } from "../../ui/Page.tsx";
import { nameOf } from "../pupil/mine.ts";
import { needsText, supportFor } from "./RouteView.tsx";
import "../teacher/teacher.css";

/** `/helping` */
export default function HelpingScreen() {
  const me = session.value?.person ?? "";
  const helped = records.list("role").value.flatMap((one) => (one.person === me && one.role === "assistant" && one.learner ? [one.learner] : []));
  const learners = [...new Set(helped)].sort((a, b) => compareKazakh(nameOf(a), nameOf(b)));
  return (
    <Page title={t("helping")}>
      {!recordsReady.value ? (
        <Loading label={core("loading")} />
      ) : learners.length === 0 ? (
        <EmptyState icon="people" title={t("nobodyHelped")} text={t("nobodyHelpedMore")} />
      ) : (
        <ul class="desk-list">
          {learners.map((learner) => (
            <li key={learner}>
              <a class="desk-row desk-row-tall" href={`/helping/${encodeURIComponent(learner)}`}>
                <span class="desk-row-text">
                  <b>{nameOf(learner)}</b>
                  <span>{needsText(supportFor(learner))}</span>
                </span>
                <Icon name="next" small />
              </a>
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}
