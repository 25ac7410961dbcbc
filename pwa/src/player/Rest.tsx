/**
 * The hint to rest one's eyes. It takes the place of the title in the bar for as long as it is there: nothing under
 * the bar moves, so that no finger on its way to an answer meets another one, and nothing is covered.
 */
import { computed, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { schoolNow } from "../data/now.ts";
import { records } from "../data/records.ts";
import { session } from "../data/session.ts";
import { t } from "../i18n/rest.ts";
import { dayOf } from "../i18n/time.ts";
import { IconButton } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { allowed, counted, type Eyes, fresh, gradeOf, type Moment } from "./eyes.ts";

/** Milliseconds between two counts: the hint need not be on time. */
const COUNT_MS = 10_000;
/** The highest grade that is spoken to as a child. */
const YOUNG = 4;

/** Whose eyes, and how long: from one lesson into the next, and anew where another pupil takes the phone. */
let whose = "";
const eyes = signal<Eyes>(fresh(now()));
const due = computed(() => eyes.value.hint);

function now(): Moment {
  return { steady: performance.now(), wall: Date.now() };
}

function myGrade(): number | null {
  const me = session.value;
  return me ? gradeOf(me.person, records.list("enrolment").value, dayOf(schoolNow())) : null;
}

/** Counts while the screen that uses it is open and seen. Whether the hint is to be shown in it. */
export function useRest(): boolean {
  const me = session.value?.person ?? "";
  const grade = myGrade();
  const limit = grade === null ? null : allowed(grade, dayOf(schoolNow()));
  useEffect(() => {
    if (limit === null) return undefined;
    if (whose !== me) eyes.value = fresh(now());
    whose = me;
    const count = (looking: boolean): void => void (eyes.value = counted(eyes.peek(), looking, now(), limit));
    const seen = (): void => count(document.visibilityState === "visible");
    seen();
    const timer = setInterval(seen, COUNT_MS);
    document.addEventListener("visibilitychange", seen);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", seen);
      count(false);
    };
  }, [me, limit]);
  return limit !== null && due.value;
}

/** `timed`: the time of a quiz runs on, and a pause of minutes would be bad advice. */
export function Rest({ timed = false }: { timed?: boolean }) {
  const text = timed ? "timed" : (myGrade() ?? 0) <= YOUNG ? "young" : "older";
  return (
    <div class="player-rest" role="status">
      <Icon name="eye" small />
      <p>{t(text)}</p>
      <IconButton icon="check" label={t("read")} onClick={() => (eyes.value = { ...eyes.peek(), hint: false })} />
    </div>
  );
}
