/** One lesson being written up: who is not there, the topic, the homework, held or not. */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";

import { formWriter, readForm, type FormDraft } from "../../data/drafts.ts";
import { type AttendanceCode, records } from "../../data/records.ts";
import { t } from "../../i18n/journal.ts";
import { t as plans } from "../../i18n/plans.ts";
import { dayOf, moment } from "../../i18n/time.ts";
import type { DayLesson, DayLine } from "../../planning/day.ts";
import { subjectName } from "../../planning/school.ts";
import { Chip, Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { toast } from "../../ui/toast.tsx";
import { Beside } from "../common/Beside.tsx";
import { ForLesson } from "../planning/resources.tsx";
import { me, nameOf } from "../teacher/desk.ts";
import { giveBack } from "./TakeSheet.tsx";
import { attendanceOf, expectedIn, planned as planRow, setAttendance, writeLine, type Written } from "./teaching.ts";
import { ProgressChip, placeOf, timeOf } from "./words.tsx";

type Form = Readonly<Record<string, { topic: string; homework: string }>>;

const CODES: readonly { code: AttendanceCode; word: "codePresent" | "codeUnexcused" | "codeExcused" | "codeIll" | "codeLate" }[] = [
  { code: "present", word: "codePresent" },
  { code: "ill", word: "codeIll" },
  { code: "excused", word: "codeExcused" },
  { code: "unexcused", word: "codeUnexcused" },
  { code: "late", word: "codeLate" },
];
const REASONS = ["reasonTeacher", "reasonWeather", "reasonEvent", "reasonOther"] as const;

interface EntryProps {
  lesson: DayLesson;
  /** Called before anything that the teacher types or taps here takes effect. */
  onTouch: () => void;
}

export function Entry({ lesson, onTouch }: EntryProps) {
  const id = `${lesson.slot.id}~${lesson.day}`;
  const writer = useMemo(() => formWriter(me.value, `journal:${id}`), [id]);
  const form = useSignal<Form>({});
  const missing = useSignal<string | null>(null);
  const asking = useSignal(false);
  const busy = useSignal(false);
  useEffect(() => {
    void readForm<Form>(me.value, `journal:${id}`).then((kept) => {
      if (kept) form.value = { ...kept.value, ...form.value };
    });
    return () => void writer.now();
  }, [writer]);

  const suggested = new Map(lesson.lines.map((line) => [line.record, suggestion(line, lesson.day)]));
  const shown = (line: DayLine): Written => {
    const { row, topic, homework } = suggested.get(line.record) ?? { topic: "", homework: "", row: null };
    const typed = form.value[line.record];
    return { row, topic: typed?.topic ?? topic, homework: typed?.homework ?? homework };
  };
  const type = (line: DayLine, change: Partial<Written>): void => {
    const { topic, homework } = { ...shown(line), ...change };
    form.value = { ...form.value, [line.record]: { topic, homework } };
    const draft: FormDraft<Form> = { value: form.value, files: [] };
    writer.later(draft, () => undefined, () => undefined);
  };
  const forget = async (): Promise<void> => {
    await writer.stop();
    form.value = {};
    const clearing = formWriter(me.value, `journal:${id}`);
    clearing.later(null, () => undefined, () => undefined);
    await clearing.now();
  };
  const hold = async (): Promise<void> => {
    const empty = lesson.lines.find((line) => shown(line).topic.trim() === "");
    missing.value = empty?.record ?? null;
    if (empty) {
      document.getElementById(`topic-${empty.record}`)?.focus();
      return;
    }
    busy.value = true;
    try {
      for (const line of lesson.lines) {
        const written = shown(line);
        const alone = (line.entry?.others ?? []).length === 0;
        const same = alone && line.entry?.state === "held" && line.entry.topic === written.topic && line.entry.homework === written.homework;
        if (!same) await writeLine(lesson, line, "held", written);
      }
      await forget();
      toast(t("saved"));
    } finally {
      busy.value = false;
    }
  };
  const cancel = async (reason: string): Promise<void> => {
    asking.value = false;
    for (const line of lesson.lines) await writeLine(lesson, line, "cancelled", { topic: "", homework: "", row: null }, reason);
    await forget();
    toast(t("saved"));
  };

  const done = lesson.lines.every((line) => line.entry);
  return (
    <article class="entry stack" aria-label={`${timeOf(lesson)} ${placeOf(lesson)}`} onInputCapture={onTouch} onClickCapture={onTouch} onPointerDownCapture={onTouch}>
      <header class="entry-head">
        <div>
          <h2>{placeOf(lesson)}</h2>
          <p class="muted">{timeOf(lesson)}</p>
        </div>
        <ProgressChip lesson={lesson} />
      </header>
      <SubstituteNote lesson={lesson} />
      {lesson.lines.map((line) => (
        <LineForm
          key={line.record}
          line={line}
          lesson={lesson}
          written={shown(line)}
          planned={suggested.get(line.record)?.row !== null && form.value[line.record] === undefined && !line.entry}
          error={missing.value === line.record ? t("topicMissing") : null}
          onType={(change) => type(line, change)}
        />
      ))}
      {done && <p class="muted small">{t("savedMore")}</p>}
      <div class="entry-acts">
        <Button kind="primary" icon="check" block busy={busy.value} onClick={() => void hold()}>
          {done && lesson.progress === "held" ? t("saveChange") : t("held")}
        </Button>
        <Button kind="quiet" icon="close" block onClick={() => (asking.value = true)}>
          {t("notHeld")}
        </Button>
      </div>
      {asking.value && (
        <Sheet title={t("whyNot")} onClose={() => (asking.value = false)}>
          <div class="stack">
            {REASONS.map((reason) => (
              <Button key={reason} block onClick={() => void cancel(t(reason))}>
                {t(reason)}
              </Button>
            ))}
          </div>
        </Sheet>
      )}
    </article>
  );
}

/** What the journal has, else what the plan says of this lesson. */
function suggestion(line: DayLine, day: string): Written {
  if (line.entry?.state === "held") return { topic: line.entry.topic, homework: line.entry.homework, row: line.entry.plan_row };
  const row = planRow(line, day);
  return { topic: row?.topic ?? "", homework: row?.homework ?? "", row: row?.id ?? null };
}

function SubstituteNote({ lesson }: { lesson: DayLesson }) {
  const { substitute } = lesson;
  if (!substitute) return null;
  const mine = substitute.substitute === me.value;
  const who = mine ? t("youSubstitute") : t("substitute", { name: nameOf(substitute.substitute) });
  return (
    <Notice icon="people">
      <p>{substitute.confirmed ? who : `${who} · ${t("unconfirmed")}`}</p>
      {mine && !substitute.confirmed && lesson.lines.every((line) => !line.entry) && (
        <Button kind="plain" onClick={() => void giveBack(substitute.id)}>
          {plans("takeBack")}
        </Button>
      )}
    </Notice>
  );
}

interface LineProps {
  line: DayLine;
  lesson: DayLesson;
  written: Written;
  planned: boolean;
  error: string | null;
  onType: (change: Partial<Written>) => void;
}

function LineForm({ line, lesson, written, planned: fromPlan, error, onType }: LineProps) {
  const pupils = expectedIn(line.line, lesson.day);
  const row = line.entry?.plan_row ? records.get("plan_row", line.entry.plan_row) : planRow(line, lesson.day);
  const topic = `topic-${line.record}`;
  const homework = `homework-${line.record}`;
  const title = [subjectName(line.line.subject), line.line.grade === null ? "" : t("gradeOf", { n: line.line.grade })].filter(Boolean).join(", ");
  return (
    <section class="stack entry-line" aria-label={title}>
      {lesson.lines.length > 1 && <h3>{title}</h3>}
      <Late line={line} lesson={lesson} />
      <Beside others={line.entry?.others} tell={({ state, topic: said }) => (state === "held" ? said : t("notHeld"))} />
      <Attendance line={line} of={title} pupils={pupils} />
      {row && <ForLesson row={row} />}
      <Field id={topic} label={t("topic")} error={error} hint={fromPlan ? t("fromPlan") : written.row === null && written.topic === "" ? t("planEmpty") : ""}>
        <textarea
          id={topic}
          class="input"
          rows={2}
          maxLength={1000}
          aria-describedby={noteId(topic)}
          aria-invalid={error !== null}
          value={written.topic}
          onInput={(event) => onType({ topic: event.currentTarget.value })}
        />
      </Field>
      <Field id={homework} label={t("homework")}>
        <textarea id={homework} class="input" rows={2} maxLength={1000} value={written.homework} onInput={(event) => onType({ homework: event.currentTarget.value })} />
      </Field>
    </section>
  );
}

/** Said when the entry was made on another day than the lesson's: a late entry is never re-dated. */
function Late({ line, lesson }: { line: DayLine; lesson: DayLesson }) {
  const made = line.entry?.made_at;
  if (!made || dayOf(made) <= lesson.day) return null;
  return <p class="muted small">{t("writtenLate", { when: moment(made) })}</p>;
}

interface AttendanceProps {
  line: DayLine;
  /** Subject and grade: two grades of a joined class stand on one screen. */
  of: string;
  pupils: readonly { id: string; name: string }[];
}

function Attendance({ line, of, pupils }: AttendanceProps) {
  const open = useSignal<string | null>(null);
  if (pupils.length === 0) return <p class="muted">{t("noPupils")}</p>;
  const codeOf = (learner: string): AttendanceCode => attendanceOf(line.record, learner)?.code ?? "present";
  const noted = pupils.filter((pupil) => codeOf(pupil.id) !== "present").length;
  return (
    <section class="stack" aria-label={`${t("attendance")}: ${of}`}>
      <p class="muted small">{noted === 0 ? t("everyone") : t("absentCount", { n: noted })}</p>
      <ul class="entry-pupils">
        {pupils.map((pupil) => {
          const code = codeOf(pupil.id);
          const choosing = open.value === pupil.id;
          return (
            <li key={pupil.id} class={choosing ? "entry-pupil entry-pupil-open" : "entry-pupil"}>
              <button
                type="button"
                class={`entry-name entry-${code}`}
                aria-expanded={choosing}
                onClick={() => {
                  open.value = choosing ? null : pupil.id;
                  if (code === "present" && !choosing) void setAttendance(line, pupil.id, "unexcused");
                }}
              >
                <span>{pupil.name}</span>
                {code === "present" ? null : <Chip tone={code === "late" ? "warn" : "bad"}>{t(wordOf(code))}</Chip>}
              </button>
              {choosing && (
                <div class="entry-codes" role="group" aria-label={pupil.name}>
                  {CODES.map((one) => (
                    <button
                      key={one.code}
                      type="button"
                      class={one.code === code ? "entry-code entry-code-on" : "entry-code"}
                      aria-pressed={one.code === code}
                      onClick={() => {
                        open.value = null;
                        if (one.code !== code) void setAttendance(line, pupil.id, one.code);
                      }}
                    >
                      {t(one.word)}
                    </button>
                  ))}
                </div>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function wordOf(code: AttendanceCode) {
  return CODES.find((one) => one.code === code)?.word ?? "codePresent";
}
