/** A line of a club's journal: the day, what was done, how long, and who was not there. */
import { useState } from "preact/hooks";

import { type AttendanceCode, type ClubDoc, type ClubMeetingDoc, type ClubMemberDoc, records } from "../../data/records.ts";
import { t } from "../../i18n/clubKeeping.ts";
import { Button } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { FormSheet } from "../../ui/FormSheet.tsx";
import { schoolDay } from "../gradebook/school.ts";
import { MEETING_MINUTES, TOPIC_CHARACTERS, USUAL_MINUTES } from "./model.ts";
import { dropMeeting, notSaved, saveMeeting } from "./writing.ts";

/** A tap goes on to the next. */
const NEXT: Readonly<Partial<Record<AttendanceCode, AttendanceCode>>> = { present: "unexcused", unexcused: "ill" };
const WORDS = { present: "present", unexcused: "absent", ill: "ill", excused: "absent", late: "present" } as const;

interface SheetProps {
  readonly club: ClubDoc;
  readonly before: ClubMeetingDoc | null;
  readonly members: readonly ClubMemberDoc[];
  readonly onClose: () => void;
}

export function MeetingSheet({ club, before, members, onClose }: SheetProps) {
  const [was] = useState<ReadonlyMap<string, AttendanceCode>>(
    () => new Map(records.list("club_attendance").peek().filter((one) => one.meeting === before?.id).map((one) => [one.learner, one.code])),
  );
  const [codes, setCodes] = useState(was);
  const [day, setDay] = useState(before?.date ?? schoolDay());
  const [topic, setTopic] = useState(before?.topic ?? "");
  const [minutes, setMinutes] = useState(before?.minutes ?? USUAL_MINUTES);
  return (
    <FormSheet
      title={t("meet")}
      action={t("save")}
      failed={t("notSaved")}
      fault={topic.trim() === "" || day === ""}
      onSave={() => saveMeeting(club, before, { date: day, topic: topic.trim(), minutes }, was, codes)}
      onClose={onClose}
      more={
        before && (
          <Button kind="quiet" icon="trash" block onClick={() => void dropMeeting(club, before).then(onClose, notSaved)}>
            {t("drop")}
          </Button>
        )
      }
    >
      {(tried) => (
        <>
          <Field id="meeting-topic" label={t("topic")} error={tried && topic.trim() === "" ? t("topicMissing") : null}>
            <textarea id="meeting-topic" class="input" rows={2} maxLength={TOPIC_CHARACTERS} aria-describedby={noteId("meeting-topic")} value={topic} onInput={(event) => setTopic(event.currentTarget.value)} />
          </Field>
          <Field id="meeting-day" label={t("date")}>
            <input id="meeting-day" class="input" type="date" max={schoolDay()} aria-describedby={noteId("meeting-day")} value={day} onInput={(event) => setDay(event.currentTarget.value)} />
          </Field>
          <Field id="meeting-minutes" label={t("minutes")}>
            <input id="meeting-minutes" class="input" type="number" inputMode="numeric" min={1} max={MEETING_MINUTES} aria-describedby={noteId("meeting-minutes")} value={minutes} onInput={(event) => setMinutes(Math.min(MEETING_MINUTES, Math.max(1, Math.round(Number(event.currentTarget.value)) || USUAL_MINUTES)))} />
          </Field>
          {members.length > 0 && <p class="small muted">{t("here")}</p>}
          <ul class="desk-list">
            {members.map((one) => {
              const code = codes.get(one.learner) ?? "present";
              return (
                <li key={one.id}>
                  <button type="button" class="desk-row" onClick={() => setCodes(new Map(codes).set(one.learner, NEXT[code] ?? "present"))}>
                    <span class="desk-row-text">{one.name || records.get("person", one.learner)?.name}</span>
                    <span class="small">{t(WORDS[code])}</span>
                  </button>
                </li>
              );
            })}
          </ul>
        </>
      )}
    </FormSheet>
  );
}
