/** One lesson of the week: who has what, who teaches it, where, and until when. Clashes are told before it is saved. */
import { useState } from "preact/hooks";

import { records, type SlotDoc, type SlotLine } from "../../data/records.ts";
import { t } from "../../i18n/timetable.ts";
import { date, noon } from "../../i18n/time.ts";
import { subjectName } from "../../planning/school.ts";
import { addition, alteration, clashesOf, ended, freeNumber, MOST_LINES, type SlotDraft, unwritten, withLine } from "../../planning/timetable.ts";
import { Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { LineFields } from "./LineFields.tsx";
import { classesOf, mayTeach, personName, slotPlace, teachersOf, weekdayName } from "./known.ts";
import { makeChange } from "./making.ts";

const MOST_TEACHERS = 4;
const ROOM_CHARACTERS = 120;

interface SheetProps {
  readonly school: string;
  /** null: a new lesson. */
  readonly before: SlotDoc | null;
  readonly time: { readonly weekday: number; readonly bell: number };
  /** Whose timetable is looked at: the new lesson is theirs. */
  readonly suggest: { readonly classId: string | null; readonly teacher: string | null };
  readonly from: string;
  readonly today: string;
  readonly weekdays: readonly number[];
  readonly bells: readonly number[];
  readonly onClose: () => void;
}

export function SlotSheet({ school, before, time, suggest, from, today, weekdays, bells, onClose }: SheetProps) {
  const [draft, setDraft] = useState<SlotDraft>(() => before ?? blank(school, time, suggest));
  const [tried, setTried] = useState(false);
  const change = (some: Partial<SlotDraft>): void => setDraft((now) => ({ ...now, ...some }));
  // What has been taught is not changed behind the journal's back.
  const since = before ? unwritten([before], from < today ? today : from, records.list("journal").value) : from;
  const as: SlotDoc = { ...draft, id: before?.id ?? "", school, starts_on: since };
  const others = records.list("slot").value.filter((one) => one.school === school && one.id !== before?.id);
  const noSubject = draft.lines.some((line) => line.subject === "");
  const noTeacher = draft.teachers.length === 0;
  const endsWrong = draft.ends_on !== null && draft.ends_on < since;
  const save = async (): Promise<void> => {
    setTried(true);
    if (noSubject || noTeacher || endsWrong) return;
    await makeChange(before ? alteration(before, draft, since, records.list("substitution").value) : addition(school, draft, since), t("saved"));
    onClose();
  };
  const remove = async (slot: SlotDoc): Promise<void> => {
    await makeChange(ended(slot, since), t("removed"));
    onClose();
  };
  return (
    <Sheet title={t(before ? "editLesson" : "newLesson")} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <p class="muted">{t("holdsFrom", { date: date(noon(since)) })}</p>
        <div class="plan-pair">
          <Field id="slot-day" label={t("day")}>
            <select id="slot-day" class="input" aria-describedby={noteId("slot-day")} value={draft.weekday} onChange={(event) => change({ weekday: Number(event.currentTarget.value) })}>
              {weekdays.map((one) => (
                <option key={one} value={one}>
                  {weekdayName(one)}
                </option>
              ))}
            </select>
          </Field>
          <Field id="slot-bell" label={t("bell")}>
            <select id="slot-bell" class="input" aria-describedby={noteId("slot-bell")} value={draft.bell} onChange={(event) => change({ bell: Number(event.currentTarget.value) })}>
              {bells.map((one) => (
                <option key={one} value={one}>
                  {t("lesson", { n: one })}
                </option>
              ))}
            </select>
          </Field>
        </div>
        <fieldset class="plan-lines">
          <legend class="field-label">{t("lines")}</legend>
          {draft.lines.map((line) => (
            <LineFields
              key={line.n}
              school={school}
              line={line}
              alone={draft.lines.length === 1}
              error={tried && line.subject === ""}
              onChange={(changes) => setDraft((now) => withLine(now, line.n, changes))}
              onRemove={() => change({ lines: draft.lines.filter((one) => one.n !== line.n) })}
            />
          ))}
          {draft.lines.length < MOST_LINES && (
            <Button kind="quiet" icon="plus" block onClick={() => change({ lines: [...draft.lines, another(school, draft.lines)] })}>
              {t("addLine")}
            </Button>
          )}
        </fieldset>
        <Teachers school={school} chosen={draft.teachers} error={tried && noTeacher} onChange={(teachers) => change({ teachers })} />
        {draft.teachers.map((person) => {
          const lacking = draft.lines.find((line) => line.subject !== "" && !mayTeach(person, line.class, line.subject));
          return lacking ? (
            <p key={person} class="small muted">
              {t("teacherMissing", { who: personName(person) })}
            </p>
          ) : null;
        })}
        <Field id="slot-room" label={t("room")}>
          <input id="slot-room" class="input" maxLength={ROOM_CHARACTERS} aria-describedby={noteId("slot-room")} value={draft.room} onInput={(event) => change({ room: event.currentTarget.value })} />
        </Field>
        <Field id="slot-until" label={t("until")} hint={t("untilHint")} error={endsWrong ? t("untilWrong") : null}>
          <input id="slot-until" class="input" type="date" aria-describedby={noteId("slot-until")} value={draft.ends_on ?? ""} onChange={(event) => change({ ends_on: event.currentTarget.value || null })} />
        </Field>
        <Clashes slot={as} others={others} />
        <Button type="submit" kind="primary" icon="check" block>
          {t("save")}
        </Button>
        {before && (
          <Button kind="danger" icon="trash" block onClick={() => void remove(before)}>
            {t("remove")}
          </Button>
        )}
      </form>
    </Sheet>
  );
}

function blank(school: string, time: SheetProps["time"], { classId, teacher }: SheetProps["suggest"]): SlotDraft {
  const lines = linesOf(classId ?? classesOf(school)[0]?.id ?? "", []);
  return { ...time, lines, teachers: teacher ? [teacher] : [], room: "", ends_on: null };
}

/** A joined class has a line for each of its grades: they follow plans of their own. */
function linesOf(classId: string, known: readonly SlotLine[]): SlotLine[] {
  const grades = records.get("class", classId)?.grades ?? [];
  const lines: SlotLine[] = [];
  for (const grade of grades.length > 1 ? grades : [null]) lines.push({ n: freeNumber([...known, ...lines]), class: classId, grade, subject: "", group: null });
  return lines;
}

function another(school: string, lines: readonly SlotLine[]): SlotLine {
  const [first] = lines;
  return { n: freeNumber(lines), class: first?.class ?? classesOf(school)[0]?.id ?? "", grade: null, subject: first?.subject ?? "", group: null };
}

function Teachers({ school, chosen, error, onChange }: { school: string; chosen: readonly string[]; error: boolean; onChange: (teachers: readonly string[]) => void }) {
  const all = teachersOf(school);
  return (
    <fieldset class="plan-checks">
      <legend class="field-label">{t("teachers")}</legend>
      {all.map(({ value, label }) => {
        const on = chosen.includes(value);
        return (
          <label key={value} class={on ? "choice choice-on" : "choice"}>
            <input type="checkbox" checked={on} disabled={!on && chosen.length >= MOST_TEACHERS} onChange={() => onChange(on ? chosen.filter((one) => one !== value) : [...chosen, value])} />
            <span>{label}</span>
          </label>
        );
      })}
      {error && (
        <p class="field-error" role="alert">
          {t("chooseTeacher")}
        </p>
      )}
    </fieldset>
  );
}

const CLASH_WORDS = { teacher: "clashTeacher", class: "clashClass", room: "clashRoom" } as const;

function Clashes({ slot, others }: { slot: SlotDoc; others: readonly SlotDoc[] }) {
  const found = clashesOf(slot, others);
  if (found.length === 0) return null;
  return (
    <Notice tone="warn" icon="alert" alert>
      <ul>
        {found.map((clash) => {
          const who = clash.kind === "teacher" ? personName(clash.what) : clash.kind === "class" ? (records.get("class", clash.what)?.label ?? subjectName(clash.what)) : clash.what;
          return <li key={`${clash.kind}.${clash.with.id}`}>{t(CLASH_WORDS[clash.kind], { who, where: slotPlace(clash.with) })}</li>;
        })}
      </ul>
    </Notice>
  );
}
