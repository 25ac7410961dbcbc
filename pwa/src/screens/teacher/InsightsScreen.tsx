/** How a class fares: days as a plot and a table, each material with completion, time, difficulty. */
import { useEffect, useRef, useState } from "preact/hooks";

import { lang } from "../../i18n/index.ts";
import { t, type InsightsKey } from "../../i18n/insights.ts";
import { t as desk } from "../../i18n/teacher.ts";
import { date } from "../../i18n/time.ts";
import type { ScreenProps } from "../../routes.tsx";
import { EmptyState, Loading, Notice, ProgressBar } from "../../ui/bits.tsx";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { Choices } from "../../ui/Field.tsx";
import { Page } from "../../ui/Page.tsx";
import { asking, lastPart, textIn, type Trouble, troubleOf } from "../common/statements.ts";
import { records } from "../../data/records.ts";
import { schoolNow } from "../journal/teaching.ts";
import { type Day, everyDay } from "./model/days.ts";
import "../common/statements.css";

interface Activity {
  readonly id: string;
  readonly names: Readonly<Record<string, string>>;
  readonly learners: number;
  readonly completed: number;
  readonly passed: number;
  readonly failed: number;
  readonly mean: number | null;
  readonly seconds: number;
  readonly answers: number;
  readonly difficulty: number | null;
}

/** GET /api/v1/classes/<id>/activity. */
interface Summary {
  readonly pupils: number;
  readonly days: readonly Day[];
  readonly activities: readonly Activity[];
  readonly counted: number;
  readonly cut: boolean;
}

const PERIODS = ["7", "30", "120"] as const;

export default function InsightsScreen({ params }: ScreenProps) {
  const id = params["id"] ?? "";
  const [days, setDays] = useState<(typeof PERIODS)[number]>("30");
  const [seen, setSeen] = useState<Summary | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const look = async (): Promise<void> => {
    setSeen(null);
    setTrouble(null);
    try {
      setSeen(await asking<Summary>(`/api/v1/classes/${encodeURIComponent(id)}/activity?days=${days}`));
    } catch (error) {
      setTrouble(troubleOf(error) === "away" ? "away" : "notAllowed");
    }
  };
  useEffect(() => void look(), [id, days]);
  const label = records.get("class", id)?.label ?? "";
  return (
    <Page title={label ? `${desk("classPicture")}: ${label.split(" ").join("\u00a0")}` : desk("classPicture")} back={`/t/class/${id}`}>
      <div class="stack-wide">
        <Choices
          name="insights-days"
          legend={t("period")}
          value={days}
          options={PERIODS.map((value) => ({ value, label: t(`days${value}` as InsightsKey) }))}
          onChoose={setDays}
        />
        {trouble ? (
          <EmptyState icon={trouble === "away" ? "wifi-off" : "school"} title={t(trouble)} text={trouble === "away" ? t("awayMore") : ""}>
            <Button icon="refresh" onClick={() => void look()}>
              {t("retry")}
            </Button>
          </EmptyState>
        ) : seen === null ? (
          <Loading label={t("loading")} />
        ) : seen.counted === 0 ? (
          <EmptyState icon="book" title={t("empty")} text={t("emptyMore")} />
        ) : (
          <>
            {seen.cut ? <Notice icon="info">{t("cut", { n: seen.counted })}</Notice> : null}
            <section class="stack">
              <h2>{t("days")}</h2>
              <Plot days={seen.days} period={Number(days)} />
              <DaysTable days={seen.days} />
            </section>
            <section class="stack">
              <h2>{t("activities")}</h2>
              {seen.activities.map((one) => (
                <ActivityCard key={one.id} one={one} pupils={seen.pupils} />
              ))}
            </section>
            <LinkButton href={`/t/insights/${encodeURIComponent(id)}/statements`} icon="book" block>
              {t("toStatements")}
            </LinkButton>
          </>
        )}
      </div>
    </Page>
  );
}

function ActivityCard({ one, pupils }: { one: Activity; pupils: number }) {
  const percent = (share: number): number => Math.round(share * 100);
  const reach = t("learnersOf", { n: one.learners, all: pupils });
  return (
    <article class="card stack">
      <h3>{textIn(one.names, lang.value) || lastPart(one.id)}</h3>
      <ProgressBar value={one.learners} max={pupils} label={reach} />
      <p class="small">
        {[
          reach,
          // a question is neither completed nor passed
          ...(["completed", "passed", "failed"] as const).flatMap((key) => (one[key] > 0 || one.answers === 0 ? [t(key, { n: one[key] })] : [])),
          ...(one.mean === null ? [] : [t("mean", { n: percent(one.mean) })]),
          ...(one.difficulty === null ? [] : [t("difficulty", { n: percent(one.difficulty) })]),
          ...(one.seconds > 0 ? [t("time", { n: Math.round(one.seconds / 60 / Math.max(1, one.learners)) })] : []),
        ].join(" · ")}
      </p>
    </article>
  );
}

/** The same for whoever cannot see a plot, or wants the numbers. */
function DaysTable({ days }: { days: readonly Day[] }) {
  return (
    <details>
      <summary>{t("daysMore")}</summary>
      <table class="days-table">
        <thead>
          <tr>
            <th scope="col">{t("date")}</th>
            <th scope="col">{t("statementsCount")}</th>
            <th scope="col">{t("learnersCount")}</th>
          </tr>
        </thead>
        <tbody>
          {days.map((one) => (
            <tr key={one.date}>
              <th scope="row">{date(one.date)}</th>
              <td>{one.statements}</td>
              <td>{one.learners}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function Plot({ days, period }: { days: readonly Day[]; period: number }) {
  const place = useRef<HTMLDivElement>(null);
  const language = lang.value;
  useEffect(() => {
    let gone = false;
    let end = (): void => undefined;
    void import("./insightsPlot.ts").then(
      ({ drawDays }) => {
        if (!gone && place.current) end = drawDays(place.current, everyDay(days, period, schoolNow.peek().day), t("statementsCount"), t("learnersCount"));
      },
      () => undefined, // the table below says the same
    );
    return () => {
      gone = true;
      end();
    };
  }, [days, period, language]);
  return <div ref={place} class="days-plot" role="img" aria-label={t("daysMore")} />;
}
