/** The marks, a comment and the way on, where a thumb reaches them. */
import { useState } from "preact/hooks";

import type { WorkBlob } from "../../data/files.ts";
import { t } from "../../i18n/teacher.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { toast } from "../../ui/toast.tsx";
import { heldActs, me, nameOf, undo } from "./desk.ts";
import { COMMENT_CHARACTERS, isMark, isUnchanged, markButtons, saysWhy, togglePhrase, type Given } from "./model/marking.ts";
import { DEFAULT_MAX_MARK } from "./model/draft.ts";
import { workKey, type Work } from "./model/work.ts";
import { ownPhrases, phrasesFor, toggleOwn } from "./phrases.ts";
import { VoiceNote } from "./VoiceNote.tsx";

interface MarkPadProps {
  readonly work: Work;
  readonly given: Given;
  readonly onGiven: (given: Given) => void;
  readonly onVoice: (file: WorkBlob | null) => void;
  /** Who gave the present mark, when it was somebody else. */
  readonly author: string | null;
  /** Language the class is taught in: the phrases are for the pupil. */
  readonly language: string;
  readonly onGive: (given: Given) => void;
  readonly onPrevious: (() => void) | null;
  readonly onNext: (() => void) | null;
}

export function MarkPad({ work, given, onGiven, onVoice, author, language, onGive, onPrevious, onNext }: MarkPadProps) {
  const [writing, setWriting] = useState(false);
  const { comment } = given;
  const max = work.assignment.max_mark ?? DEFAULT_MAX_MARK;
  const ready = isMark(given.mark, max) && !isUnchanged(work, given);
  const setComment = (next: string): void => onGiven({ ...given, comment: next });
  const sendBack = (): void => {
    if (saysWhy(given)) onGive({ ...given, mark: "", returned: true });
    else toast(t("returnWhy"));
  };
  return (
    <section class="pad" aria-label={t("markLabel")}>
      <LastMark record={workKey(work.assignment.id, work.learner)} />
      {work.mark ? (
        <p class="pad-now small">
          <span>{work.mark.returned ? t("currentReturn") : t("currentMark", { mark: work.mark.mark })}</span>
          {author ? <span class="muted"> · {t("markedBy", { name: author })}</span> : null}
        </p>
      ) : null}
      {writing ? (
        <>
          <Comment comment={comment} language={language} onChange={setComment} onDone={() => setWriting(false)} />
          <VoiceNote person={me.value} file={given.files?.[0] ?? null} onFile={onVoice} />
          {work.submissions.length > 0 ? (
            <button type="button" class="button button-quiet pad-return" onClick={sendBack}>
              <Icon name="refresh" small />
              <span>{t("returnWork")}</span>
            </button>
          ) : null}
        </>
      ) : (
        <button type="button" class={comment ? "pad-comment pad-comment-full" : "pad-comment"} onClick={() => setWriting(true)}>
          <Icon name="edit" small />
          <span>{comment || t("commentHint")}</span>
          {given.files?.length ? <Icon name="voice" small /> : null}
        </button>
      )}
      <Marks max={max} mark={given.mark} onMark={(mark) => onGiven(withoutReturn({ ...given, mark }))} />
      <div class="pad-foot">
        {onPrevious ? <IconButton icon="back" label={t("previous")} onClick={onPrevious} /> : null}
        <Button kind="primary" icon="check" block busy={!ready} onClick={() => onGive(withoutReturn(given))}>
          {t(onNext ? "saveNext" : "saveMark")}
        </Button>
        {onNext ? <IconButton icon="next" label={t("next")} onClick={onNext} /> : null}
      </div>
    </section>
  );
}

function withoutReturn(given: Given): Given {
  return { ...given, returned: false };
}

/** The mark given just now to somebody else, while it can be taken back. */
function LastMark({ record }: { record: string }) {
  const act = heldActs.value.filter(({ shown }) => shown.type === "mark" && shown.record !== record).pop();
  return (
    <div role="status" aria-live="polite">
      {act?.shown.type === "mark" ? (
        <div class="pad-last">
          <span>{act.shown.mark === "" ? t("returnedTo", { name: nameOf(act.shown.learner) }) : t("marked", { name: nameOf(act.shown.learner), mark: act.shown.mark })}</span>
          <button type="button" class="button button-plain" onClick={() => void undo(act)}>
            {t("undo")}
          </button>
        </div>
      ) : null}
    </div>
  );
}

function Marks({ max, mark, onMark }: { max: number; mark: string; onMark: (mark: string) => void }) {
  const buttons = markButtons(max);
  if (buttons.length === 0) {
    return (
      <label class="pad-points">
        <span>{t("markOutOf", { max })}</span>
        <input class="input" inputMode="numeric" maxLength={4} value={mark} onInput={(event) => onMark(event.currentTarget.value.replace(/\D/g, ""))} />
      </label>
    );
  }
  return (
    <div class="pad-marks" role="radiogroup" aria-label={t("markLabel")}>
      {buttons.map((value) => (
        <button key={value} type="button" role="radio" aria-checked={value === mark} class={value === mark ? "pad-mark pad-mark-on" : "pad-mark"} onClick={() => onMark(value)}>
          {value}
        </button>
      ))}
    </div>
  );
}

interface CommentProps {
  readonly comment: string;
  readonly language: string;
  readonly onChange: (comment: string) => void;
  readonly onDone: () => void;
}

function Comment({ comment, language, onChange, onDone }: CommentProps) {
  return (
    <div class="stack">
      <div class="pad-phrases" lang={language}>
        {[...ownPhrases.value, ...phrasesFor(language)].map((phrase) => (
          <button key={phrase} type="button" aria-pressed={comment.includes(phrase)} class={comment.includes(phrase) ? "pill pill-on" : "pill"} onClick={() => onChange(togglePhrase(comment, phrase))}>
            {phrase}
          </button>
        ))}
      </div>
      {comment.trim() !== "" && !phrasesFor(language).includes(comment.trim()) ? (
        <button type="button" class="button button-plain" onClick={() => void toggleOwn(comment)}>
          {t(ownPhrases.value.includes(comment.trim()) ? "ownPhraseDrop" : "ownPhrase")}
        </button>
      ) : null}
      <div class="pad-write">
        <textarea class="input" rows={2} aria-label={t("comment")} placeholder={t("commentHint")} maxLength={COMMENT_CHARACTERS} value={comment} onInput={(event) => onChange(event.currentTarget.value)} />
        <IconButton icon="check" label={t("commentDone")} onClick={onDone} />
      </div>
    </div>
  );
}
