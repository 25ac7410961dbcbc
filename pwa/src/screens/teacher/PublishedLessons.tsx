/** The school's own lessons, each of which can be taken back: published by mistake, into the wrong course, with the key. */
import { useState } from "preact/hooks";

import { link } from "../../data/link.ts";
import type { CourseDoc, CourseLesson } from "../../data/docs.ts";
import { t as core } from "../../i18n/core.ts";
import { t as desk } from "../../i18n/teacher.ts";
import { t } from "../../i18n/uploading.ts";
import { Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { toast } from "../../ui/toast.tsx";
import { assignments, courses, takeBack, undo } from "./desk.ts";

interface Asked {
  readonly course: CourseDoc;
  readonly lesson: CourseLesson;
}

export function PublishedLessons() {
  const [asked, setAsked] = useState<Asked | null>(null);
  const filled = courses.value.filter((course) => course.lessons.length > 0);
  if (filled.length === 0) return null;
  return (
    <section class="stack" aria-labelledby="published">
      <h2 id="published">{t("ownLessons")}</h2>
      <p class="small muted">{t("ownLessonsMore")}</p>
      {filled.map((course) => (
        <details key={course.id} class="published" open={filled.length === 1}>
          <summary>
            <span lang={course.language}>{course.title}</span>
            <span class="small muted"> · {t("lessons", { n: course.lessons.length })}</span>
          </summary>
          <ul class="desk-list">
            {/* The one to be taken back is nearly always the last. */}
            {[...course.lessons].reverse().map((lesson) => (
              <li key={lesson.id}>
                <button type="button" class="desk-row" onClick={() => setAsked({ course, lesson })}>
                  <Icon name="book" />
                  <span class="desk-row-text">
                    <b lang={course.language}>{lesson.title}</b>
                    {lesson.items.length > 1 ? <span>{t("parts", { n: lesson.items.length })}</span> : null}
                  </span>
                  <Icon name="next" small />
                </button>
              </li>
            ))}
          </ul>
        </details>
      ))}
      {asked ? <Question {...asked} onClose={() => setAsked(null)} /> : null}
    </section>
  );
}

const WHOLE = "";

function Question({ course, lesson, onClose }: Asked & { onClose: () => void }) {
  const [item, setItem] = useState(WHOLE);
  const [failed, setFailed] = useState(false);
  const part = lesson.items.find((one) => one.id === item);
  const title = part?.title ?? lesson.title;
  const tasks = assignments.value.filter((one) => one.lesson === lesson.id && (!part || one.item === part.id)).length;

  const take = async (): Promise<void> => {
    try {
      const act = await takeBack(course.id, { lesson: lesson.id, item: part?.id ?? null });
      toast(t("takenBack", { title }), act && { label: desk("undo"), run: () => void undo(act) });
      onClose();
    } catch {
      setFailed(true);
    }
  };

  return (
    <Sheet title={t("takeBackAsk")} onClose={onClose}>
      <div class="stack">
        <p lang={course.language}>
          <strong>{lesson.title}</strong>
          <br />
          <span class="small muted">{course.title}</span>
        </p>
        {lesson.items.length > 1 ? (
          <Field id="taken" label={t("takeBackWhat")}>
            <select id="taken" class="input" value={item} aria-describedby={noteId("taken")} onChange={(event) => setItem(event.currentTarget.value)}>
              <option value={WHOLE}>{t("takeBackWhole")}</option>
              {lesson.items.map((one) => (
                <option key={one.id} value={one.id} lang={course.language}>
                  {one.title}
                </option>
              ))}
            </select>
          </Field>
        ) : null}
        <ul class="stack">
          <li>{t("takeBackGoes")}</li>
          <li>{t("takeBackInside")}</li>
          <li>{t("takeBackStays")}</li>
          {tasks > 0 ? <li>{t("takeBackTasks", { n: tasks })}</li> : null}
        </ul>
        {link.value === "none" ? <Notice icon="clock">{t("takeBackLater")}</Notice> : null}
        {failed ? (
          <p class="field-error" role="alert">
            {desk("notSaved")}
          </p>
        ) : null}
        <Button kind="danger" icon="trash" block onClick={() => void take()}>
          {t("takeBack")}
        </Button>
        <Button kind="quiet" block onClick={onClose}>
          {core("cancel")}
        </Button>
      </div>
    </Sheet>
  );
}
