/** What ails the server, the worst first, each with what to do about it. */
import { t } from "../../i18n/admin.ts";
import { Loading } from "../../ui/bits.tsx";
import { Icon, type IconName } from "../../ui/Icon.tsx";
import type { Checkup, Level } from "./model/checkup.ts";

const LIGHTS: Readonly<Record<Level, string>> = { bad: "act", warning: "look", advice: "unknown", ok: "calm" };
const ICONS: Readonly<Record<Level, IconName>> = { bad: "alert", warning: "info", advice: "info", ok: "check" };

/** What is told when all is well, too: whoever answers for a school wants to read when the last copy was made. */
const COPIES: ReadonlySet<string> = new Set(["backup-ok", "backup-today", "copy-above", "copy-above-today"]);

export function DoctorCard({ checkup }: { checkup: Checkup | "away" | null }) {
  const told = checkup === null || checkup === "away" ? [] : checkup.findings.filter(({ code, level }) => level !== "ok" || COPIES.has(code));
  return (
    <section class="stack">
      <h2>{t("doctor")}</h2>
      {checkup === null && <Loading label={t("loading")} />}
      {checkup === "away" && <p class="muted">{t("doctorAway")}</p>}
      {checkup !== null && checkup !== "away" && told.every(({ level }) => level === "ok") && <p>{t("doctorFine")}</p>}
      {told.length > 0 && (
        <ul class="card lights">
          {told.map((one) => (
            <li key={one.code} class={`light light-${LIGHTS[one.level]}`}>
              <span class="light-mark">
                <Icon name={ICONS[one.level]} small />
              </span>
              <div class="row-grow">
                <p>{one.what}</p>
                {one.advice && <p class="small light-do">{one.advice}</p>}
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
