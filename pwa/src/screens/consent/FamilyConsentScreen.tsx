/** What a family has agreed to: given and withdrawn here, by who may. */
import { records, recordsReady } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { t } from "../../i18n/consent.ts";
import { t as core } from "../../i18n/core.ts";
import type { ScreenProps } from "../../routes.tsx";
import { EmptyState, Loading, Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { schoolOf } from "../common/schoolOf.ts";
import { childrenOf } from "../parent/children.ts";
import { nameOf } from "../pupil/mine.ts";
import { history } from "./model.ts";
import { Purposes } from "./Purposes.tsx";
import { decide, type Paper } from "./writing.ts";

/** `/consent/:learner` */
export default function FamilyConsentScreen({ params }: ScreenProps) {
  const learner = params["learner"] ?? "";
  const me = session.value?.person ?? "";
  const child = childrenOf(me).includes(learner);
  const back = child ? `/child/${encodeURIComponent(learner)}` : "/marks";
  if (!child && learner !== me) {
    return (
      <Page title={t("title")} back="/">
        {recordsReady.value ? <EmptyState icon="search" title={core("notFound")} text={core("notFoundText")} /> : <Loading label={core("loading")} />}
      </Page>
    );
  }
  return (
    <Page title={child ? `${t("title")}: ${nameOf(learner)}` : t("title")} back={back}>
      <Decisions learner={learner} by={child ? "representative" : "learner"} />
    </Page>
  );
}

function Decisions({ learner, by }: { learner: string; by: Paper["by"] }) {
  const school = schoolOf(learner);
  const ordered = history(records.list("consent").value, school, learner);
  const mayDecide = by === "representative" || ordered.some((one) => one.by === "learner");
  const said = (purpose: string, given: boolean): void => {
    decide(school, learner, purpose, given, by).then(
      () => toast(t("saved")),
      () => toast(t("notSaved")),
    );
  };
  return (
    <div class="stack-wide">
      <p>{t("lead")}</p>
      {!mayDecide && (
        <Notice tone="accent">
          <p>{t("onlyFamily")}</p>
        </Notice>
      )}
      <Purposes
        ordered={ordered}
        actions={(code, decision) =>
          mayDecide && (
            <>
              {decision?.given !== true && (
                <Button kind="primary" icon="check" block onClick={() => said(code, true)}>
                  {t("give")}
                </Button>
              )}
              {decision?.given !== false && (
                <Button block onClick={() => said(code, false)}>
                  {t(decision ? "withdraw" : "refuse")}
                </Button>
              )}
            </>
          )
        }
      />
      <p class="small muted">{t("law")}</p>
      <p class="small muted">{t("sentBefore")}</p>
      <p class="small muted">{t("print")}</p>
    </div>
  );
}
