/** One lesson: what is in it, keeping it on this phone, and opening its parts. */
import { useEffect } from "preact/hooks";

import { cancelKeeping, type ContentFault, free, keep, needsShell, state } from "../../data/content.ts";
import type { CourseItem, CourseLesson, ItemFormat } from "../../data/docs.ts";
import { records, recordsReady } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/pupil.ts";
import { size } from "../../i18n/time.ts";
import type { ScreenProps } from "../../routes.tsx";
import { Chip, EmptyState, Loading, Notice, ProgressBar } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Card } from "../../ui/Card.tsx";
import { Icon, type IconName } from "../../ui/Icon.tsx";
import { Page } from "../../ui/Page.tsx";
import { TellLink } from "../common/TellLink.tsx";
import { recordsOf } from "./mine.ts";
import { findLesson, itemProgress } from "./model/lessons.ts";
import { markForItem } from "./model/teacherMark.ts";
import { ProgressChip } from "./progress.tsx";
import { markText } from "./TaskCard.tsx";
import "./pupil.css";

const FORMATS: Readonly<Record<ItemFormat, { icon: IconName; text: "formatScorm" | "formatHtml" | "formatPdf" | "formatVideo" | "formatImage" | "formatH5p" | "formatAudio" | "formatEpub" | "formatQuiz" }>> = {
  scorm12: { icon: "play", text: "formatScorm" },
  scorm2004: { icon: "play", text: "formatScorm" },
  cmi5: { icon: "play", text: "formatScorm" },
  tincan: { icon: "play", text: "formatScorm" },
  html: { icon: "book", text: "formatHtml" },
  pdf: { icon: "file", text: "formatPdf" },
  video: { icon: "video", text: "formatVideo" },
  image: { icon: "picture", text: "formatImage" },
  audio: { icon: "play", text: "formatAudio" },
  epub: { icon: "book", text: "formatEpub" },
  h5p: { icon: "play", text: "formatH5p" },
  quiz: { icon: "tasks", text: "formatQuiz" },
};

export default function LessonScreen({ params }: ScreenProps) {
  const me = session.value?.person ?? "";
  const found = findLesson(records.list("course").value, params["id"] ?? "");
  const playsInShell = found?.lesson.items.some((item) => needsShell(item.format)) === true;
  useEffect(() => (playsInShell ? whileLookedAt() : undefined), [playsInShell]);
  if (!found) {
    return (
      <Page title={t("lessons")} back="/lessons">
        {recordsReady.value ? <EmptyState icon="search" title={t("lessonGone")} /> : <Loading label={core("loading")} />}
      </Page>
    );
  }
  const { course, lesson } = found;
  return (
    <Page title={t("lesson")} back="/lessons">
      <div class="stack">
        <Card>
          <div class="stack" lang={course.language}>
            <div>
              <h2>{lesson.title}</h2>
              <p class="small muted">{course.title}</p>
            </div>
            {lesson.summary !== "" && <p class="prose">{lesson.summary}</p>}
          </div>
        </Card>
        <ul class="stack">
          {lesson.items.map((item) => (
            <li key={item.id}>
              <Item lesson={lesson} item={item} me={me} />
            </li>
          ))}
        </ul>
        <Keep lesson={lesson} />
        <TellLink place="lesson" about={lesson.id} />
      </div>
    </Page>
  );
}

/** The player comes up while the lesson is looked at; what is to be called when that ends. */
function whileLookedAt(): () => void {
  const warm = import("../../player/warm.ts");
  void warm.then(({ warmShell }) => warmShell()).catch(() => undefined);
  return () => void warm.then(({ coolShell }) => coolShell()).catch(() => undefined);
}

function Item({ lesson, item, me }: { lesson: CourseLesson; item: CourseItem; me: string }) {
  const { progress, score } = itemProgress(item.id, me, records.list("attempt").value);
  const mark = markForItem(item.id, recordsOf(me));
  const format = FORMATS[item.format] as (typeof FORMATS)[ItemFormat] | undefined;
  return (
    <Card href={`/play/${encodeURIComponent(lesson.id)}/${encodeURIComponent(item.id)}`}>
      <div class="task-row">
        <span class="task-mark">
          <Icon name={format?.icon ?? "file"} />
        </span>
        <span class="row-grow">
          <h3>{item.title}</h3>
          <p class="small muted">
            {[format ? t(format.text) : "", size(item.bytes)].filter(Boolean).join(" · ")}
            {score !== null && <> · {t("score", { score })}</>}
          </p>
          {progress !== "new" && (
            <p class="task-state">
              <ProgressChip progress={progress} />
            </p>
          )}
          {mark && (
            <p class="task-state">
              <Chip tone="good" icon="star">
                {t("teacherMark")}: {markText(mark.mark, mark.max)}
              </Chip>
            </p>
          )}
        </span>
        <Icon name="next" small />
      </div>
    </Card>
  );
}

function Keep({ lesson }: { lesson: CourseLesson }) {
  const { kept, former, busy, bytesDone, bytesTotal, error } = state(lesson.id).value;
  if (kept) {
    return (
      <Card>
        <div class="row">
          <span class="row-grow kept-mark">
            <Icon name="phone" small />
            {t("kept")} · {size(bytesTotal)}
          </span>
          <Button kind="plain" icon="trash" onClick={() => void free(lesson.id)}>
            {t("free")}
          </Button>
        </div>
      </Card>
    );
  }
  if (busy) {
    const label = t("keeping", { done: size(bytesDone), total: size(bytesTotal) });
    return (
      <Card>
        <div class="stack">
          <p>{label}</p>
          <ProgressBar value={bytesDone} max={bytesTotal} label={label} />
          <Button block onClick={() => void cancelKeeping(lesson.id)}>
            {core("cancel")}
          </Button>
        </div>
      </Card>
    );
  }
  return (
    <div class="stack">
      {former && error === null && (
        <Notice tone="neutral" icon="phone">
          {t("keptFormer")}
        </Notice>
      )}
      {error !== null && (
        <Notice tone={error === "unreachable" ? "neutral" : "warn"} icon={error === "unreachable" ? "wifi-off" : "alert"} alert>
          {faultText(error)}
        </Notice>
      )}
      <Button kind="quiet" icon="download" block onClick={() => void keep(lesson.id)}>
        {t("keepSize", { size: size(bytesTotal) })}
      </Button>
    </div>
  );
}

function faultText(fault: ContentFault): string {
  if (fault === "full") return t("keepFull");
  return t(fault === "unreachable" ? "keepFailed" : "keepDamaged");
}
