/** Writing and handing in: saved from the first letter, and handed in with or without a connection. */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";

import type { AssignmentDoc } from "../../data/docs.ts";
import { addDraftFile, draftBlobs, draftElsewhere, draftKey, draftsBack, draftWriter, elsewhereTold, EMPTY_DRAFT, type HandInDraft, leaveElsewhere, readDraft, removeDraftFile } from "../../data/drafts.ts";
import { isHeic } from "../../data/fetched.ts";
import { FileRefused, localFile } from "../../data/files.ts";
import { FILES_PER_WORK } from "../../data/limits.ts";
import { link } from "../../data/link.ts";
import { schoolNow } from "../../data/now.ts";
import { dismissHeld, type HeldOperation, submit } from "../../data/outbox.ts";
import { fileBlob, photoBlob } from "../../data/photo.ts";
import { records } from "../../data/records.ts";
import { profiles, session } from "../../data/session.ts";
import { t } from "../../i18n/pupil.ts";
import { size } from "../../i18n/time.ts";
import { Notice } from "../../ui/bits.tsx";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { FileButton } from "../../ui/FileButton.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { toast } from "../../ui/toast.tsx";
import { isPicture, Picture } from "./files.tsx";
import { excess, handInFields, isEmpty } from "./handing.ts";
import { KazakhLetters } from "./KazakhLetters.tsx";
import { RecordAnswer } from "./RecordAnswer.tsx";

/** Before the button says that it is at work. */
const SHOWN_AFTER_MS = 100;

export function HandIn({ assignment, person, held, onDone }: {
  assignment: AssignmentDoc;
  person: string;
  /** A work of this task that the server does not count: the starting point of the next. */
  held: HeldOperation | null;
  onDone: () => void;
}) {
  const draft = useSignal<HandInDraft | null>(null);
  const note = useSignal<"none" | "saving" | "saved">("none");
  const error = useSignal<string | null>(null);
  const preparing = useSignal(false);
  const busy = useSignal(false);
  const other = useSignal("");
  const begun = useRef(false);
  const area = useRef<HTMLTextAreaElement>(null);
  const writer = useMemo(() => draftWriter(person, assignment.id), [person, assignment.id]);

  useEffect(() => {
    void readDraft(person, assignment.id).then((found) => {
      draft.value = isEmpty(found) && held ? draftOf(held) : found;
      if (!isEmpty(found)) note.value = "saved";
    });
    const flush = (): void => void writer.now();
    document.addEventListener("visibilitychange", flush);
    window.addEventListener("pagehide", flush);
    return () => {
      document.removeEventListener("visibilitychange", flush);
      window.removeEventListener("pagehide", flush);
      flush();
    };
  }, [person, assignment.id]);

  useEffect(() => {
    if (draftsBack.value === 0 || !draft.peek() || !isEmpty(draft.peek() ?? EMPTY_DRAFT)) return;
    void readDraft(person, assignment.id).then((found) => {
      if (isEmpty(draft.peek() ?? EMPTY_DRAFT)) draft.value = found;
    });
  }, [draftsBack.value]);

  useEffect(() => {
    void draftElsewhere(person, assignment.id).then((found) => (other.value = found));
  }, [elsewhereTold.value, person, assignment.id]);

  const now = draft.value;
  if (!now) return null;
  const over = excess(now.text);

  const guarded = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (problem) {
      error.value = problemText(problem);
    }
  };

  const write = (text: string): void => {
    draft.value = { ...(draft.value ?? EMPTY_DRAFT), text };
    error.value = null;
    note.value = "saving";
    writer.later(draft.value, () => (note.value = "saved"), (problem) => (error.value = problemText(problem)));
  };

  const leaveOther = (): void => {
    void leaveElsewhere(person, assignment.id, other.value).catch(() => undefined);
    other.value = "";
  };

  const add = (chosen: readonly File[], asPhotos: boolean): Promise<void> =>
    guarded(async () => {
      error.value = null;
      preparing.value = true;
      try {
        await writer.now();
        for (const file of chosen) {
          const current = draft.value ?? EMPTY_DRAFT;
          if (current.files.length >= FILES_PER_WORK) {
            error.value = t("tooManyFiles", { n: FILES_PER_WORK });
            break;
          }
          const place = current.files.length + 1;
          const blob = asPhotos || file.type.startsWith("image/") ? await photoBlob(file, place, new Date()) : await fileBlob(file);
          const added = await addDraftFile(person, assignment.id, draft.value ?? EMPTY_DRAFT, blob);
          // What was typed while the photo was being prepared stays.
          draft.value = { ...added, text: (draft.value ?? EMPTY_DRAFT).text };
          note.value = "saved";
        }
      } finally {
        preparing.value = false;
      }
    });

  const remove = (sha256: string): Promise<void> =>
    guarded(async () => {
      draft.value = await removeDraftFile(person, assignment.id, draft.value ?? EMPTY_DRAFT, sha256);
    });

  const handIn = (): Promise<void> =>
    guarded(async () => {
      const ready = draft.value ?? EMPTY_DRAFT;
      if (begun.current || preparing.value) return;
      if (isEmpty(ready)) {
        error.value = t("handInEmpty");
        return;
      }
      if (over > 0) {
        error.value = t("tooLong", { n: over });
        return;
      }
      begun.current = true;
      // Words are on the disk before it could be drawn, and drawing it would make them wait.
      const showing = setTimeout(() => (busy.value = true), SHOWN_AFTER_MS);
      try {
        await writer.stop();
        const blobs = await draftBlobs(person, ready);
        const fields = handInFields(assignment, ready, records.list("attempt").peek(), person, new Date(schoolNow()));
        await submit({ kind: "submission.hand_in", fields }, blobs, draftKey(assignment.id));
        if (held) await dismissHeld(held.op);
        draft.value = EMPTY_DRAFT;
        note.value = "none";
        toast(t("handedIn"));
        onDone();
      } finally {
        clearTimeout(showing);
        begun.current = false;
        busy.value = false;
      }
    });

  return (
    <section class="stack" aria-label={t("yourAnswer")}>
      {assignment.accepts.includes("text") && (
        <Field id="answer" label={t("yourAnswer")} error={over > 0 ? t("tooLong", { n: over }) : null}>
          <textarea
            ref={area}
            id="answer"
            class="input"
            placeholder={t("answerText")}
            value={now.text}
            aria-describedby={noteId("answer")}
            onInput={(event) => write(event.currentTarget.value)}
          />
          <KazakhLetters area={area} onInput={write} />
        </Field>
      )}
      {other.value !== "" && !now.text.includes(other.value) && (
        <Notice icon="phone">
          <div class="stack">
            <p>{t("elsewhere")}</p>
            <p class="prose">{other.value}</p>
            <Button
              icon="plus"
              block
              onClick={() => {
                write([now.text, other.value].filter(Boolean).join("\n\n"));
                leaveOther();
              }}
            >
              {t("addHere")}
            </Button>
            <Button kind="quiet" block onClick={leaveOther}>
              {t("notNeeded")}
            </Button>
          </div>
        </Notice>
      )}
      <DraftFiles draft={now} person={person} onRemove={(sha256) => void remove(sha256)} />
      <div class="add-buttons">
        {assignment.accepts.includes("photo") && (
          <>
            <FileButton icon="camera" label={t("takePhoto")} accept="image/*" camera onFiles={(files) => void add(files, true)} />
            <FileButton icon="picture" label={t("choosePhoto")} accept="image/*" multiple onFiles={(files) => void add(files, true)} />
          </>
        )}
        {assignment.accepts.includes("audio") && <RecordAnswer onFile={(file) => void add([file], false)} />}
        {assignment.accepts.includes("file") && <FileButton icon="file" label={t("addFile")} multiple onFiles={(files) => void add(files, false)} />}
      </div>
      <p class="draft-note" role="status">
        {preparing.value ? t("preparing") : note.value === "saving" ? t("draftSaving") : note.value === "saved" ? <Saved /> : ""}
      </p>
      {error.value && (
        <Notice tone="bad" icon="alert" alert>
          {error.value}
        </Notice>
      )}
      <Button kind="primary" icon="send" block busy={busy.value || preparing.value} onClick={() => void handIn()}>
        {/* Where several people use a phone, the button says whose work it is. */}
        {profiles.value.length > 1 ? `${t("handIn")}: ${session.value?.name ?? ""}` : t("handIn")}
      </Button>
      {link.value === "none" && <p class="small muted">{t("handInOffline")}</p>}
    </section>
  );
}

