/** Writing a question: kept from the first letter, undone step by step, one kind changed into another. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";

import { draftBlobs, type FormDraft, formWriter, readForm, writeForm } from "../../data/drafts.ts";
import { fileFields, FileRefused, keepDraftFile, localFile } from "../../data/files.ts";
import { photoBlob } from "../../data/photo.ts";
import { type QuestionDoc, records, recordsReady } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { t as assigning } from "../../i18n/assigning.ts";
import { t as core } from "../../i18n/core.ts";
import { LANG_NAMES, LANGS } from "../../i18n/index.ts";
import { t } from "../../i18n/writing.ts";
import { WithLetters, Typed } from "../../player/quiz/Letters.tsx";
import { go } from "../../router.ts";
import type { ScreenProps } from "../../routes.tsx";
import { EmptyState, Loading, Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { FileButton } from "../../ui/FileButton.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { Picture } from "../pupil/files.tsx";
import { Pills } from "../teacher/Pills.tsx";
import { pictureOf, writeQuestion } from "./bank.ts";
import { GAP_TEXTS } from "./gapTexts.ts";
import { EMPTY_FORM, FORM_TYPES, formOf, gaps, type QuestionForm, TEXT_CHARACTERS } from "./model/form.ts";
import { AnswerFields } from "./AnswerFields.tsx";
import { STRANDS } from "./strands.ts";
import "../teacher/teacher.css";
import "./quizzes.css";

/** Steps that can be taken back. */
const UNDO_STEPS = 50;
/** Milliseconds of typing that are taken back as one step. */
const STEP_MS = 1500;


/** `/t/quiz/:quiz/:question`; `new` for one that is not there yet. */
export default function QuestionScreen({ params }: ScreenProps) {
  const { quiz = "", question = "new" } = params;
  const before = question === "new" ? null : records.get("question", question);
  const back = `/t/quiz/${encodeURIComponent(quiz)}`;
  const known = before ? formOf(before) : EMPTY_FORM;
  const ready = recordsReady.value && before !== undefined && known !== null;
  const [found, setFound] = useState<FormDraft<QuestionForm> | "none" | null>(null);
  const me = session.value?.person ?? "";
  const key = `question:${quiz}:${question}`;
  useEffect(() => {
    readForm<QuestionForm>(me, key).then((draft) => setFound(draft ?? "none"), () => setFound("none"));
  }, [key]);
  if (ready && found !== null) {
    const start = found === "none" ? known : { ...EMPTY_FORM, ...found.value };
    return <Editor key={key} quiz={quiz} before={before} start={start} clean={known} kept={found !== "none"} draft={key} back={back} />;
  }
  return (
    <Page title={t("editQuestion")} back={back}>
      {!recordsReady.value || found === null ? (
        <Loading label={core("loading")} />
      ) : before ? (
        <Notice icon="info">{t("imported")}</Notice>
      ) : (
        <EmptyState icon="search" title={t("empty")} />
      )}
    </Page>
  );
}

interface EditorProps {
  readonly quiz: string;
  readonly before: QuestionDoc | null;
  readonly start: QuestionForm;
  /** As it is without the draft. */
  readonly clean: QuestionForm;
  readonly kept: boolean;
  readonly draft: string;
  readonly back: string;
}

