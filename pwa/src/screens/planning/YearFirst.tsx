/** Said before a timetable or a plan is written while the classes still stand in the year that has ended. */
import { records } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { t } from "../../i18n/timetable.ts";
import { notMovedUp } from "../../planning/timetable.ts";
import { Notice } from "../../ui/bits.tsx";
import { LinkButton } from "../../ui/Button.tsx";
import { IMPORTING } from "../people/led.ts";

/** Of the classes of `school`, or of one of them; `from` is the day from which it is to hold. */
export function YearFirst({ school, classId = null, from }: { school: string; classId?: string | null; from: string }) {
  const classes = records.list("class").value.filter((one) => one.school === school && (classId === null || one.id === classId));
  if (notMovedUp(classes, records.list("enrolment").value, from).length === 0) return null;
  const mayMove = session.value?.roles.some((one) => IMPORTING.has(one.role) && one.school === school);
  return (
    <>
      <Notice tone="warn" icon="alert">
        {t("yearFirst")}
      </Notice>
      {mayMove && (
        <LinkButton href="/admin/people/rollover" icon="refresh" block>
          {t("moveUp")}
        </LinkButton>
      )}
    </>
  );
}
