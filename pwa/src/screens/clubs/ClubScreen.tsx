/** One club for who leads it: its journal, its members, and for an elective who has passed. Works without a link. */
import { useState } from "preact/hooks";

import { type ClubDoc, type ClubMeetingDoc, type ClubMemberDoc, records, recordsReady } from "../../data/records.ts";
import { compareKazakh } from "../../i18n/collate.ts";
import { t } from "../../i18n/clubKeeping.ts";
import { t as core } from "../../i18n/core.ts";
import { t as looking } from "../../i18n/looking.ts";
import { date, noon } from "../../i18n/time.ts";
import { addDays } from "../../planning/flow.ts";
import type { ScreenProps } from "../../routes.tsx";
import { Chip, EmptyState, Loading, Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Page } from "../../ui/Page.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { schoolDay } from "../gradebook/school.ts";
import { LEADING, ledSchool } from "../people/led.ts";
import { Pills } from "../teacher/Pills.tsx";
import { MeetingSheet } from "./MeetingSheet.tsx";
import { MembersSheet } from "./MembersSheet.tsx";
import { attended, currentPeriod, isMember, percentOf, periodsOf } from "./model.ts";
import { periodText } from "./periods.ts";
import { ResultSheet } from "./ResultSheet.tsx";
import { notSaved, setMember } from "./writing.ts";
import "../teacher/teacher.css";

type Open = { readonly meeting: ClubMeetingDoc | null } | { readonly member: ClubMemberDoc } | "adding" | null;

/** `/t/clubs/:id` */
export default function ClubScreen({ params }: ScreenProps) {
  const club = records.get("club", params["id"] ?? "");
  return (
    <Page title={club?.name ?? t("clubs")} back="/t/clubs">
      {club ? <Club club={club} /> : recordsReady.value ? <EmptyState icon="search" title={core("notFound")} text={core("notFoundText")} /> : <Loading label={core("loading")} />}
    </Page>
  );
}

function Club({ club }: { club: ClubDoc }) {
  const today = schoolDay();
  const [open, setOpen] = useState<Open>(null);
  const [period, setPeriod] = useState(currentPeriod(today));
  const close = (): void => setOpen(null);
  const members = records
    .list("club_member")
    .value.filter((one) => one.club === club.id && isMember(one, today))
    .sort((a, b) => compareKazakh(a.name, b.name));
  const meetings = records
    .list("club_meeting")
    .value.filter((one) => one.club === club.id && !one.withdrawn)
    .sort((a, b) => (a.date < b.date ? 1 : -1));
  const absences = records.list("club_attendance").value.filter((one) => one.club === club.id);
  const closed = typeof club.join_by === "string" && club.join_by < today && ledSchool(LEADING) !== club.school;
  const elective = club.kind === "elective";
  return (
    <div class="stack-wide">
      <p class="muted">{[t(club.kind), club.about].filter(Boolean).join(" · ")}</p>
      {club.checked_on && (
        <Notice tone={club.checked_note ? "warn" : "good"} icon={club.checked_note ? "alert" : "check"}>
          <p>{[t("checkedOn", { day: date(noon(club.checked_on)) }), club.checked_by].filter(Boolean).join(" · ")}</p>
          {club.checked_note ? <p>«{club.checked_note}»</p> : null}
        </Notice>
      )}
      <Button kind="primary" icon="edit" block onClick={() => setOpen({ meeting: null })}>
        {t("meet")}
      </Button>
      <section class="stack" aria-labelledby="club-meetings">
        <h2 id="club-meetings">{t("meetings")}</h2>
        {meetings.length === 0 && <p class="muted">{t("never")}</p>}
        <ul class="desk-list">
          {meetings.map((one) => (
            <li key={one.id}>
              <button type="button" class="desk-row desk-row-tall" onClick={() => setOpen({ meeting: one })}>
                <span class="desk-row-text">
                  <b>{one.topic}</b>
                  <span>{[date(noon(one.date)), t("minutesText", { n: one.minutes })].join(" · ")}</span>
                </span>
              </button>
            </li>
          ))}
        </ul>
      </section>
      <section class="stack" aria-labelledby="club-members">
        <h2 id="club-members">{elective ? t("results") : t("members")}</h2>
        {elective && <Pills legend={t("period")} options={periodsOf(today).map((value) => ({ value, label: periodText(value) }))} chosen={(value) => value === period} onChoose={setPeriod} />}
        {members.length === 0 && <p class="muted">{t("noMembers")}</p>}
        {members.length < (club.least ?? 0) && (
          <Notice tone="warn" icon="people">
            {t("tooFew", { n: members.length, least: club.least ?? 0 })}
          </Notice>
        )}
        <ul class="desk-list">
          {members.map((one) => {
            const of = attended(one, meetings, absences, period);
            const result = records.get("club_result", `${club.id}~${one.learner}~${period}`);
            return (
              <li key={one.id}>
                <button type="button" class="desk-row desk-row-tall" onClick={() => setOpen({ member: one })}>
                  <span class="desk-row-text">
                    <b>{one.name || records.get("person", one.learner)?.name}</b>
                    <span>{[of.held === 0 ? t("noMeetings") : t("share", { ...of, percent: percentOf(of) ?? 0 }), one.switched ? t("cameLater") : ""].filter(Boolean).join(" · ")}</span>
                    {(result?.others ?? []).length > 0 && <b class="field-error">{looking("twice")}</b>}
                  </span>
                  {elective && result && <Chip tone={result.outcome === "passed" ? "good" : "bad"}>{t(result.outcome)}</Chip>}
                </button>
              </li>
            );
          })}
        </ul>
        {closed ? (
          <p class="muted">{t("joinOver", { day: date(noon(club.join_by ?? today)) })}</p>
        ) : (
          <Button icon="plus" block onClick={() => setOpen("adding")}>
            {t("addMember")}
          </Button>
        )}
        {!closed && club.join_by && <p class="small muted">{t("joinUntil", { day: date(noon(club.join_by)) })}</p>}
      </section>
      {open === "adding" && <MembersSheet club={club} members={members} onClose={close} />}
      {open !== null && open !== "adding" && "meeting" in open && <MeetingSheet club={club} before={open.meeting} members={members} onClose={close} />}
      {open !== null && open !== "adding" && "member" in open && (
        <Sheet title={open.member.name || (records.get("person", open.member.learner)?.name ?? "")} onClose={close}>
          <div class="stack-wide">
            {elective && <ResultSheet key={period} club={club} member={open.member} period={period} of={attended(open.member, meetings, absences, period)} onClose={close} />}
            <Button
              kind="quiet"
              icon="close"
              block
              onClick={() => {
                void setMember(club, open.member.learner, open.member, { ends_on: addDays(today, -1) }, "").then(close, notSaved);
              }}
            >
              {t("dropMember")}
            </Button>
          </div>
        </Sheet>
      )}
    </div>
  );
}
