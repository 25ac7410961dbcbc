/** What a period of an elective is called. */
import { t } from "../../i18n/clubs.ts";

export function periodText(period: string): string {
  return period.endsWith("h1") ? t("h1") : period.endsWith("h2") ? t("h2") : t("year");
}
