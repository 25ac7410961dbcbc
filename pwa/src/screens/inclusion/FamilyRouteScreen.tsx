/** A learner's support and routes as the learner and the family read them. */
import { recordsReady } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/routes.ts";
import type { ScreenProps } from "../../routes.tsx";
import { EmptyState, Loading } from "../../ui/bits.tsx";
import { Page } from "../../ui/Page.tsx";
import { NeedsCard, RouteCard, routesFor } from "./RouteView.tsx";
import "./inclusion.css";

/** `/route/:learner` */
export default function FamilyRouteScreen({ params }: ScreenProps) {
  const learner = params["learner"] ?? "";
  const routes = routesFor(learner);
  return (
    <Page title={t("title")} back={learner === session.value?.person ? "/marks" : `/child/${encodeURIComponent(learner)}`}>
      {!recordsReady.value ? (
        <Loading label={core("loading")} />
      ) : (
        <div class="stack-wide">
          <NeedsCard learner={learner} />
          {routes.length === 0 && <EmptyState icon="book" title={t("none")} text={t("noneText")} />}
          {routes.map((route) => (
            <RouteCard key={route.id} route={route} />
          ))}
        </div>
      )}
    </Page>
  );
}
