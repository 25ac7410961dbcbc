/** Giving a class a task: lesson, class, due time, send. Also changes and withdraws one. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

import { link } from "../../data/link.ts";
import { schoolNow } from "../../data/now.ts";
import { records, recordsReady, type AssignmentDoc } from "../../data/records.ts";
import { t } from "../../i18n/assigning.ts";
import { t as words } from "../../i18n/packets.ts";
import { lang } from "../../i18n/index.ts";
import { t as desk } from "../../i18n/teacher.ts";
import { day, dayOf } from "../../i18n/time.ts";
import { go, goBack } from "../../router.ts";
import type { ScreenProps } from "../../routes.tsx";
import { EmptyState, Loading, Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { Attachments, type NewFiles } from "./Attachments.tsx";
import { CriteriaForm } from "./CriteriaForm.tsx";
import { assignments, classes, classForNewTask, me, noticesOf, packetForNewTask, undo, withdrawAssignment } from "./desk.ts";
import { ForWhom } from "./ForWhom.tsx";
import { keeper, keptTask, type Kept } from "./kept.ts";
import { LessonPicker } from "./LessonPicker.tsx";
import {
  ANSWER_FORMS, draftOf, emptyDraft, gaps, INSTRUCTIONS_CHARACTERS, TITLE_CHARACTERS, withForm, withLesson, withTitle,
  type AnswerForm, type Draft, type DraftGap,
} from "./model/draft.ts";
import { choiceOf, DUE_CHOICES, dueAt, dueOn } from "./model/due.ts";
import { lessonChoices } from "./model/lessons.ts";
import { subjectsIn } from "./model/roster.ts";
import { Pills } from "./Pills.tsx";
import { sendDraft } from "./send.ts";
import "./teacher.css";

const FORM_NAMES = { text: "acceptsText", photo: "acceptsPhoto", file: "acceptsFile", audio: "acceptsAudio" } as const;
const DUE_NAMES = { tomorrow: "dueTomorrow", "three-days": "dueThreeDays", week: "dueWeek" } as const;
const GAP_NAMES = { class: "needClass", title: "needTitle", accepts: "needAccepts", "max-mark": "needMaxMark", learners: "needLearners" } as const;

/** Packets offered for a new task: the latest ones. */
const MOST_PACKETS = 5;

/** `/t/new` and `/t/edit/:id` */
export default function NewAssignmentScreen({ params }: ScreenProps) {
  const { id } = params;
  if (!recordsReady.value) {
    return (
      <Page title={desk(id ? "editTask" : "newTask")} back="/t">
        <Loading label={desk("loading")} />
      </Page>
    );
  }
  if (!id) return <FreshTask />;
  const before = assignments.value.find((one) => one.id === id);
  if (before) return <TaskForm key={id} before={before} start={draftOf(before)} />;
  return (
    <Page title={desk("editTask")} back="/t">
      <EmptyState icon="tasks" title={desk("taskNotFound")} />
    </Page>
  );
}

/** A new task, or the one that was begun before the app went away. */
function FreshTask() {
  const [begun, setBegun] = useState<Kept | "none" | null>(null);
  useEffect(() => {
    // A draft that cannot be read must not keep anybody from writing a new one.
    keptTask(me.peek()).then((found) => setBegun(found ?? "none"), () => setBegun("none"));
  }, []);
  if (begun === null) {
    return (
      <Page title={desk("newTask")} back="/t">
        <Loading label={desk("loading")} />
      </Page>
    );
  }
  if (begun === "none") return <TaskForm key="new" before={null} start={freshDraft()} />;
  const { draft, files } = begun;
  const fresh = freshDraft();
  // A class whose page was left for this one is meant; a day that has passed is not.
  const start = {
    ...fresh,
    ...draft,
    packet: packetForNewTask.peek() ?? draft.packet ?? null,
    classId: classForNewTask.peek() ?? draft.classId,
    dueAt: draft.dueAt !== null && draft.dueAt < new Date(schoolNow()).toISOString() ? fresh.dueAt : draft.dueAt,
  };
  return <TaskForm key="kept" before={null} start={start} startFiles={files} onStartOver={() => setBegun("none")} />;
}

