/** Every course of the school and of the country, whatever one's class: by subject and grade. */
import { useState } from "preact/hooks";

import { records, recordsReady } from "../../data/records.ts";
import { compareKazakh } from "../../i18n/collate.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/taking.ts";
import { subjectName } from "../../planning/school.ts";
import { EmptyState, Loading } from "../../ui/bits.tsx";
import { Card } from "../../ui/Card.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Page } from "../../ui/Page.tsx";
import "../pupil/pupil.css";

/** `/library` */
export default function LibraryScreen() {
  const [subject, setSubject] = useState("");
  const [grade, setGrade] = useState("");
  const all = records.list("course").value;
  const subjects = [...new Set(all.map((one) => one.subject).filter(Boolean))].sort((a, b) => compareKazakh(subjectName(a), subjectName(b)));
  const grades = [...new Set(all.flatMap((one) => one.grades))].sort((a, b) => a - b);
  const courses = all
    .filter((one) => (subject === "" || one.subject === subject) && (grade === "" || one.grades.includes(Number(grade))))
    .sort((a, b) => compareKazakh(a.title, b.title));
  return (
    <Page title={t("library")} back="/lessons">
      {!recordsReady.value ? (
        <Loading label={core("loading")} />
      ) : (
        <div class="stack">
          <Field id="library-subject" label={t("librarySubject")}>
            <select id="library-subject" class="input" aria-describedby={noteId("library-subject")} value={subject} onChange={(event) => setSubject(event.currentTarget.value)}>
              <option value="">{t("all")}</option>
              {subjects.map((one) => (
                <option key={one} value={one}>
                  {subjectName(one)}
                </option>
              ))}
            </select>
          </Field>
          <Field id="library-grade" label={t("libraryGrade")}>
            <select id="library-grade" class="input" aria-describedby={noteId("library-grade")} value={grade} onChange={(event) => setGrade(event.currentTarget.value)}>
              <option value="">{t("all")}</option>
              {grades.map((one) => (
                <option key={one} value={String(one)}>
                  {one}
                </option>
              ))}
            </select>
          </Field>
          {courses.length === 0 && <EmptyState icon="book" title={t("libraryNone")} text={t("libraryNoneMore")} />}
          {courses.map((course) => (
            <Card key={course.id}>
              <div class="course-head" lang={course.language}>
                <h2>{course.title}</h2>
                <p class="small muted">{[subjectName(course.subject), course.grades.join(", "), t("lessonsCount", { n: course.lessons.length })].filter(Boolean).join(" · ")}</p>
              </div>
              <ul lang={course.language}>
                {course.lessons.map((lesson) => (
                  <li key={lesson.id}>
                    <a class="lesson-row" href={`/lesson/${encodeURIComponent(lesson.id)}`}>
                      <Icon name="book" />
                      <span class="row-grow">{lesson.title}</span>
                      <Icon name="next" small />
                    </a>
                  </li>
                ))}
              </ul>
            </Card>
          ))}
        </div>
      )}
    </Page>
  );
}
