/** Files of tasks and works: pictures to look at, documents to download; from this phone or from school. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import type { FileDoc } from "../../data/docs.ts";
import { localFile } from "../../data/files.ts";
import { askBlob } from "../../data/http.ts";
import { session } from "../../data/session.ts";
import { t } from "../../i18n/pupil.ts";
import { size } from "../../i18n/time.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { toast } from "../../ui/toast.tsx";
import "./pupil.css";

export type Owner = "submissions" | "assignments";

/** Milliseconds before the memory behind a download is given back: the browser has copied it by then. */
const DOWNLOAD_MS = 60_000;

export function isPicture(file: Pick<FileDoc, "type">): boolean {
  return /^image\/(jpeg|png|webp|gif)$/.test(file.type);
}

/** The bytes of a record's file: from this phone, else from the server; null when neither can. */
async function bytesOf(owner: Owner, record: string, file: FileDoc): Promise<Blob | null> {
  const profile = session.peek();
  if (!profile) return null;
  const here = await localFile(profile.person, file.sha256);
  if (here) return here;
  if (file.n === undefined || profile.token === null) return null;
  const path = `/api/v1/${owner}/${encodeURIComponent(record)}/files/${file.n}`;
  return askBlob(path, { token: profile.token }).catch(() => null);
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
export function Files({ owner, record, files }: { owner: Owner; record: string; files: readonly FileDoc[] }) {
  const pictures = files.filter(isPicture);
  const others = files.filter((file) => !isPicture(file));
  return (
    <div class="stack">
      {pictures.length > 0 && (
        <ul class="photo-grid">
          {pictures.map((file) => (
            <li key={file.sha256} class="photo-cell">
              <Picture label={file.name} id={file.sha256} load={() => bytesOf(owner, record, file)} />
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

/** A thumbnail that opens in full. */
export function Picture({ label, id, load }: { label: string; id: string; load: () => Promise<Blob | null> }) {
  const url = useObjectUrl(load, id);
  const open = useSignal(false);
  return (
    <>
      <button type="button" class="photo-open" aria-label={label} onClick={() => (url.value ? (open.value = true) : toast(t("fileNotHere")))}>
        {url.value ? <img src={url.value} alt="" /> : <Icon name="picture" />}
      </button>
      {open.value && url.value && (
        <Sheet title={label} onClose={() => (open.value = false)}>
          <img class="photo-full" src={url.value} alt="" />
        </Sheet>
      )}
    </>
  );
}

async function download(owner: Owner, record: string, file: FileDoc): Promise<void> {
  const blob = await bytesOf(owner, record, file);
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
