/** Where an imported file goes: a course of the school, an old or new lesson of it. */
import { useState } from "preact/hooks";

import { submit } from "../../data/outbox.ts";
import { records } from "../../data/records.ts";
import type { Imported } from "../../data/upload.ts";
import { newId } from "../../data/uploads.ts";
import { t as desk } from "../../i18n/teacher.ts";
import { t } from "../../i18n/uploading.ts";
import { Button } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { toast } from "../../ui/toast.tsx";
import { classes, courses, me, schools, settled } from "./desk.ts";
import { isComplete, isWhole, publishOperation, TITLE_CHARACTERS, type NewCourse, type Target } from "./model/publish.ts";
import { Pills } from "./Pills.tsx";

const GRADES = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"] as const;
const LANGUAGES = [
  { value: "kk", name: "kazakh" },
  { value: "ru", name: "russian" },
  { value: "en", name: "english" },
] as const;

interface PublishFormProps {
  readonly imported: Imported;
  readonly fileName: string;
  readonly onDone: () => void;
}

export function PublishForm({ imported, fileName, onDone }: PublishFormProps) {
  const [courseId, setCourseId] = useState(courses.peek()[0]?.id ?? "");
  const [lesson, setLesson] = useState<string | null>(null);
  const [lessonTitle, setLessonTitle] = useState(imported.title || fileName.replace(/\.[^.]+$/, ""));
  const [replaces, setReplaces] = useState<string | null>(null);
  const [fresh, setFresh] = useState<NewCourse>(startCourse);
  const [failed, setFailed] = useState(false);
  const known = courses.value.find((course) => course.id === courseId);
  const whole = isWhole(imported);
  const into = known?.lessons.find((one) => one.id === lesson);
  const old = into?.items.find((one) => one.id === replaces);
  const target: Target = { course: known ?? fresh, lesson: into?.id ?? null, lessonTitle, replaces: old?.id ?? null };
  const school = schools.value[0];
  const ready = isComplete(target) && school !== undefined;

  const publish = async (): Promise<void> => {
    if (school === undefined) return;
    try {
      // The next edition is made from what stands once nothing of this course can be undone any more.
      await settled();
      const course = courses.peek().find((one) => one.id === courseId) ?? target.course;
      await submit(publishOperation(imported, { ...target, course }, school, newId));
      toast(t(old ? "replaced" : "published", { title: target.course.title }));
      onDone();
    } catch {
      setFailed(true);
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
        <select id={`course-${imported.manifest}`} class="input" value={known?.id ?? ""} onChange={(event) => setCourseId(event.currentTarget.value)}>
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
          <select id={`lesson-${imported.manifest}`} class="input" value={lesson ?? ""} onChange={(event) => setLesson(event.currentTarget.value || null)}>
            <option value="">{t(whole ? "newLessons" : "newLesson", { n: imported.lessons.length })}</option>
            {known.lessons.map((one) => (
              <option key={one.id} value={one.id}>
                {one.title}
              </option>
            ))}
          </select>
        </Field>
      ) : (
        <CourseFields course={fresh} id={imported.manifest} onChange={setFresh} />
      )}
      {into && into.items.length > 0 ? (
        <Field id={`replace-${imported.manifest}`} label={t("replaces")} {...(old ? { hint: t("replacesMore") } : {})}>
          <select id={`replace-${imported.manifest}`} class="input" value={old?.id ?? ""} aria-describedby={noteId(`replace-${imported.manifest}`)} onChange={(event) => setReplaces(event.currentTarget.value || null)}>
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
          <input id={`title-${imported.manifest}`} class="input" maxLength={TITLE_CHARACTERS} value={lessonTitle} onInput={(event) => setLessonTitle(event.currentTarget.value)} />
        </Field>
      ) : null}
      {failed ? (
        <p class="field-error" role="alert">
          {desk("notSaved")}
        </p>
      ) : null}
      <Button type="submit" kind="primary" icon="plus" block busy={!ready}>
        {t(old ? "replace" : "publish")}
      </Button>
    </form>
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

/** A new course begins as one for the teacher's first class and subject. */
function startCourse(): NewCourse {
  const first = classes.peek()[0];
  const subject = records.list("role").peek().find((role) => role.person === me.peek() && role.subject)?.subject ?? "";
  const language = first?.language === "ru" || first?.language === "en" ? first.language : "kk";
  return { title: "", language, subject, grades: first ? [...first.grades] : [] };
}