function Saved() {
  return (
    <>
      <Icon name="phone" small />
      {t("draftSaved")}
    </>
  );
}

function DraftFiles({ draft, person, onRemove }: { draft: HandInDraft; person: string; onRemove: (sha256: string) => void }) {
  const pictures = draft.files.filter(isPicture);
  const others = draft.files.filter((file) => !isPicture(file));
  return (
    <>
      {pictures.length > 0 && (
        <ul class="photo-grid">
          {pictures.map((file) => (
            <li key={file.sha256} class="photo-cell">
              <Picture label={file.name} id={file.sha256} load={() => localFile(person, file.sha256)} />
              <IconButton icon="close" label={t("removeFile", { name: file.name })} onClick={() => onRemove(file.sha256)} />
            </li>
          ))}
        </ul>
      )}
      {others.some(isHeic) && <p class="small muted">{t("photoAsItIs")}</p>}
      {others.length > 0 && (
        <ul class="file-list">
          {others.map((file) => (
            <li key={file.sha256} class="file-row">
              <Icon name="file" />
              <span class="row-grow file-name">{file.name}</span>
              <span class="small muted">{size(file.size)}</span>
              <IconButton icon="close" label={t("removeFile", { name: file.name })} onClick={() => onRemove(file.sha256)} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function draftOf(held: HeldOperation): HandInDraft {
  const { text, files } = held.fields;
  return {
    text: typeof text === "string" ? text : "",
    files: Array.isArray(files) ? (files as HandInDraft["files"]) : [],
  };
}

function problemText(problem: unknown): string {
  if (problem instanceof FileRefused) {
    return t(problem.reason === "empty" ? "fileEmpty" : "fileTooLarge", { name: problem.fileName });
  }
  // Whatever else IndexedDB says here, the remedy is the same: room on the phone.
  return t("draftFull");
}
