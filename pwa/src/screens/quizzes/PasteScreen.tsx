/** Many questions at once from text that a teacher already has: each is shown as it was understood. */
import { useEffect, useState } from "preact/hooks";

import { formWriter, readForm, writeForm } from "../../data/drafts.ts";
import { records } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { t } from "../../i18n/writing.ts";
import { go } from "../../router.ts";
import type { ScreenProps } from "../../routes.tsx";
import { Chip, Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { MOST_QUESTIONS, questionsIn, writeQuestion } from "./bank.ts";
import { GAP_TEXTS } from "./gapTexts.ts";
import type { QuestionForm } from "./model/form.ts";
import { PASTE_CHARACTERS, type Pasted, readPasted } from "./model/paste.ts";
import "../teacher/teacher.css";
import "./quizzes.css";

/** `/t/quiz/:quiz/paste` */
export default function PasteScreen({ params }: ScreenProps) {
  const id = params["quiz"] ?? "";
  const me = session.value?.person ?? "";
  const draft = `paste:${id}`;
  const back = `/t/quiz/${encodeURIComponent(id)}`;
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [writer] = useState(() => formWriter(me, draft));
  useEffect(() => {
    void readForm<string>(me, draft).then((found) => found && setText(found.value));
    const leaving = (): void => void writer.now();
    document.addEventListener("visibilitychange", leaving);
    return () => {
      document.removeEventListener("visibilitychange", leaving);
      leaving();
    };
  }, []);
  const quiz = records.get("quiz", id);
  const room = quiz ? MOST_QUESTIONS - questionsIn(quiz).length : 0;
  const found = readPasted(text);
  const whole = found.filter((one) => one.gaps.length === 0).slice(0, room);

  const write = (next: string): void => {
    setText(next);
    writer.later(next === "" ? null : { value: next, files: [] }, () => undefined, () => toast(t("notSaved")));
  };
  const add = async (): Promise<void> => {
    setBusy(true);
    try {
      for (const { form } of whole) await writeQuestion(id, form, null, []);
      await writer.stop();
      await writeForm(me, draft, null);
      toast(t("pasteAdded", { n: whole.length }));
      go(back, { replace: true });
    } catch {
      toast(t("notSaved"));
      setBusy(false);
    }
  };
  return (
    <Page title={t("pasteTitle")} back={back}>
      <div class="stack-wide">
        <Field id="paste" label={t("pasteField")} hint={t("pasteMore")}>
          <textarea id="paste" class="input quiz-paste" rows={12} maxLength={PASTE_CHARACTERS} placeholder={t("pasteExample")} aria-describedby={noteId("paste")} value={text} onInput={(event) => write(event.currentTarget.value)} />
        </Field>
        {found.length > 0 && (
          <section class="stack" aria-live="polite">
            <h2>{t("pasteFound", { n: found.length })}</h2>
            <ol class="quiz-list">
              {found.map((one) => (
                <Understood key={one.line} pasted={one} />
              ))}
            </ol>
          </section>
        )}
        {whole.length > 0 && (
          <div class="desk-foot">
            <Button kind="primary" icon="plus" block busy={busy} onClick={() => void add()}>
              {t("pasteAdd", { n: whole.length })}
            </Button>
          </div>
        )}
      </div>
    </Page>
  );
}

function Understood({ pasted: { form, gaps, line } }: { pasted: Pasted }) {
  return (
    <li class="quiz-row">
      <span class="quiz-row-text">
        <b class="prose">{form.text || "…"}</b>
        {answerLines(form).map((row, at) => (
          <span key={at} class="small">
            {row}
          </span>
        ))}
        {gaps.length > 0 && (
          <Notice tone="warn" icon="alert">
            <p class="small">
              {t("pasteLine", { n: line })}: {gaps.map((gap) => t(GAP_TEXTS[gap])).join(" ")}
            </p>
          </Notice>
        )}
      </span>
      <Chip>{t(form.type)}</Chip>
    </li>
  );
}

function answerLines(form: QuestionForm): string[] {
  switch (form.type) {
    case "choice":
    case "several":
      return form.choices.map((one) => `${one.right ? "✓" : "–"} ${one.text}`);
    case "order":
      return form.order.map((one, at) => `${at + 1}. ${one}`);
    case "match":
      return form.pairs.map((one) => `${one.left} → ${one.right}`);
    case "number":
      return [[form.number, form.tolerance && `± ${form.tolerance}`, form.unit].filter(Boolean).join(" ")];
    case "text":
      return [...form.accepted];
    case "truefalse":
    case "essay":
      return [];
  }
}
