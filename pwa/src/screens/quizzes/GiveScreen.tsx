/** Giving a quiz to a class: as a task with its rules, or as practice. */
import { useState } from "preact/hooks";

import { OPEN_RULES } from "../../data/docs-quizzes.ts";
import { type QuizDoc, records, recordsReady } from "../../data/records.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/writing.ts";
import { go } from "../../router.ts";
import type { ScreenProps } from "../../routes.tsx";
import { EmptyState, Loading, Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { momentOf, typedOf } from "../common/typed.ts";
import { ClassNeeds } from "../inclusion/ClassNeeds.tsx";
import { classes } from "../teacher/desk.ts";
import { Pills } from "../teacher/Pills.tsx";
import { questionsIn } from "./bank.ts";
import { givePaper } from "./giving.ts";
import type { Giving } from "./model/paper.ts";
import "../teacher/teacher.css";
import "./quizzes.css";

const ATTEMPTS = ["1", "2", "3", ""] as const;
const MINUTES = ["", "10", "15", "20", "40"] as const;
const SHOWN = [
  { value: "at_once", label: "shownAtOnce" },
  { value: "after_close", label: "shownAfter" },
  { value: "never", label: "shownNever" },
] as const;

/** `/t/quiz/:quiz/give` */
export default function GiveScreen({ params }: ScreenProps) {
  const quiz = records.get("quiz", params["quiz"] ?? "");
  if (quiz) return <Form key={quiz.id} quiz={quiz} />;
  return (
    <Page title={t("giveTitle")} back="/t/quizzes">
      {recordsReady.value ? <EmptyState icon="tasks" title={t("none")} /> : <Loading label={core("loading")} />}
    </Page>
  );
}

function Form({ quiz }: { quiz: QuizDoc }) {
  const only = classes.value.length === 1 ? classes.value[0]?.id : undefined;
  const [classId, setClass] = useState<string | null>(only ?? null);
  const [giving, setGiving] = useState<Giving>({ ...OPEN_RULES, mode: "task", attempts: 1 });
  const [busy, setBusy] = useState(false);
  const back = `/t/quiz/${encodeURIComponent(quiz.id)}`;
  const count = questionsIn(quiz).length;
  const { attempts, minutes, opens_at: opens, closes_at: closes, shuffle, draw, answers, mode } = giving;
  const rules: Giving = { ...giving, draw: draw !== null && draw < count ? draw : null };
  const wrong = opens !== null && closes !== null && closes <= opens;
  const practice: Giving = { ...OPEN_RULES, mode: "practice" };
  const change = (changes: Partial<Giving>): void => setGiving({ ...giving, ...changes });

  const give = async (): Promise<void> => {
    if (classId === null || wrong) return;
    setBusy(true);
    try {
      const paper = await givePaper(quiz, classId, mode === "practice" ? practice : rules);
      if (paper === null) {
        toast(t("gaveLong"));
        setBusy(false);
        return;
      }
      toast(t("gaveMore", { title: quiz.title }));
      go("/t/quizzes", { replace: true });
    } catch {
      toast(t("notSaved"));
      setBusy(false);
    }
  };
  if (count === 0) {
    return (
      <Page title={t("giveTitle")} back={back}>
        <EmptyState icon="tasks" title={t("empty")} text={t("toGive")} />
      </Page>
    );
  }
  return (
    <Page title={t("giveTitle")} back={back}>
      <form class="stack-wide" noValidate onSubmit={(event) => event.preventDefault()}>
        <p class="muted" lang={quiz.language}>
          {quiz.title} · {t("questions", { n: count })}
        </p>
        <Part label={t("forClass")}>
          <Pills legend={t("forClass")} options={classes.value.map((one) => ({ value: one.id, label: one.label }))} chosen={(value) => value === classId} onChoose={setClass} />
        </Part>
        <Part label={t("mode")}>
          <Pills legend={t("mode")} options={[{ value: "task" as const, label: t("modeTask") }, { value: "practice" as const, label: t("modePractice") }]} chosen={(value) => value === mode} onChoose={(value) => change({ mode: value })} />
        </Part>
        {mode === "task" && (
          <>
            <Part label={t("attempts")}>
              <Pills legend={t("attempts")} options={ATTEMPTS.map((value) => ({ value, label: value || t("unlimited") }))} chosen={(value) => value === String(attempts ?? "")} onChoose={(value) => change({ attempts: value === "" ? null : Number(value) })} />
            </Part>
            <Part label={t("minutes")}>
              <Pills legend={t("minutes")} options={MINUTES.map((value) => ({ value, label: value || t("minutesNone") }))} chosen={(value) => value === String(minutes ?? "")} onChoose={(value) => change({ minutes: value === "" ? null : Number(value) })} />
            </Part>
            <div class="stack">
              <Field id="quiz-opens" label={t("opens")}>
                <input id="quiz-opens" class="input" type="datetime-local" aria-describedby={noteId("quiz-opens")} value={typedOf(opens)} onInput={(event) => change({ opens_at: momentOf(event.currentTarget.value) })} />
              </Field>
              <Field id="quiz-closes" label={t("closes")} error={wrong ? t("windowWrong") : null}>
                <input id="quiz-closes" class="input" type="datetime-local" aria-describedby={noteId("quiz-closes")} value={typedOf(closes)} onInput={(event) => change({ closes_at: momentOf(event.currentTarget.value) })} />
              </Field>
            </div>
            <label class="quiz-check">
              <input type="checkbox" checked={shuffle} onChange={(event) => change({ shuffle: event.currentTarget.checked })} />
              <span>{t("shuffle")}</span>
            </label>
            <Field id="quiz-draw" label={t("draw")} hint={t("drawMore")}>
              <input id="quiz-draw" class="input form-number" inputMode="numeric" maxLength={3} aria-describedby={noteId("quiz-draw")} value={draw === null ? "" : String(draw)} onInput={(event) => change({ draw: Number(event.currentTarget.value.replace(/\D/g, "")) || null })} />
            </Field>
            <Part label={t("shown")}>
              <Pills legend={t("shown")} options={SHOWN.map(({ value, label }) => ({ value, label: t(label) }))} chosen={(value) => value === answers} onChoose={(value) => change({ answers: value })} />
            </Part>
            {classId !== null && <ClassNeeds classId={classId} timed={minutes !== null} />}
            <Notice icon="info">
              <p class="small">{t("protection")}</p>
            </Notice>
          </>
        )}
        <div class="desk-foot">
          <Button kind="primary" icon="send" block busy={busy || classId === null || wrong} onClick={() => void give()}>
            {t("give")}
          </Button>
        </div>
      </form>
    </Page>
  );
}

function Part({ label, children }: { label: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <div class="field-label">{label}</div>
      {children}
    </div>
  );
}
