/** Days at home by an order: what a family is told, and the lessons for them. */
import { useEffect } from "preact/hooks";

import { schoolNow } from "../../data/now.ts";
import { records } from "../../data/records.ts";
import { t } from "../../i18n/storage.ts";
import { date, dayOf, wall } from "../../i18n/time.ts";
import { Notice } from "../../ui/bits.tsx";
import { keepBeforeClosures } from "./closureKeep.ts";
import { KeepLessons } from "./KeepLessons.tsx";
import { closuresNear, homeLessons, isRunning } from "./model/closures.ts";
import { classesOf, type Task } from "./model/todo.ts";

/** `keeping`: this is the learner's own phone, so it may take the lessons. */
export function Closures({ learner, tasks, keeping = false }: { learner: string; tasks: readonly Task[]; keeping?: boolean }) {
  useEffect(() => (keeping ? keepBeforeClosures() : undefined), [keeping]);
  const now = schoolNow();
  const today = dayOf(now);
  const near = closuresNear(records.list("closure").value, classesOf(learner, records.list("enrolment").value, now), records.list("class").value, today);
  if (near.length === 0) return null;
  return (
    <section class="stack" aria-label={t("home")}>
      {near.map((one) => (
        <Notice key={one.id} tone="accent" icon="school">
          <p>
            <b>{t(isRunning(one, today) ? "closedNow" : "closedSoon", { period: period(one.starts_on, one.ends_on) })}</b>
          </p>
          {one.note !== "" && <p>{one.note}</p>}
        </Notice>
      ))}
      {keeping && (
        <KeepLessons lessons={homeLessons(tasks, near, dayOf)} words={{ offer: (params) => t("homeOffer", params), busy: t("homeBusy"), done: t("homeDone") }} />
      )}
    </section>
  );
}

/** «23–25 қараша», «30 қараша – 2 желтоқсан», or the one day. */
export function period(first: string, last: string): string {
  if (first === last) return date(first);
  const isOneMonth = first.slice(0, 7) === last.slice(0, 7);
  return isOneMonth && date(last).startsWith(String(wall(last).date)) ? `${wall(first).date}–${date(last)}` : `${date(first)} – ${date(last)}`;
}
