/** What operators have done: read, never changed. */
import { useEffect, useState } from "preact/hooks";

import { t, texts, type ConsoleKey } from "../../i18n/console.ts";
import { moment } from "../../i18n/time.ts";
import { EmptyState, Loading } from "../../ui/bits.tsx";
import { Page } from "../../ui/Page.tsx";
import { type Action, askActions, type Trouble, troubleOf } from "./model.ts";
import "./console.css";

export default function ActionsScreen() {
  const [actions, setActions] = useState<readonly Action[] | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  useEffect(() => {
    askActions().then(
      (told) => setActions(told.actions),
      (error: unknown) => setTrouble(troubleOf(error)),
    );
  }, []);
  return (
    <Page title={t("actions")} back="/console">
      {actions?.length === 0 ? (
        <EmptyState icon="clock" title={t("noActions")} text={t("noActionsMore")} />
      ) : actions ? (
        <ul class="card console-list">
          {actions.map((one) => (
            <li key={one.id} class="console-row">
              <div class="row-grow">
                <p>
                  {one.name || t("hubItself")} · {one.what in texts.kk ? t(one.what as ConsoleKey) : one.what}
                </p>
                <p class="small muted">
                  {moment(one.at)}
                  {one.school && (
                    <>
                      {" · "}
                      <a href={`/console/school/${encodeURIComponent(one.school)}`}>{one.school}</a>
                    </>
                  )}
                </p>
              </div>
            </li>
          ))}
        </ul>
      ) : trouble ? (
        <EmptyState icon={trouble === "away" ? "wifi-off" : "school"} title={t(trouble)} text={trouble === "away" ? t("awayMore") : ""} />
      ) : (
        <Loading label={t("loading")} />
      )}
    </Page>
  );
}
