/** The marks, a comment and the way on, where a thumb reaches them. */
import { useState } from "preact/hooks";

import { t } from "../../i18n/teacher.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { heldActs, nameOf, undo } from "./desk.ts";
import { COMMENT_CHARACTERS, isMark, isUnchanged, markButtons, togglePhrase, type Given } from "./model/marking.ts";
import { DEFAULT_MAX_MARK } from "./model/draft.ts";
import { workKey, type Work } from "./model/work.ts";
import { phrasesFor } from "./phrases.ts";

interface MarkPadProps {
  readonly work: Work;
  /** Who gave the present mark, when it was somebody else. */
  readonly author: string | null;
  /** Language the class is taught in: the phrases are for the pupil. */
  readonly language: string;
  readonly onGive: (given: Given) => void;
  readonly onPrevious: (() => void) | null;
  readonly onNext: (() => void) | null;
}

export function MarkPad({ work, author, language, onGive, onPrevious, onNext }: MarkPadProps) {
  // A second hand-in asks for a new mark: the old one is shown, not chosen.
  const [mark, setMark] = useState(work.again ? "" : (work.mark?.mark ?? ""));
  const [comment, setComment] = useState(work.again ? "" : (work.mark?.comment ?? ""));
  const [writing, setWriting] = useState(false);
  const max = work.assignment.max_mark ?? DEFAULT_MAX_MARK;
  const ready = isMark(mark, max) && !isUnchanged(work, { mark, comment });
  return (
    <section class="pad" aria-label={t("markLabel")}>
      <LastMark record={workKey(work.assignment.id, work.learner)} />
      {work.mark ? (
        <p class="pad-now small">
          <span>{t("currentMark", { mark: work.mark.mark })}</span>
          {author ? <span class="muted"> · {t("markedBy", { name: author })}</span> : null}
        </p>
      ) : null}
      {writing ? (
        <Comment comment={comment} language={language} onChange={setComment} onDone={() => setWriting(false)} />
      ) : (
        <button type="button" class={comment ? "pad-comment pad-comment-full" : "pad-comment"} onClick={() => setWriting(true)}>
          <Icon name="edit" small />
          <span>{comment || t("commentHint")}</span>
        </button>
      )}
      <Marks max={max} mark={mark} onMark={setMark} />
      <div class="pad-foot">
        {onPrevious ? <IconButton icon="back" label={t("previous")} onClick={onPrevious} /> : null}
        <Button kind="primary" icon="check" block busy={!ready} onClick={() => onGive({ mark, comment })}>
          {t(onNext ? "saveNext" : "saveMark")}
        </Button>
        {onNext ? <IconButton icon="next" label={t("next")} onClick={onNext} /> : null}
      </div>
    </section>
  );
}

/** The mark given just now to somebody else, while it can be taken back. */
function LastMark({ record }: { record: string }) {
  const act = heldActs.value.filter(({ shown }) => shown.type === "mark" && shown.record !== record).pop();
  return (
    <div role="status" aria-live="polite">
      {act?.shown.type === "mark" ? (
        <div class="pad-last">
          <span>{t("marked", { name: nameOf(act.shown.learner), mark: act.shown.mark })}</span>
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
        {phrasesFor(language).map((phrase) => (
          <button key={phrase} type="button" aria-pressed={comment.includes(phrase)} class={comment.includes(phrase) ? "pill pill-on" : "pill"} onClick={() => onChange(togglePhrase(comment, phrase))}>
            {phrase}
          </button>
        ))}
      </div>
      <div class="pad-write">
        <textarea class="input" rows={2} aria-label={t("comment")} placeholder={t("commentHint")} maxLength={COMMENT_CHARACTERS} value={comment} onInput={(event) => onChange(event.currentTarget.value)} />
        <IconButton icon="check" label={t("commentDone")} onClick={onDone} />
      </div>
    </div>
  );
}
