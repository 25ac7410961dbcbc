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
import { schoolsOf } from "../common/schoolOf.ts";
import { childrenOf } from "../parent/children.ts";
import { nameOf } from "../pupil/mine.ts";
import { agrees, history, type Place, places } from "./model.ts";
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
  const names = new Map(records.list("school").value.map(({ id, name }) => [id, name]));
  const found = places(records.list("consent").value, schoolsOf(learner), learner, names);
  if (found.length === 0) return recordsReady.value ? <EmptyState icon="school" title={t("noSchool")} /> : <Loading label={core("loading")} />;
  return (
    <div class="stack-wide">
      <p>{t("lead")}</p>
      {found.map((place) => (
        <AtSchool key={place.school} place={place} named={found.length > 1 || place.left} learner={learner} by={by} />
      ))}
      <p class="small muted">{t("law")}</p>
      <p class="small muted">{t("sentBefore")}</p>
      <p class="small muted">{t("print")}</p>
    </div>
  );
}

/** Where the learner is no more, what stands can still be withdrawn. */
function AtSchool({ place, named, learner, by }: { place: Place; named: boolean; learner: string; by: Paper["by"] }) {
  const ordered = history(records.list("consent").value, place.school, learner);
  const mayDecide = by === "representative" || ordered.some((one) => one.by === "learner");
  const said = (purpose: string, given: boolean): void => {
    decide(place.school, learner, purpose, given, by).then(
      () => toast(t("saved")),
      () => toast(t("notSaved")),
    );
  };
  return (
    <section class="stack-wide" aria-label={place.name ?? t("formerSchool")}>
      {named && (
        <div>
          <h2>{place.name ?? t("formerSchool")}</h2>
          {place.left && <p class="muted">{t("leftSchool")}</p>}
        </div>
      )}
      {!mayDecide && (
        <Notice tone="accent">
          <p>{t("onlyFamily")}</p>
        </Notice>
      )}
      <Purposes
        ordered={ordered}
        left={place.left}
        actions={(code, decision) =>
          mayDecide && (
            <>
              {!place.left && !agrees(decision) && (
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
    </section>
  );
}
