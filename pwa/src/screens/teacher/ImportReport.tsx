/** What an import tells the teacher, by what can be done about it. */
import type { Finding } from "../../data/upload.ts";
import { lang } from "../../i18n/index.ts";
import { t } from "../../i18n/uploading.ts";
import { byKind } from "./model/report.ts";

const HEADINGS = { lost: "findingsLost", outside: "findingsOutside", other: "findingsOther", repaired: "findingsRepaired" } as const;

export function ImportReport({ report }: { report: readonly Finding[] }) {
  if (report.length === 0) return null;
  return (
    <details class="findings">
      <summary>
        {t("findings")}: {report.length}
      </summary>
      <p class="small muted">{t("findingsMore")}</p>
      {byKind(report).map(({ kind, findings }) => (
        <section key={kind} aria-label={t(HEADINGS[kind])}>
          <h2 class="small">
            {t(HEADINGS[kind])}: {findings.length}
          </h2>
          <ul class="findings-list">
            {findings.map((finding, at) => (
              <li key={at} class="small">
                {finding.messages[lang.value]}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </details>
  );
}
