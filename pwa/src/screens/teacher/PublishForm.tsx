/** Where an imported file goes: a course of the school, an old or new lesson of it. */
import { useEffect, useState } from "preact/hooks";

import { submit } from "../../data/outbox.ts";
import { records } from "../../data/records.ts";
import { type Imported, isOld, type UploadJob } from "../../data/upload.ts";
import { forgetUpload, isThere, keepForm, newId, startUpload } from "../../data/uploads.ts";
import { t as desk } from "../../i18n/teacher.ts";
import { t } from "../../i18n/uploading.ts";
import { Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { FileButton } from "../../ui/FileButton.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { toast } from "../../ui/toast.tsx";
import { classes, courses, me, now, schools, settled } from "./desk.ts";
import { isComplete, isWhole, publishOperation, TITLE_CHARACTERS, type NewCourse, type Target } from "./model/publish.ts";
import { Pills } from "./Pills.tsx";

const GRADES = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"] as const;
const LANGUAGES = [
  { value: "kk", name: "kazakh" },
  { value: "ru", name: "russian" },
  { value: "en", name: "english" },
] as const;

/** What is filled in; kept with the upload, so that it outlives the screen and a second sending of the file. */
interface Filled {
  readonly course: string;
  readonly lesson: string | null;
  readonly lessonTitle: string;
  readonly replaces: string | null;
  readonly fresh: NewCourse;
}

interface PublishFormProps {
  readonly job: UploadJob;
  readonly imported: Imported;
  /** Kinds of files as an input's `accept` has them. */
  readonly accept: string;
}

/** gone: the server no longer has the file. unsure: it may not, and does not answer. */
type Trouble = "gone" | "unsure" | "notSaved";

export function PublishForm({ job, imported, accept }: PublishFormProps) {
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  useEffect(() => void isThere(job).then((there) => there === false && setTrouble("gone")), []);
  const filled = (job.form as Filled | undefined) ?? startForm(job, imported);
  const fill = (change: Partial<Filled>): void => void keepForm(job.id, { ...filled, ...change });
  const { fresh, lesson, lessonTitle } = filled;
  const known = courses.value.find((course) => course.id === filled.course);
  const whole = isWhole(imported);
  const into = known?.lessons.find((one) => one.id === lesson);
  const old = into?.items.find((one) => one.id === filled.replaces);
  const target: Target = { course: known ?? fresh, lesson: into?.id ?? null, lessonTitle, replaces: old?.id ?? null };
  const school = schools.value[0];
  const ready = isComplete(target) && school !== undefined;

  const publish = async (): Promise<void> => {
    if (school === undefined) return;
    const there = await isThere(job);
    if (there === false || (there === null && isOld(job, now.peek()))) {
      setTrouble(there === false ? "gone" : "unsure");
      return;
    }
    try {
      // The next edition is made from what stands once nothing of this course can be undone any more.
      await settled();
      const course = courses.peek().find((one) => one.id === known?.id) ?? target.course;
      await submit(publishOperation(imported, { ...target, course }, school, newId));
      toast(t(old ? "replaced" : "published", { title: target.course.title }));
      await forgetUpload(job.id);
    } catch {
      setTrouble("notSaved");
    }
  };

  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) void publish();
      }}
    >
      <Field id={`course-${imported.manifest}`} label={t("course")}>
        <select id={`course-${imported.manifest}`} class="input" value={known?.id ?? ""} onChange={(event) => fill({ course: event.currentTarget.value })}>
          {courses.value.map((course) => (
            <option key={course.id} value={course.id} lang={course.language}>
              {course.title}
            </option>
          ))}
          <option value="">{t("newCourse")}</option>
        </select>
      </Field>
      {known ? (
        <Field id={`lesson-${imported.manifest}`} label={t("intoLesson")}>
          <select id={`lesson-${imported.manifest}`} class="input" value={lesson ?? ""} onChange={(event) => fill({ lesson: event.currentTarget.value || null })}>
            <option value="">{t(whole ? "newLessons" : "newLesson", { n: imported.lessons.length })}</option>
            {known.lessons.map((one) => (
              <option key={one.id} value={one.id}>
                {one.title}
              </option>
            ))}
          </select>
        </Field>
      ) : (
        <CourseFields course={fresh} id={imported.manifest} onChange={(changed) => fill({ fresh: changed })} />
      )}
      {into && into.items.length > 0 ? (
        <Field id={`replace-${imported.manifest}`} label={t("replaces")} {...(old ? { hint: t("replacesMore") } : {})}>
          <select id={`replace-${imported.manifest}`} class="input" value={old?.id ?? ""} aria-describedby={noteId(`replace-${imported.manifest}`)} onChange={(event) => fill({ replaces: event.currentTarget.value || null })}>
            <option value="">{t("replacesNothing")}</option>
            {into.items.map((one) => (
              <option key={one.id} value={one.id}>
                {one.title}
              </option>
            ))}
          </select>
        </Field>
      ) : null}
      {target.lesson === null && !whole ? (
        <Field id={`title-${imported.manifest}`} label={t("lessonTitle")}>
          <input id={`title-${imported.manifest}`} class="input" maxLength={TITLE_CHARACTERS} value={lessonTitle} onInput={(event) => fill({ lessonTitle: event.currentTarget.value })} />
        </Field>
      ) : null}
      {trouble === "gone" ? (
        <Gone job={job} accept={accept} onFailed={() => setTrouble("notSaved")} />
      ) : (
        <>
          {trouble ? (
            <p class="field-error" role="alert">
              {trouble === "unsure" ? t("importUnsure") : desk("notSaved")}
            </p>
          ) : null}
          <Button type="submit" kind="primary" icon="plus" block busy={!ready}>
            {t(old ? "replace" : "publish")}
          </Button>
        </>
      )}
    </form>
  );
}

