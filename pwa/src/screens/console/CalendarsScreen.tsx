/** Calendars of the hub: they hold at every school of their audience that has none of its own. */
import { useState } from "preact/hooks";

import { schoolNow } from "../../data/now.ts";
import { t } from "../../i18n/defaults.ts";
import { date, noon, wall } from "../../i18n/time.ts";
import { type CalendarDraft, usualYear } from "../../planning/calendars.ts";
import { EmptyState } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { CalendarSheet } from "../planning/CalendarSheet.tsx";
import { Answer } from "../reports/Answer.tsx";
import { useAnswer } from "../reports/useAnswer.ts";
import { changeCalendar, homeOf, offer, publishCalendar, type PublishedCalendar, withdraw } from "./defaults.ts";
import { OfferedRow } from "./OfferedRow.tsx";
import { reachOf, useSummary } from "./reach.ts";
import "./console.css";

const GRADES = Array.from({ length: 13 }, (_, n) => n);

interface Editing {
  readonly id: string | null;
  readonly draft: CalendarDraft;
}

export default function CalendarsScreen() {
  const summary = useSummary();
  const calendars = useAnswer<{ calendars: readonly PublishedCalendar[] }>(homeOf("calendars"));
  const [open, setOpen] = useState<Editing | null>(null);
  const year = wall(schoolNow()).year;
  return (
    <Page title={t("calendars")} back="/console" wide>
      <Answer of={summary}>
        {(told) => (
          <Answer of={calendars}>
            {({ calendars: found }) => {
              const reach = reachOf(told);
              const save = async (draft: CalendarDraft): Promise<void> => {
                try {
                  if (open?.id) await changeCalendar(open.id, draft);
                  else await publishCalendar(draft, reach.whole);
                  toast(t("published"));
                  setOpen(null);
                  calendars.again();
                } catch {
                  toast(t("failed"));
                }
              };
              return (
                <div class="stack-wide">
                  <p class="muted">{t("calendarsText")}</p>
                  {reach.publishes && (
                    <Button icon="plus" onClick={() => setOpen({ id: null, draft: usualYear(year) })}>
                      {t("newCalendar")}
                    </Button>
                  )}
                  {found.length === 0 ? (
                    <EmptyState icon="clock" title={t("noCalendars")} text={t("noCalendarsMore")} />
                  ) : (
                    <ul class="card console-list">
                      {found.map((one) => (
                        <OfferedRow
                          key={one.id}
                          record={`calendar~${one.id}`}
                          title={one.name}
                          lines={[days(one), one.grades.length > 0 ? t("grades", { grades: one.grades.join(", ") }) : ""]}
                          audience={one.audience}
                          schools={one.schools}
                          reach={reach}
                          warning={t("calendarGone")}
                          onOffer={(audience) => offer("calendars", one.id, audience)}
                          onWithdraw={() => withdraw("calendars", one.id)}
                          onDone={calendars.again}
                        >
                          <Button kind="quiet" icon="edit" onClick={() => setOpen({ id: one.id, draft: one })}>
                            {t("edit")}
                          </Button>
                        </OfferedRow>
                      ))}
                    </ul>
                  )}
                  {open && <CalendarSheet title={open.id ? t("edit") : t("newCalendar")} grades={GRADES} draft={open.draft} onSave={save} onClose={() => setOpen(null)} />}
                </div>
              );
            }}
          </Answer>
        )}
      </Answer>
    </Page>
  );
}

function days({ terms, holidays }: PublishedCalendar): string {
  const spans = terms.map((one) => `${date(noon(one.starts_on))} – ${date(noon(one.ends_on))}`);
  return [spans.join("; "), holidays.length > 0 ? t("holidays", { n: holidays.length }) : ""].filter(Boolean).join(" · ");
}
