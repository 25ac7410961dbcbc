/** The school at a glance, class by class: lessons, attendance, signed marks, works that wait. No pupil is named. */
import { useState } from "preact/hooks";

import { t } from "../../i18n/overview.ts";
import { t as words } from "../../i18n/reports.ts";
import { addDays, isoWeekday } from "../../planning/flow.ts";
import { EmptyState, Notice, ProgressBar } from "../../ui/bits.tsx";
import { LinkButton } from "../../ui/Button.tsx";
import { Choices } from "../../ui/Field.tsx";
import { Page } from "../../ui/Page.tsx";
import { schoolDay } from "../gradebook/school.ts";
import { Answer } from "./Answer.tsx";
import { SchoolChoice } from "../people/SchoolChoice.tsx";
import { leads, schoolOverseen } from "./school.ts";
import { useAnswer } from "./useAnswer.ts";
import "./overview.css";

interface ClassLine {
  readonly class: string;
  readonly label: string;
  readonly learners: number;
  readonly planned: number;
  readonly held: number;
  readonly missing: number;
  readonly late: number;
  readonly unexcused: number;
  readonly present: number | null;
  readonly success: number | null;
  readonly quality: number | null;
  readonly waiting: number;
}

type Period = "week" | "lastWeek" | "month";
const PERIODS: readonly Period[] = ["week", "lastWeek", "month"];

function daysOf(period: Period, today: string): readonly [string, string] {
  const monday = addDays(today, 1 - isoWeekday(today));
  if (period === "week") return [monday, today];
  return period === "lastWeek" ? [addDays(monday, -7), addDays(monday, -1)] : [addDays(today, -29), today];
}

/** `/overview` */
export default function OverviewScreen() {
  const [period, setPeriod] = useState<Period>("week");
  const [first, last] = daysOf(period, schoolDay());
  const query = new URLSearchParams({ school: schoolOverseen(), starts_on: first, ends_on: last });
  const asked = useAnswer<{ classes: readonly ClassLine[] }>(`/api/v1/overview?${query.toString()}`);
  const leading = leads();
  return (
    <Page title={t("overview")} {...(leading ? { back: "/admin" } : {})} wide>
      <div class="stack-wide">
        <SchoolChoice />
        <Choices name="period" legend={t("period")} value={period} options={PERIODS.map((one) => ({ value: one, label: t(one) }))} onChoose={setPeriod} />
        <Answer of={asked}>{({ classes }) => <Classes classes={classes} />}</Answer>
        <nav class="stack" aria-label={words("reports")}>
          <LinkButton href="/reports" icon="file" block>
            {words("reports")}
          </LinkButton>
          <LinkButton href="/inspection" icon="search" block>
            {t(leading ? "inspectors" : "pack")}
          </LinkButton>
          {leading && (
            <LinkButton href="/admin/reads" icon="eye" block>
              {t("reads")}
            </LinkButton>
          )}
        </nav>
      </div>
    </Page>
  );
}

function Classes({ classes }: { classes: readonly ClassLine[] }) {
  if (classes.length === 0) return <EmptyState icon="people" title={t("none")} />;
  const lessons = classes.reduce((sum, one) => sum + one.missing, 0);
  const works = classes.reduce((sum, one) => sum + one.waiting, 0);
  const well = lessons + works === 0;
  return (
    <>
      <Notice tone={well ? "good" : "warn"} icon={well ? "check" : "alert"}>
        {well && <p>{t("good")}</p>}
        {lessons > 0 && <p>{t("lessonsMissing", { n: lessons })}</p>}
        {works > 0 && <p>{t("worksWaiting", { n: works })}</p>}
      </Notice>
      <ul class="overview-list">
        {classes.map((one) => (
          <ClassCard key={one.class} one={one} />
        ))}
      </ul>
    </>
  );
}

function ClassCard({ one }: { one: ClassLine }) {
  const lessons = one.planned === 0 ? t("noLessons") : t("lessonsOf", { held: one.held, planned: one.planned });
  const journal = [one.missing > 0 ? t("missing", { n: one.missing }) : "", one.late > 0 ? t("late", { n: one.late }) : ""];
  const there = one.present === null ? "–" : t("presentOf", { n: one.present });
  const marks = one.success === null ? [t("noMarks")] : [t("success", { n: one.success }), one.quality === null ? "" : t("quality", { n: one.quality })];
  return (
    <li class="card overview-card">
      <h2>
        {one.label} <span class="muted small">{t("pupils", { n: one.learners })}</span>
      </h2>
      <dl class="overview-facts">
        <dt>{t("lessons")}</dt>
        <dd>
          {[lessons, ...journal].filter(Boolean).join(" · ")}
          {one.planned > 0 && <ProgressBar value={one.held} max={one.planned} label={`${one.label}: ${lessons}`} />}
        </dd>
        <dt>{t("attendance")}</dt>
        <dd>{[there, one.unexcused > 0 ? t("unexcused", { n: one.unexcused }) : ""].filter(Boolean).join(" · ")}</dd>
        <dt>{t("marks")}</dt>
        <dd>{marks.filter(Boolean).join(" · ")}</dd>
        <dt>{t("waiting")}</dt>
        <dd>{one.waiting}</dd>
      </dl>
    </li>
  );
}
