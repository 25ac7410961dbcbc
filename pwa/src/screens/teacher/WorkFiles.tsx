/** Photos of a work across the whole width, a tap makes them larger; other files open or download. */
import { useEffect, useRef, useState } from "preact/hooks";

import { link } from "../../data/link.ts";
import type { FileDoc, SubmissionDoc } from "../../data/records.ts";
import { t } from "../../i18n/teacher.ts";
import { size } from "../../i18n/time.ts";
import { IconButton } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { isPhoto } from "./model/prefetch.ts";
import { workFile } from "./photos.ts";

export function WorkFiles({ submission }: { submission: SubmissionDoc }) {
  const photos = submission.files.filter(isPhoto);
  const others = submission.files.filter((file) => !isPhoto(file));
  return (
    <>
      {photos.map((file, at) => (
        <Photo key={file.sha256} submission={submission} file={file} number={at + 1} />
      ))}
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

/** A blob's address while the component is there. undefined: being fetched. null: not to be had now. */
function useFile(submission: SubmissionDoc, file: FileDoc): string | null | undefined {
  const [url, setUrl] = useState<string | null | undefined>(undefined);
  useEffect(() => {
    let made: string | null = null;
    let gone = false;
    void workFile(submission, file).then((blob) => {
      if (gone) return;
      made = blob ? URL.createObjectURL(blob) : null;
      setUrl(made);
    });
    return () => {
      gone = true;
      if (made) URL.revokeObjectURL(made);
    };
    // Once the school answers again, what was not to be had is asked for anew.
  }, [submission.id, file.sha256, url === null ? `${link.value} ${file.state ?? ""}` : "here"]);
  return url;
}

function Photo({ submission, file, number }: { submission: SubmissionDoc; file: FileDoc; number: number }) {
  const url = useFile(submission, file);
  const [open, setOpen] = useState(false);
  const label = t("photo", { n: number });
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
        <img src={url} alt={label} />
      </button>
      {open ? <Viewer url={url} label={label} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

/** The photo over the whole screen; a tap on a spot enlarges that spot, another shows all again. */
function Viewer({ url, label, onClose }: { url: string; label: string; onClose: () => void }) {
  const [large, setLarge] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const spot = useRef({ x: 0.5, y: 0.5 });
  useEffect(() => {
    const close = (event: KeyboardEvent): void => {
      if (event.key === "Escape") onClose();
    };
    document.addEventListener("keydown", close);
    frame.current?.focus();
    return () => document.removeEventListener("keydown", close);
  }, []);
  useEffect(() => {
    const box = frame.current;
    if (!large || !box) return;
    box.scrollLeft = box.scrollWidth * spot.current.x - box.clientWidth / 2;
    box.scrollTop = box.scrollHeight * spot.current.y - box.clientHeight / 2;
  }, [large]);
  return (
    <div class="viewer" role="dialog" aria-modal="true" aria-label={label}>
      <div class={large ? "viewer-frame viewer-large" : "viewer-frame"} ref={frame} tabIndex={-1}>
        <img
          src={url}
          alt={label}
          onClick={(event) => {
            const box = event.currentTarget.getBoundingClientRect();
            spot.current = { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
            setLarge(!large);
          }}
        />
      </div>
      <div class="viewer-close">
        <IconButton icon="close" label={t("zoomOut")} onClick={onClose} />
      </div>
    </div>
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
