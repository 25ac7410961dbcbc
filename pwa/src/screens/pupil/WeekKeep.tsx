/** One button that brings all lessons due this week onto the phone. */
import { schoolNow } from "../../data/now.ts";
import { records } from "../../data/records.ts";
import { t } from "../../i18n/storage.ts";
import { KeepLessons } from "./KeepLessons.tsx";
import { dueLessons } from "./model/week.ts";

export function WeekKeep() {
  const lessons = dueLessons(records.list("assignment").value, schoolNow());
  return <KeepLessons lessons={lessons} words={{ offer: (params) => t("week", params), busy: t("weekBusy"), done: t("weekDone") }} />;
}
