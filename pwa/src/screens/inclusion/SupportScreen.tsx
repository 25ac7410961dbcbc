/** The pupils of a class: who needs what, and whose route is due for a look. */
import { records, recordsReady } from "../../data/records.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/inclusion.ts";
import type { ScreenProps } from "../../routes.tsx";
import { Chip, EmptyState, Loading } from "../../ui/bits.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Page } from "../../ui/Page.tsx";
import { schoolDay } from "../gradebook/school.ts";
import { classes, pupilsIn } from "../teacher/desk.ts";
import { isOverdue } from "./model.ts";
import { needsText, routesFor, supportFor } from "./RouteView.tsx";
import "../teacher/teacher.css";

/** `/t/class/:id/support` */
export default function SupportScreen({ params }: ScreenProps) {
  const id = params["id"] ?? "";
  const label = classes.value.find((one) => one.id === id)?.label;
  const pupils = label === undefined ? [] : pupilsIn(id);
  return (
    <Page title={label === undefined ? t("list") : `${label} · ${t("list")}`} back={`/t/class/${encodeURIComponent(id)}`}>
      {!recordsReady.value ? (
        <Loading label={core("loading")} rows={6} />
      ) : pupils.length === 0 ? (
        <EmptyState icon="people" title={t("nobody")} text={t("nobodyMore")} />
      ) : (
        <div class="stack">
          <p class="small muted">{t("lead")}</p>
          <ul class="desk-list">
            {pupils.map(({ id: learner, name }) => (
              <Row key={learner} learner={learner} name={name} />
            ))}
          </ul>
        </div>
      )}
    </Page>
  );
}

function Row({ learner, name }: { learner: string; name: string }) {
  const open = routesFor(learner).filter((route) => route.state === "open");
  const late = open.some((route) => isOverdue(route, records.list("route_review").value, schoolDay(), records.list("calendar").value));
  const said = [needsText(supportFor(learner)), open.length > 0 ? t("routesCount", { n: open.length }) : ""].filter(Boolean);
  return (
    <li>
      <a class="desk-row desk-row-tall" href={`/t/learner/${encodeURIComponent(learner)}`}>
        <span class="desk-row-text">
          <b>{name}</b>
          {said.length > 0 ? <span>{said.join(" · ")}</span> : null}
        </span>
        {late ? <Chip tone="warn">{t("overdue")}</Chip> : null}
        <Icon name="next" small />
      </a>
    </li>
  );
}