/** Published all the same, the lesson would stand in the lists and open for nobody. */
function Gone({ job, accept, onFailed }: { job: UploadJob; accept: string; onFailed: () => void }) {
  return (
    <>
      <Notice tone="warn" icon="alert" alert>
        <p>
          <strong>{t("importGone")}</strong>
        </p>
        <p class="small">{t("importGoneMore")}</p>
      </Notice>
      <FileButton kind="primary" icon="upload" block label={t("chooseAgain")} accept={accept} onFiles={([file]) => void (file && startUpload(file, job).catch(onFailed))} />
      <Button kind="quiet" block onClick={() => void forgetUpload(job.id)}>
        {t("forgetUpload")}
      </Button>
    </>
  );
}

function CourseFields({ course, id, onChange }: { course: NewCourse; id: string; onChange: (course: NewCourse) => void }) {
  const toggle = (grade: number): readonly number[] =>
    course.grades.includes(grade) ? course.grades.filter((one) => one !== grade) : [...course.grades, grade].sort((a, b) => a - b);
  return (
    <>
      <Field id={`course-title-${id}`} label={t("courseTitle")}>
        <input id={`course-title-${id}`} class="input" maxLength={TITLE_CHARACTERS} value={course.title} onInput={(event) => onChange({ ...course, title: event.currentTarget.value })} />
      </Field>
      <Field id={`course-subject-${id}`} label={t("courseSubject")}>
        <input id={`course-subject-${id}`} class="input" maxLength={TITLE_CHARACTERS} value={course.subject} onInput={(event) => onChange({ ...course, subject: event.currentTarget.value })} />
      </Field>
      <div>
        <div class="field-label">{t("courseLanguage")}</div>
        <Pills
          legend={t("courseLanguage")}
          options={LANGUAGES.map(({ value, name }) => ({ value, label: t(name) }))}
          chosen={(value) => value === course.language}
          onChoose={(language) => onChange({ ...course, language })}
        />
      </div>
      <div>
        <div class="field-label">{t("courseGrades")}</div>
        <Pills
          legend={t("courseGrades")}
          several
          options={GRADES.map((grade) => ({ value: grade, label: grade }))}
          chosen={(grade) => course.grades.includes(Number(grade))}
          onChoose={(grade) => onChange({ ...course, grades: toggle(Number(grade)) })}
        />
      </div>
    </>
  );
}

function startForm(job: UploadJob, imported: Imported): Filled {
  return { course: courses.peek()[0]?.id ?? "", lesson: null, lessonTitle: imported.title || job.name.replace(/\.[^.]+$/, ""), replaces: null, fresh: startCourse() };
}

/** A new course begins as one for the teacher's first class and subject. */
function startCourse(): NewCourse {
  const first = classes.peek()[0];
  const subject = records.list("role").peek().find((role) => role.person === me.peek() && role.subject)?.subject ?? "";
  const language = first?.language === "ru" || first?.language === "en" ? first.language : "kk";
  return { title: "", language, subject, grades: first ? [...first.grades] : [] };
}