/** For the class whose page was left for this one, else the only class; due tomorrow. */
function freshDraft(): Draft {
  const only = classes.peek().length === 1 ? (classes.peek()[0]?.id ?? null) : null;
  const draft = emptyDraft(classForNewTask.peek() ?? only, dueAt("tomorrow", schoolNow()));
  const packet = packetForNewTask.peek();
  const notice = packet === null ? undefined : records.get("notice", packet);
  // A task of a packet is for whom the packet is, and due with it.
  return notice ? { ...draft, packet, learners: notice.learners, dueAt: notice.due_at ?? draft.dueAt } : draft;
}

interface TaskFormProps {
  readonly before: AssignmentDoc | null;
  readonly start: Draft;
  readonly startFiles?: NewFiles;
  /** Set where the form goes on from an earlier one. */
  readonly onStartOver?: () => void;
}

function TaskForm({ before, start, startFiles = [], onStartOver }: TaskFormProps) {
  const [draft, setDraft] = useState(start);
  const [files, setFiles] = useState<NewFiles>(startFiles);
  const [keeping] = useState(() => (before ? null : keeper(me.peek())));
  useEffect(() => keeping?.keep(draft, files), [draft, files]);
  useEffect(() => {
    const leaving = (): void => void keeping?.now();
    document.addEventListener("visibilitychange", leaving);
    return () => {
      document.removeEventListener("visibilitychange", leaving);
      leaving();
    };
  }, []);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  // An edit is told by what the teacher changed, not by what a colleague changes meanwhile.
  const [opened] = useState(before);
  useEffect(
    () => () => {
      classForNewTask.value = null;
      packetForNewTask.value = null;
    },
    [],
  );
  const missing = gaps(draft);
  const errorOf = (gap: DraftGap): string | null => (tried && missing.includes(gap) ? t(GAP_NAMES[gap]) : null);
  const one = classes.value.find((known) => known.id === draft.classId);
  const choices = lessonChoices(records.list("course").value, one, one ? subjectsIn(me.value, one.id, records.list("role").value) : []);
  const packets = noticesOf(draft.classId).slice(0, MOST_PACKETS);
  const done = (): void => goBack(draft.classId ? `/t/class/${encodeURIComponent(draft.classId)}` : "/t");

  const send = async (): Promise<void> => {
    setTried(true);
    if (missing.length > 0 || !one) {
      requestAnimationFrame(() => document.querySelector(".form-error")?.scrollIntoView({ block: "center" }));
      return;
    }
    setBusy(true);
    try {
      await sendDraft(draft, files, opened, one.school);
      await keeping?.forget();
      toast(before ? t("savedTask") : t(link.value === "none" ? "sentTaskPhone" : "sentTask"));
      done();
    } catch (error) {
      setFailed(desk((error as { name?: string }).name === "QuotaExceededError" ? "phoneFull" : "notSaved"));
    } finally {
      setBusy(false);
    }
  };

  const withdraw = async (): Promise<void> => {
    if (!before) return;
    const act = await withdrawAssignment(before);
    toast(t("withdrawn", { title: before.title }), { label: desk("undo"), run: () => void undo(act) });
    go(`/t/class/${encodeURIComponent(before.class)}`, { replace: true });
  };

  return (
    <Page title={desk(before ? "editTask" : "newTask")} back="/t">
      <form
        class="stack-wide"
        noValidate
        // The phone's Enter key must not send a task to a class: only the button does.
        onSubmit={(event) => event.preventDefault()}
      >
        {onStartOver ? (
          <Notice icon="phone">
            <p>{t("keptForm")}</p>
            <Button
              kind="plain"
              onClick={() => {
                void keeping?.forget(files).then(onStartOver);
              }}
            >
              {t("startOver")}
            </Button>
          </Notice>
        ) : null}
        <Part label={desk("lesson")}>
          <LessonPicker choices={choices} chosen={draft.lesson} onChoose={(course, lesson) => setDraft(withLesson(draft, course, lesson))} />
        </Part>
        <Part label={t("taskTitle")} id="task-title" error={errorOf("title")}>
          <input id="task-title" class="input" maxLength={TITLE_CHARACTERS} value={draft.title} onInput={(event) => setDraft(withTitle(draft, event.currentTarget.value))} />
        </Part>
        {before ? null : (
          <Part label={t("forClass")} error={errorOf("class")}>
            <Pills
              legend={t("forClass")}
              options={classes.value.map((known) => ({ value: known.id, label: known.label }))}
              chosen={(value) => value === draft.classId}
              onChoose={(classId) => setDraft({ ...draft, classId, learners: null, packet: null })}
            />
          </Part>
        )}
        {draft.classId ? (
          <div>
            <ForWhom classId={draft.classId} learners={draft.learners} onLearners={(learners) => setDraft({ ...draft, learners })} />
            {errorOf("learners") ? (
              <div class="field-error form-error" role="alert">
                {errorOf("learners")}
              </div>
            ) : null}
          </div>
        ) : null}
        <Due value={draft.dueAt} onChange={(due) => setDraft({ ...draft, dueAt: due })} />
        <Part label={t("instructions")} id="task-instructions">
          <textarea
            id="task-instructions"
            class="input"
            maxLength={INSTRUCTIONS_CHARACTERS}
            placeholder={t("instructionsHint")}
            value={draft.instructions}
            onInput={(event) => setDraft({ ...draft, instructions: event.currentTarget.value })}
          />
        </Part>
        <Attachments kept={draft.files} fresh={files} onKept={(kept) => setDraft({ ...draft, files: kept })} onFresh={setFiles} />
        <Part label={t("accepts")} error={errorOf("accepts")}>
          <Pills
            legend={t("accepts")}
            several
            options={ANSWER_FORMS.map((value: AnswerForm) => ({ value, label: t(FORM_NAMES[value]) }))}
            chosen={(value) => draft.accepts.includes(value)}
            onChoose={(value) => setDraft(withForm(draft, value, !draft.accepts.includes(value)))}
          />
        </Part>
        <Part label={t("maxMark")} id="task-max" error={errorOf("max-mark")}>
          <input
            id="task-max"
            class="input form-number"
            inputMode="numeric"
            maxLength={4}
            value={draft.maxMark > 0 ? String(draft.maxMark) : ""}
            onInput={(event) => setDraft({ ...draft, maxMark: Number(event.currentTarget.value.replace(/\D/g, "")) })}
          />
        </Part>
        <CriteriaForm criteria={draft.criteria} onCriteria={(criteria) => setDraft({ ...draft, criteria })} />
        {packets.length > 0 ? (
          <Part label={words("packet")}>
            <Pills
              legend={words("packet")}
              options={[{ value: "", label: words("noPacket") }, ...packets.map((notice) => ({ value: notice.id, label: notice.title }))]}
              chosen={(value) => value === (draft.packet ?? "")}
              onChoose={(value) => setDraft({ ...draft, packet: value || null })}
            />
          </Part>
        ) : null}
        {before ? (
          <Button kind="danger" icon="trash" block onClick={() => void withdraw()}>
            {desk("withdraw")}
          </Button>
        ) : null}
        <div class="desk-foot">
          {failed ? (
            <p class="field-error" role="alert">
              {failed}
            </p>
          ) : null}
          <Button kind="primary" icon="send" block busy={busy} onClick={() => void send()}>
            {t(before ? "save" : "send")}
          </Button>
        </div>
      </form>
    </Page>
  );
}

