/** Bringing a lesson file into the library: choose, watch it go, read what was found, put it into a course. */
import { useEffect, useState } from "preact/hooks";

import { recordsReady } from "../../data/records.ts";
import type { UploadJob } from "../../data/upload.ts";
import { chooseLaunch, forgetUpload, resumeUploads, startUpload, stopUpload, uploads, uploadsWait, uploadTrouble } from "../../data/uploads.ts";
import { lang } from "../../i18n/index.ts";
import { t as desk } from "../../i18n/teacher.ts";
import { t } from "../../i18n/uploading.ts";
import { size } from "../../i18n/time.ts";
import { EmptyState, Loading, Notice, ProgressBar } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { FileButton } from "../../ui/FileButton.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Page } from "../../ui/Page.tsx";
import { ImportReport } from "./ImportReport.tsx";
import { PublishedLessons } from "./PublishedLessons.tsx";
import { PublishForm } from "./PublishForm.tsx";
import "./teacher.css";

/** What the server can import; a picker on a phone shows other files greyed out. */
const ACCEPTED = ".zip,.h5p,.imscc,.xml,.epub,.pdf,.mp4,.mp3,.m4a,.ogg,.html,.htm,image/*,video/mp4,audio/*,application/pdf,application/zip";

export default function UploadScreen() {
  const [failed, setFailed] = useState<string | null>(null);
  useEffect(() => void resumeUploads(), []);

  const choose = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    setFailed(null);
    try {
      await startUpload(file);
    } catch (error) {
      setFailed(desk((error as { name?: string }).name === "QuotaExceededError" ? "phoneFull" : "notSaved"));
    }
  };

  return (
    <Page title={t("uploadTitle")} back="/t">
      <div class="stack-wide">
        <div class="stack">
          <p class="muted">{t("uploadHint")}</p>
          <FileButton kind="primary" icon="upload" block label={t("chooseFile")} accept={ACCEPTED} onFiles={([chosen]) => void choose(chosen)} />
          {failed ? (
            <p class="field-error" role="alert">
              {failed}
            </p>
          ) : null}
        </div>
        {!recordsReady.value ? (
          <Loading label={desk("loading")} />
        ) : uploads.value.length === 0 ? (
          <EmptyState icon="book" title={t("uploadEmpty")} text={t("uploadEmptyMore")} />
        ) : (
          [...uploads.value].reverse().map((job) => <Job key={job.id} job={job} />)
        )}
        {recordsReady.value ? <PublishedLessons /> : null}
      </div>
    </Page>
  );
}

function Job({ job }: { job: UploadJob }) {
  return (
    <section class="card" aria-label={job.name}>
      <div class="stack">
        <div class="upload-name">
          <Icon name={iconOf(job)} />
          <span class="desk-row-text">
            <b>{job.result?.title ?? job.name}</b>
            <span>{job.result ? `${job.name} · ${size(job.size)}` : size(job.size)}</span>
          </span>
        </div>
        <Stage job={job} />
      </div>
    </section>
  );
}

function Stage({ job }: { job: UploadJob }) {
  switch (job.stage) {
    case "refused":
      return <Refused job={job} />;
    case "done":
      return <Done job={job} />;
    case "stopping":
    case "stopped":
      return <Stopped job={job} />;
    default:
      return <Going job={job} />;
  }
}

function iconOf(job: UploadJob): "video" | "picture" | "file" | "book" {
  if (job.type.startsWith("video/")) return "video";
  if (job.type.startsWith("image/")) return "picture";
  return job.type === "application/pdf" ? "file" : "book";
}

function Going({ job }: { job: UploadJob }) {
  const importing = job.stage === "importing" || job.stage === "choosing";
  const words = wordsOf(job);
  return (
    <>
      <ProgressBar value={job.done} max={importing ? 100 : job.size} label={words} />
      <p class="small">{words}</p>
      {importing && job.converting ? <p class="small muted">{t("convertingMore")}</p> : null}
      {uploadsWait.value ? (
        <Notice icon="clock">
          <p class="small">{uploadTrouble.value?.[lang.value] ?? t("uploadWaits")}</p>
        </Notice>
      ) : null}
      <Button kind="quiet" icon="close" onClick={() => void stopUpload(job.id)}>
        {t("stopUpload")}
      </Button>
    </>
  );
}

function wordsOf(job: UploadJob): string {
  if (job.stage === "hashing") return t("hashing");
  if (job.stage === "sending") return t("sending", { done: size(job.done), all: size(job.size) });
  return t(job.converting ? "converting" : "importing", { n: job.done });
}

function Stopped({ job }: { job: UploadJob }) {
  return (
    <>
      <div role="status">
        <Notice icon={job.stage === "stopped" ? "check" : "clock"}>
          <p>
            <strong>{t(job.stage === "stopped" ? "uploadStopped" : "uploadStopping")}</strong>
          </p>
          <p class="small">{t(job.stage === "stopped" ? "uploadStoppedMore" : "uploadStoppingMore")}</p>
        </Notice>
      </div>
      {job.stage === "stopped" ? <Button onClick={() => void forgetUpload(job.id)}>{t("dismiss")}</Button> : null}
    </>
  );
}

function Refused({ job }: { job: UploadJob }) {
  const { problem, candidates: pages = [] } = job;
  return (
    <>
      <Notice tone="warn" icon="alert">
        <p>
          <strong>{t(pages.length > 0 ? "uploadWhichPage" : "uploadRefused")}</strong>
        </p>
        <p class="small">{pages.length > 0 ? t("uploadWhichPageMore") : (problem?.messages?.[lang.value] ?? problem?.hint ?? problem?.title)}</p>
      </Notice>
      {pages.length > 0 ? (
        <section class="stack" aria-labelledby={`pages-${job.id}`}>
          <h2 id={`pages-${job.id}`}>{t("choosePage")}</h2>
          <ul class="desk-list">
            {pages.map((page) => (
              <li key={page}>
                <button type="button" class="desk-row" onClick={() => void chooseLaunch(job.id, page)}>
                  <Icon name="file" />
                  <span class="desk-row-text">{page}</span>
                  <Icon name="next" small />
                </button>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <Button kind="quiet" block={pages.length > 0} onClick={() => void forgetUpload(job.id)}>
        {t(pages.length > 0 ? "forgetUpload" : "dismiss")}
      </Button>
    </>
  );
}

function Done({ job }: { job: UploadJob }) {
  const result = job.result;
  const pieces = result?.lessons.reduce((sum, lesson) => sum + lesson.items.length, 0) ?? 0;
  return (
    <>
      <Notice tone="good" icon="check">
        <p>
          <strong>{t("uploadDone")}</strong>
        </p>
        {result ? <p class="small">{[pieces > 1 ? t("parts", { n: pieces }) : "", t("onPhone", { size: size(result.phoneBytes) })].filter(Boolean).join(" · ")}</p> : null}
      </Notice>
      <ImportReport report={result?.report ?? []} />
      {result ? <PublishForm job={job} imported={result} accept={ACCEPTED} /> : null}
    </>
  );
}
