/** Files of tasks and works: pictures to look at, documents to download; from this phone or from school. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import type { Drawn, FileDoc } from "../../data/docs.ts";
import { fetchedFile, isHeic, legiblePhoto, type Owner } from "../../data/fetched.ts";
import { t } from "../../i18n/pupil.ts";
import { size } from "../../i18n/time.ts";
import { Icon } from "../../ui/Icon.tsx";
import { toast } from "../../ui/toast.tsx";
import { PhotoViewer } from "../common/PhotoViewer.tsx";
import "./pupil.css";

/** Milliseconds before the memory behind a download is given back: the browser has copied it by then. */
const DOWNLOAD_MS = 60_000;

export function isPicture(file: Pick<FileDoc, "type">): boolean {
  return /^image\/(jpeg|png|webp|gif)$/.test(file.type);
}

/** A blob's address for as long as the component lives. */
function useObjectUrl(load: () => Promise<Blob | null>, key: string): Signal<string | null> {
  const url = useSignal<string | null>(null);
  useEffect(() => {
    let made: string | null = null;
    let gone = false;
    void load().then((blob) => {
      if (gone || !blob) return;
      made = URL.createObjectURL(blob);
      url.value = made;
    });
    return () => {
      gone = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [key]);
  return url;
}

/** The files of a record: pictures as a grid, the rest as rows. */
export function Files({ owner, record, files, drawing = [] }: {
  owner: Owner;
  record: string;
  files: readonly FileDoc[];
  /** What a teacher drew over them. */
  drawing?: readonly Drawn[];
}) {
  const shown = (file: FileDoc): boolean => isPicture(file) || (owner === "submissions" && isHeic(file) && file.n !== undefined);
  const pictures = files.filter(shown);
  const others = files.filter((file) => !shown(file));
  return (
    <div class="stack">
      {pictures.length > 0 && (
        <ul class="photo-grid">
          {pictures.map((file) => (
            <li key={file.sha256} class="photo-cell">
              <Picture label={file.name} id={file.sha256} load={() => (isPicture(file) ? fetchedFile(owner, record, file) : legible(record, file))} lines={drawing.find((one) => one.file === files.indexOf(file))?.lines ?? []} />
            </li>
          ))}
        </ul>
      )}
      {others.length > 0 && (
        <ul class="file-list">
          {others.map((file) => (
            <li key={file.sha256}>
              <button type="button" class="file-row" onClick={() => void download(owner, record, file)}>
                <Icon name="download" />
                <span class="row-grow file-name">{file.name}</span>
                <span class="small muted">{size(file.size)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

async function legible(record: string, file: FileDoc): Promise<Blob | null> {
  const blob = await legiblePhoto(record, file);
  return blob === "unreadable" ? null : blob;
}

/** A thumbnail that opens in full. */
export function Picture({ label, id, load, lines = [] }: { label: string; id: string; load: () => Promise<Blob | null>; lines?: readonly string[] }) {
  const url = useObjectUrl(load, id);
  const open = useSignal(false);
  return (
    <>
      <button type="button" class="photo-open" aria-label={label} onClick={() => (url.value ? (open.value = true) : toast(t("fileNotHere")))}>
        {url.value ? <img src={url.value} alt="" /> : <Icon name="picture" />}
        {url.value && lines.length > 0 && <span class="photo-drawn"><Icon name="edit" small /></span>}
      </button>
      {open.value && url.value && <PhotoViewer url={url.value} label={label} lines={lines} onClose={() => (open.value = false)} />}
    </>
  );
}

/** Saves a file from this phone or from school; says so where it is on neither. */
export async function download(owner: Owner, record: string, file: FileDoc): Promise<void> {
  const blob = await fetchedFile(owner, record, file);
  if (!blob) {
    toast(t("fileNotHere"));
    return;
  }
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), DOWNLOAD_MS);
}
