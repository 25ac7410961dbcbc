/** One button that brings all lessons due this week onto the phone. */
import { useSignal } from "@preact/signals";

import { keepAll, state } from "../../data/content.ts";
import { records } from "../../data/records.ts";
import { t } from "../../i18n/storage.ts";
import { size } from "../../i18n/time.ts";
import { Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { dueLessons } from "./model/week.ts";

export function WeekKeep() {
  const busy = useSignal(false);
  const known = new Set(records.list("course").value.flatMap((course) => course.lessons.map((one) => one.id)));
  const lessons = dueLessons(records.list("assignment").value, Date.now()).filter((id) => known.has(id));
  if (lessons.length === 0) return null;
  const each = lessons.map((id) => state(id).value);
  if (each.every((one) => one.kept)) {
    return (
      <Notice tone="good" icon="phone">
        {t("weekDone")}
      </Notice>
    );
  }
  const missing = each.reduce((sum, one) => sum + (one.kept ? 0 : Math.max(0, one.bytesTotal - one.bytesDone)), 0);
  const error = busy.value ? null : each.find((one) => one.error !== null)?.error;
  return (
    <div class="stack">
      {error && (
        <Notice tone="warn" icon="alert" alert>
          {t(error === "full" ? "weekFull" : "weekFailed")}
        </Notice>
      )}
      <Button
        kind="quiet"
        icon="download"
        block
        busy={busy.value}
        onClick={() => {
          busy.value = true;
          void keepAll(lessons).finally(() => (busy.value = false));
        }}
      >
        {busy.value ? t("weekBusy") : t("week", { size: size(missing) })}
      </Button>
    </div>
  );
}