interface PartProps {
  readonly label: string;
  readonly id?: string;
  readonly error?: string | null;
  readonly children: ComponentChildren;
}

function Part({ label, id, error = null, children }: PartProps) {
  return (
    <div>
      {id ? (
        <label class="field-label" for={id}>
          {label}
        </label>
      ) : (
        <div class="field-label">{label}</div>
      )}
      {children}
      {error ? (
        <div class="field-error form-error" role="alert">
          {error}
        </div>
      ) : null}
    </div>
  );
}

function Due({ value, onChange }: { value: string | null; onChange: (due: string | null) => void }) {
  const quick = choiceOf(value, schoolNow());
  const [byDay, setByDay] = useState(value !== null && quick === null);
  const options = [
    ...DUE_CHOICES.map((choice) => ({ value: choice, label: t(DUE_NAMES[choice]) })),
    { value: "day" as const, label: t("dueDay") },
  ];
  return (
    <Part label={t("due")}>
      <Pills
        legend={t("due")}
        options={options}
        chosen={(choice) => (byDay ? choice === "day" : choice === quick)}
        onChoose={(choice) => {
          setByDay(choice === "day");
          if (choice !== "day") onChange(dueAt(choice, schoolNow()));
        }}
      />
      {byDay ? (
        <input
          class="input form-day"
          type="date"
          lang={lang.value}
          aria-label={t("dueDay")}
          min={dayOf(schoolNow())}
          value={value ? dayOf(value) : ""}
          onInput={(event) => onChange(dueOn(event.currentTarget.value) ?? value)}
        />
      ) : null}
      {value ? <p class="field-hint">{t("dueUntil", { day: day(value) })}</p> : null}
    </Part>
  );
}
