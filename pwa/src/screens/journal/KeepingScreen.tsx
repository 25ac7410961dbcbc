/** For those who lead the school: which lessons are in the journal, which are not, which came late. */
import { useEffect, useState } from "preact/hooks";

import { ApiProblem, askJson } from "../../data/http.ts";
import { records } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/journal.ts";
import { addDays, isoWeekday } from "../../planning/flow.ts";
import { subjectName } from "../../planning/school.ts";
import { EmptyState, Loading, Notice, ProgressBar } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Choices } from "../../ui/Field.tsx";
import { Page } from "../../ui/Page.tsx";
import { LEADING, ledSchool } from "../people/led.ts";
import { schoolDay } from "../gradebook/school.ts";
import "./journal.css";

interface Kept {
  readonly class: string;
  readonly grade: number | null;
  readonly subject: string;
  readonly planned: number;
  readonly held: number;
  readonly cancelled: number;
  readonly missing: number;
  readonly late: number;
}

type Period = "week" | "lastWeek" | "month";
type Trouble = "keepingAway" | "keepingNotAllowed";

const PERIODS: readonly Period[] = ["week", "lastWeek", "month"];

function daysOf(period: Period, today: string): [string, string] {
  const monday = addDays(today, 1 - isoWeekday(today));
  if (period === "week") return [monday, today];
  return period === "lastWeek" ? [addDays(monday, -7), addDays(monday, -1)] : [addDays(today, -29), today];
}

export default function KeepingScreen() {
  const [period, setPeriod] = useState<Period>("week");
  const [rows, setRows] = useState<readonly Kept[] | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [tries, setTries] = useState(0);
  const school = ledSchool(LEADING);
  useEffect(() => {
    let left = false;
    const [first, last] = daysOf(period, schoolDay());
    const query = new URLSearchParams({ school, starts_on: first, ends_on: last });
    setRows(null);
    setTrouble(null);
    askJson<{ rows: Kept[] }>(`/api/v1/journal/keeping?${query.toString()}`, { token: session.peek()?.token ?? null })
      .then(({ body }) => {
        if (!left) setRows(body?.rows ?? []);
      })
      .catch((error: unknown) => {
        if (!left) setTrouble(error instanceof ApiProblem && (error.status === 403 || error.status === 404) ? "keepingNotAllowed" : "keepingAway");
      });
    return () => {
      left = true;
    };
  }, [period, school, tries]);
  return (
    <Page title={t("keeping")} back="/admin">
      <div class="stack-wide">
        <Choices name="period" legend={t("period")} value={period} options={PERIODS.map((one) => ({ value: one, label: t(one) }))} onChoose={setPeriod} />
        {trouble ? (
          <Notice tone="warn" icon="wifi-off">
            <p>{t(trouble)}</p>
            {trouble === "keepingAway" && (
              <Button icon="refresh" onClick={() => setTries(tries + 1)}>
                {t("again")}
              </Button>
            )}
          </Notice>
        ) : rows === null ? (
          <Loading label={core("loading")} rows={5} />
        ) : rows.length === 0 ? (
          <EmptyState icon="clock" title={t("keepingNone")} text={t("keepingNoneText")} />
        ) : (
          <Kepts rows={rows} />
        )}
      </div>
    </Page>
  );
}

function Kepts({ rows }: { rows: readonly Kept[] }) {
  const missing = rows.reduce((sum, row) => sum + row.missing, 0);
  const classes = [...new Set(rows.map((row) => row.class))];
  return (
    <>
      <Notice tone={missing === 0 ? "good" : "warn"} icon={missing === 0 ? "check" : "alert"}>
        {missing === 0 ? t("allKept") : t("someMissing", { n: missing })}
      </Notice>
      {classes.map((id) => {
        const label = records.get("class", id)?.label ?? "…";
        return (
          <section key={id} class="stack" aria-label={label}>
            <h2>{label}</h2>
            <ul class="day-list">
              {rows
                .filter((row) => row.class === id)
                .map((row) => (
                  <Line key={`${row.subject}~${row.grade ?? ""}`} row={row} />
                ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}

function Line({ row }: { row: Kept }) {
  const name = row.grade === null ? subjectName(row.subject) : `${subjectName(row.subject)}, ${t("gradeOf", { n: row.grade })}`;
  const kept = row.held + row.cancelled;
  const words = t("keptOf", { kept, planned: row.planned });
  const more = [
    row.missing > 0 ? t("missingCount", { n: row.missing }) : "",
    row.cancelled > 0 ? t("cancelledCount", { n: row.cancelled }) : "",
    row.late > 0 ? t("lateCount", { n: row.late }) : "",
  ].filter(Boolean);
  return (
    <li class="keeping-row">
      <b>{name}</b>
      <span class="muted small">{[words, ...more].join(" · ")}</span>
      <ProgressBar value={kept} max={row.planned} label={`${name}: ${words}`} />
    </li>
  );
}
