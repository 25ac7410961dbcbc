/** Files of a task: those it has and those just chosen. They wait on the phone until there is a link. */
import { useRef, useState } from "preact/hooks";

import { FileRefused, type WorkBlob } from "../../data/files.ts";
import { fileBlob } from "../../data/photo.ts";
import { t } from "../../i18n/assigning.ts";
import { size } from "../../i18n/time.ts";
import { IconButton } from "../../ui/Button.tsx";
import { FileButton } from "../../ui/FileButton.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { FILES_PER_ASSIGNMENT, type DraftFile } from "./model/draft.ts";
import "./teacher.css";

export type NewFiles = readonly WorkBlob[];

interface AttachmentsProps {
  readonly kept: readonly DraftFile[];
  readonly fresh: NewFiles;
  readonly onKept: (files: readonly DraftFile[]) => void;
  readonly onFresh: (files: NewFiles) => void;
  /** Present: those that it has can be opened. */
  readonly onOpen?: (file: DraftFile) => void;
  /** Files that there may be. */
  readonly most?: number;
}

export function Attachments({ kept, fresh, onKept, onFresh, onOpen, most = FILES_PER_ASSIGNMENT }: AttachmentsProps) {
  const [refused, setRefused] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  // Photos are prepared for seconds: what is removed meanwhile stays away.
  const now = useRef({ kept, fresh });
  now.current = { kept, fresh };
  const change = (files: NewFiles): void => {
    now.current.fresh = files;
    onFresh(files);
  };

  const add = async (chosen: readonly File[]): Promise<void> => {
    setRefused(null);
    setBusy(true);
    try {
      for (const file of chosen) {
        if (now.current.kept.length + now.current.fresh.length >= most) {
          setRefused(t("tooManyFiles"));
          break;
        }
        const blob = await fileBlob(file);
        if (!now.current.fresh.some((one) => one.sha256 === blob.sha256)) change([...now.current.fresh, blob]);
      }
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error;
      setRefused(t(error.reason === "empty" ? "fileEmpty" : "fileTooLarge", { name: error.fileName }));
    } finally {
      setBusy(false);
    }
  };

  return (
    <div class="stack">
      {kept.length + fresh.length > 0 ? (
        <ul class="desk-list">
          {kept.map((file) => (
            <FileRow key={file.sha256} file={file} {...(onOpen ? { onOpen: () => onOpen(file) } : {})} onRemove={() => onKept(kept.filter((one) => one !== file))} />
          ))}
          {fresh.map((file) => (
            <FileRow key={file.sha256} file={file} onRemove={() => change(now.current.fresh.filter((one) => one !== file))} />
          ))}
        </ul>
      ) : null}
      <FileButton icon="file" block multiple busy={busy} label={t("attach")} onFiles={(chosen) => void add(chosen)} />
      {refused ? (
        <p class="field-error" role="alert">
          {refused}
        </p>
      ) : null}
    </div>
  );
}

function FileRow({ file, onOpen, onRemove }: { file: DraftFile; onOpen?: () => void; onRemove: () => void }) {
  return (
    <li class="desk-row">
      <Icon name={file.type.startsWith("image/") ? "picture" : "file"} />
      <span class="desk-row-text">
        {onOpen ? (
          <button type="button" class="desk-file" onClick={onOpen}>
            {file.name}
          </button>
        ) : (
          <b>{file.name}</b>
        )}
        <span>{size(file.size)}</span>
      </span>
      <IconButton icon="close" label={t("removeFile", { name: file.name })} onClick={onRemove} />
    </li>
  );
}