function Editor({ quiz, before, start, clean, kept, draft, back }: EditorProps) {
  const me = session.value?.person ?? "";
  // Asked for when something is changed: a picture takes its time, and its author writes on meanwhile.
  const now = useSignal(start);
  const form = now.value;
  const steps = useSignal<readonly QuestionForm[]>([]);
  const preparing = useSignal(false);
  const [tried, setTried] = useState(false);
  const [notice, setNotice] = useState(kept);
  const stepped = useRef(0);
  const [writer] = useState(() => formWriter(me, draft));
  useEffect(() => {
    const leaving = (): void => void writer.now();
    document.addEventListener("visibilitychange", leaving);
    return () => {
      document.removeEventListener("visibilitychange", leaving);
      leaving();
    };
  }, []);

  const keep = (next: QuestionForm): void => {
    now.value = next;
    const files = next.picture ? [next.picture] : [];
    writer.later({ value: next, files }, () => undefined, () => toast(t("notSaved")));
  };
  const change = (changes: Partial<QuestionForm>): void => {
    const at = Date.now();
    if (at - stepped.current > STEP_MS || "type" in changes) steps.value = [...steps.peek(), now.peek()].slice(-UNDO_STEPS);
    stepped.current = at;
    keep({ ...now.peek(), ...changes });
  };
  const undo = (): void => {
    const known = steps.peek();
    const last = known[known.length - 1];
    if (!last) return;
    steps.value = known.slice(0, -1);
    stepped.current = 0;
    keep(last);
  };
  const choosePicture = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    preparing.value = true;
    try {
      const blob = await photoBlob(file, 1, new Date());
      await keepDraftFile(me, blob);
      change({ picture: fileFields(blob) });
    } catch (problem) {
      if (problem instanceof FileRefused) toast(assigning(problem.reason === "empty" ? "fileEmpty" : "fileTooLarge", { name: problem.fileName }));
      else toast(t("notSaved"));
    } finally {
      preparing.value = false;
    }
  };
  const missing = gaps(form);
  const save = async (more: boolean): Promise<void> => {
    setTried(true);
    if (missing.length > 0) return;
    try {
      await writer.stop();
      const blobs = form.picture ? await draftBlobs(me, { files: [form.picture] }) : [];
      await writeQuestion(quiz, form, before, blobs, `form:${draft}`);
      // An edit that changed nothing wrote nothing, and then nothing took the draft away.
      await writeForm(me, draft, null);
      toast(t("saved"));
      if (!more) {
        go(back, { replace: true });
        return;
      }
      now.value = { ...EMPTY_FORM, type: form.type, points: form.points, objective: form.objective, strand: form.strand, language: form.language };
      steps.value = [];
      setTried(false);
      window.scrollTo(0, 0);
    } catch {
      toast(t("notSaved"));
    }
  };
  const startOver = async (): Promise<void> => {
    await writer.stop();
    await writeForm(me, draft, null);
    setNotice(false);
    steps.value = [];
    now.value = clean;
  };
  const undoButton = steps.value.length > 0 && (
    <Button kind="plain" onClick={undo}>
      {t("undo")}
    </Button>
  );
  return (
    <Page title={t(before ? "editQuestion" : "newQuestion")} back={back} actions={undoButton}>
      <form class="stack-wide" noValidate onSubmit={(event) => event.preventDefault()}>
        {notice && (
          <Notice icon="phone">
            <p>{t("kept")}</p>
            <Button kind="plain" onClick={() => void startOver()}>
              {assigning("startOver")}
            </Button>
          </Notice>
        )}
        <div>
          <div class="field-label">{t("kind")}</div>
          <Pills legend={t("kind")} options={FORM_TYPES.map((value) => ({ value, label: t(value) }))} chosen={(value) => value === form.type} onChoose={(type) => change({ type })} />
        </div>
        <WithLetters letters>
          <div class="stack">
            <div>
              <div class="field-label">{t("question")}</div>
              <Typed long label={t("question")} value={form.text} max={TEXT_CHARACTERS} onWrite={(text) => change({ text })} />
            </div>
            <PictureField form={form} before={before} onChoose={(file) => void choosePicture(file)} onRemove={() => change({ picture: null })} />
            <AnswerFields form={form} onChange={change} />
            <div class="quiz-two">
              <div>
                <div class="field-label">{t("points")}</div>
                <Typed number label={t("points")} value={form.points} max={6} onWrite={(points) => change({ points })} />
              </div>
              <div>
                <div class="field-label">{t("objective")}</div>
                <Typed label={t("objective")} value={form.objective} max={120} onWrite={(objective) => change({ objective })} />
              </div>
            </div>
            <p class="field-hint">{t("objectiveMore")}</p>
            <div>
              <div class="field-label">{t("explanation")}</div>
              <Typed long label={t("explanation")} value={form.explanation} max={TEXT_CHARACTERS} onWrite={(explanation) => change({ explanation })} />
              <p class="field-hint">{t("explanationMore")}</p>
            </div>
          </div>
        </WithLetters>
        <div>
          <div class="field-label">{t("strand")}</div>
          <Pills legend={t("strand")} options={STRANDS.map(({ value, label }) => ({ value, label: t(label) }))} chosen={(value) => value === form.strand} onChoose={(strand) => change({ strand })} />
        </div>
        <div>
          <div class="field-label">{t("language")}</div>
          <Pills
            legend={t("language")}
            options={[{ value: "" as const, label: t("languageOwn") }, ...LANGS.map((value) => ({ value, label: LANG_NAMES[value] }))]}
            chosen={(value) => value === form.language}
            onChoose={(language) => change({ language })}
          />
        </div>
        <div class="desk-foot">
          {tried && missing.length > 0 && (
            <div class="field-error" role="alert">
              {missing.map((gap) => t(GAP_TEXTS[gap])).join(" ")}
            </div>
          )}
          <Button kind="primary" icon="check" block busy={preparing.value} onClick={() => void save(false)}>
            {t("save")}
          </Button>
          {!before && (
            <Button kind="quiet" icon="plus" block busy={preparing.value} onClick={() => void save(true)}>
              {`${t("save")}, ${t("newQuestion").toLowerCase()}`}
            </Button>
          )}
        </div>
      </form>
    </Page>
  );
}

function PictureField({ form, before, onChoose, onRemove }: { form: QuestionForm; before: QuestionDoc | null; onChoose: (file: File | undefined) => void; onRemove: () => void }) {
  const me = session.value?.person ?? "";
  const { picture } = form;
  if (picture) {
    const load = async (): Promise<Blob | null> => (await localFile(me, picture.sha256)) ?? (before ? ((await pictureOf(before, picture.sha256))?.blob ?? null) : null);
    return (
      <div class="quiz-picture">
        <Picture label={picture.name} id={picture.sha256} load={load} />
        <Button kind="quiet" icon="close" onClick={onRemove}>
          {t("pictureOff")}
        </Button>
      </div>
    );
  }
  return <FileButton icon="picture" label={t("picture")} accept="image/*" onFiles={([chosen]) => onChoose(chosen)} />;
}
