/** Photos of a work across the whole width, a tap fills the screen with one; other files open or download. */
import { useEffect, useState } from "preact/hooks";

import { link } from "../../data/link.ts";
import type { Drawn, FileDoc, SubmissionDoc } from "../../data/records.ts";
import { t } from "../../i18n/teacher.ts";
import { size } from "../../i18n/time.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Lines, PhotoViewer } from "../common/PhotoViewer.tsx";
import { isPhoto } from "./model/prefetch.ts";
import { workFile, workPhoto } from "./photos.ts";

interface WorkFilesProps {
  readonly submission: SubmissionDoc;
  readonly drawing: readonly Drawn[];
  /** Absent: one may look, not draw. */
  readonly onLines?: (file: number, lines: readonly string[]) => void;
}

export function WorkFiles({ submission, drawing, onLines }: WorkFilesProps) {
  const photos = submission.files.filter(isPhoto);
  const others = submission.files.filter((file) => !isPhoto(file));
  return (
    <>
      {photos.map((file, at) => {
        const place = submission.files.indexOf(file);
        const lines = drawing.find((one) => one.file === place)?.lines ?? [];
        return (
          <Photo
            key={file.sha256}
            submission={submission}
            file={file}
            number={at + 1}
            lines={lines}
            {...(onLines ? { onLines: (next: readonly string[]) => onLines(place, next) } : {})}
          />
        );
      })}
      {others.length > 0 ? (
        <ul class="desk-list">
          {others.map((file) => (
            <OtherFile key={file.sha256} submission={submission} file={file} />
          ))}
        </ul>
      ) : null}
    </>
  );
}

/** No address: the server cannot make a picture of the file. */
const UNREADABLE = "unreadable";

/** A photo's address while the component is there, or UNREADABLE. undefined: being fetched. null: not to be had now. */
function usePhoto(submission: SubmissionDoc, file: FileDoc): string | null | undefined {
  const [url, setUrl] = useState<string | null | undefined>(undefined);
  useEffect(() => {
    let made: string | null = null;
    let gone = false;
    void workPhoto(submission, file).then((blob) => {
      if (gone) return;
      made = blob && blob !== UNREADABLE ? URL.createObjectURL(blob) : null;
      setUrl(blob === UNREADABLE ? blob : made);
    });
    return () => {
      gone = true;
      if (made) URL.revokeObjectURL(made);
    };
    // Once the school answers again, what was not to be had is asked for anew.
  }, [submission.id, file.sha256, url === null ? `${link.value} ${file.state ?? ""}` : "here"]);
  return url;
}

interface PhotoProps {
  readonly submission: SubmissionDoc;
  readonly file: FileDoc;
  readonly number: number;
  readonly lines: readonly string[];
  readonly onLines?: (lines: readonly string[]) => void;
}

function Photo({ submission, file, number, lines, onLines }: PhotoProps) {
  const url = usePhoto(submission, file);
  const [open, setOpen] = useState(false);
  const label = t("photo", { n: number });
  if (url === UNREADABLE)
    return (
      <div class="stack">
        <p class="photo-away">
          <Icon name="picture" />
          <span>{t("photoUnreadable")}</span>
        </p>
        <ul class="desk-list">
          <OtherFile submission={submission} file={file} />
        </ul>
      </div>
    );
  if (!url) {
    const words = url === undefined ? "photoLoading" : file.state === "arriving" ? "photoArriving" : "photoAway";
    return (
      <div class="photo-away">
        <Icon name="picture" />
        <span>{t(words)}</span>
      </div>
    );
  }
  return (
    <>
      <button type="button" class="photo" aria-label={`${label}. ${t("zoomIn")}`} onClick={() => setOpen(true)}>
        <img src={url} alt={lines.length > 0 ? t("photoDrawn") : label} />
        <Lines lines={lines} />
      </button>
      {open ? <PhotoViewer url={url} label={label} lines={lines} {...(onLines ? { onLines } : {})} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function OtherFile({ submission, file }: { submission: SubmissionDoc; file: FileDoc }) {
  const [away, setAway] = useState(false);
  const save = async (): Promise<void> => {
    const blob = await workFile(submission, file);
    setAway(blob === null);
    if (!blob) return;
    // Downloaded, never opened in place: a pupil's file must not run in the app's origin.
    const anchor = document.createElement("a");
    anchor.href = URL.createObjectURL(blob.slice(0, blob.size, "application/octet-stream"));
    anchor.download = file.name;
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(anchor.href), 60_000);
  };
  return (
    <li>
      <button type="button" class="desk-row" onClick={() => void save()}>
        <Icon name="file" />
        <span class="desk-row-text">
          <b>{file.name}</b>
          <span>{away ? t("fileAway") : size(file.size)}</span>
        </span>
        <Icon name="download" small />
      </button>
    </li>
  );
}
