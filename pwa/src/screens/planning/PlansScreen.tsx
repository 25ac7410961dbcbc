/** Every plan one teaches by: how many topics, and whether it is behind. */
import { records, recordsReady } from "../../data/records.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/plans.ts";
import { ofYear, type Taught } from "../../planning/flow.ts";
import { standingOf } from "../../planning/plan.ts";
import { heldHere } from "../../planning/school.ts";
import { Chip, EmptyState, Loading } from "../../ui/bits.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Page } from "../../ui/Page.tsx";
import { schoolNow } from "../journal/teaching.ts";
import { ledSchool, LEADING } from "../people/led.ts";
import { addressOf, lessonsOf, nameOfPlan, plansKnown } from "./plans.ts";
import "./planning.css";

export default function PlansScreen() {
  const all = plansKnown();
  return (
    <Page title={t("plans")} back={ledSchool(LEADING) === "" ? "/t" : "/admin/timetable"}>
      {!recordsReady.value ? (
        <Loading label={core("loading")} />
      ) : all.length === 0 ? (
        <EmptyState icon="book" title={t("none")} text={t("noneText")} />
      ) : (
        <ul class="plan-rows">
          {all.map((taught) => (
            <Row key={addressOf(taught)} taught={taught} />
          ))}
        </ul>
      )}
    </Page>
  );
}

function Row({ taught }: { taught: Taught }) {
  const rows = records.list("plan_row").value.filter((row) => row.class === taught.class && row.subject === taught.subject && row.grade === taught.grade);
  const year = rows.length > 0 ? lessonsOf(taught, heldHere.value) : null;
  const now = ofYear(rows, heldHere.value, year?.first ?? "");
  const { behind } = year && now.rows.length > 0 ? standingOf(now.rows, year.lessons, year.undisturbed, year.settled, now.held, schoolNow.value.day) : { behind: 0 };
  return (
    <li>
      <a class="plan-row plan-link" href={addressOf(taught)}>
        <span class="plan-row-text">
          <b>{nameOfPlan(taught)}</b>
          <span class="muted small">{[taught.grade === null ? "" : t("gradeOf", { n: taught.grade }), rows.length > 0 ? t("rowsCount", { n: rows.length }) : ""].filter(Boolean).join(" · ")}</span>
        </span>
        {behind > 0 && <Chip tone="warn">{t("behind", { n: behind })}</Chip>}
        <Icon name="next" small />
      </a>
    </li>
  );
}
