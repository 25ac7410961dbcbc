/** The minister's page: what has come of it all, counted, with nobody named. */
import { useEffect, useState } from "preact/hooks";

import { t, type ConsoleKey } from "../../i18n/console.ts";
import { moment } from "../../i18n/time.ts";
import { EmptyState, Loading } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Page } from "../../ui/Page.tsx";
import { askOverview, type Group, type Overview, type Trouble, troubleOf } from "./model.ts";
import "./console.css";

const COLUMNS: readonly (readonly [ConsoleKey, (group: Group) => string])[] = [
  ["schoolsCount", ({ schools }) => String(schools)],
  ["heardCount", ({ heard }) => told(heard)],
  ["lessonsCount", ({ lessons_held, lessons_planned }) => `${told(lessons_held)} / ${told(lessons_planned)}`],
  ["deliveredCount", ({ delivered, offered }) => `${told(delivered)} / ${told(offered)}`],
  ["receiptsCount", ({ receipts }) => told(receipts)],
  ["wayCount", ({ on_its_way }) => told(on_its_way)],
  ["lost", ({ lost }) => told(lost)],
];

const told = (value: number | null): string => (value === null ? "–" : String(value));

export default function OverviewScreen() {
  const [seen, setSeen] = useState<Overview | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const look = (): void => {
    askOverview().then(setSeen, (error: unknown) => setTrouble(troubleOf(error)));
  };
  useEffect(look, []);
  return (
    <Page title={t("overview")} back="/console" wide>
      {seen ? (
        <div class="stack-wide">
          <dl class="console-whole">
            {COLUMNS.map(([key, value]) => (
              <div key={key} class={key === "lost" ? "card console-lost" : "card"}>
                <dt class="small">{t(key)}</dt>
                <dd>{value(seen.whole)}</dd>
              </div>
            ))}
          </dl>
          <p class="small muted">{t("lostHow")}</p>
          <div class="card console-table" role="region" aria-label={t("region")} tabIndex={0}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{t("region")}</th>
                  {COLUMNS.map(([key]) => (
                    <th key={key} scope="col">
                      {t(key)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {seen.regions.map((group) => (
                  <tr key={group.region}>
                    <th scope="row">{group.region || t("placeless")}</th>
                    {group.heard === null ? (
                      <>
                        <td>{group.schools}</td>
                        <td colSpan={COLUMNS.length - 1} class="muted">
                          {t("few")}
                        </td>
                      </>
                    ) : (
                      COLUMNS.map(([key, value]) => <td key={key}>{value(group)}</td>)
                    )}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <p class="small muted">{t("counted", { time: moment(seen.counted_at) })}</p>
        </div>
      ) : trouble ? (
        <EmptyState icon={trouble === "away" ? "wifi-off" : "school"} title={t(trouble)} text={trouble === "away" ? t("awayMore") : ""}>
          <Button icon="refresh" onClick={look}>
            {t("retry")}
          </Button>
        </EmptyState>
      ) : (
        <Loading label={t("loading")} />
      )}
    </Page>
  );
}
