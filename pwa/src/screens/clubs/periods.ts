/** What a period of an elective is called. */
import { t } from "../../i18n/clubs.ts";
import { schoolDay } from "../gradebook/school.ts";
import { yearOf } from "./model.ts";

/** With its year where that is another than today's. */
export function periodText(period: string): string {
  const year = Number(period.slice(0, 4));
  const text = period.endsWith("h1") ? t("h1") : period.endsWith("h2") ? t("h2") : t("year");
  return year === yearOf(schoolDay()) ? text : `${text}, ${year}/${year + 1}`;
}
