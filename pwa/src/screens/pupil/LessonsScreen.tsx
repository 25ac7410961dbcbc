/** Courses and their lessons, a search in them, and which of them are kept on this phone. */
import { useState } from "preact/hooks";

import { state } from "../../data/content.ts";
import { lastContact } from "../../data/exchange.ts";
import type { CourseDoc, CourseLesson } from "../../data/docs.ts";
import { records, recordsReady } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { compareKazakh } from "../../i18n/collate.ts";
import { t } from "../../i18n/pupil.ts";
import { size } from "../../i18n/time.ts";
import { EmptyState } from "../../ui/bits.tsx";
import { LinkButton } from "../../ui/Button.tsx";
import { Card } from "../../ui/Card.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Page } from "../../ui/Page.tsx";
import { FoundLessons } from "./FoundLessons.tsx";
import { coursesFor, lessonBytes, lessonProgress } from "./model/lessons.ts";
import { ProgressChip } from "./progress.tsx";
import { WeekKeep } from "./WeekKeep.tsx";
import { FirstLoad } from "./TodoScreen.tsx";
import "./pupil.css";

export default function LessonsScreen() {
  const me = session.value?.person ?? "";
  const [query, setQuery] = useState("");
  const all = records.list("course").value;
  const courses = coursesFor(me, all, records.list("enrolment").value, compareKazakh);
  return (
    <Page title={t("lessons")}>
      {!recordsReady.value || (courses.length === 0 && lastContact.value === null) ? (
        <FirstLoad />
      ) : courses.length === 0 ? (
        <EmptyState icon="book" title={t("noLessons")} text={t("noLessonsText")} />
      ) : (
        <div class="stack">
          <input class="input" type="search" enterKeyHint="search" aria-label={t("search")} placeholder={t("search")} value={query} onInput={(event) => setQuery(event.currentTarget.value)} />
          {query.trim() === "" && (
            <div class="add-buttons">
              <LinkButton icon="refresh" href="/practice">
                {t("practice")}
              </LinkButton>
              <LinkButton icon="book" href="/library">
                {t("library")}
              </LinkButton>
            </div>
          )}
          {query.trim() === "" && <WeekKeep />}
          {query.trim() === "" ? courses.map((course) => <Course key={course.id} course={course} me={me} />) : <FoundLessons courses={all} query={query} />}
        </div>
      )}
    </Page>
  );
}

function Course({ course, me }: { course: CourseDoc; me: string }) {
  return (
    <Card>
      <div class="course-head" lang={course.language}>
        <h2>{course.title}</h2>
        <p class="small muted">{t("lessonCount", { n: course.lessons.length })}</p>
      </div>
      <ul>
        {course.lessons.map((lesson) => (
          <li key={lesson.id}>
            <Lesson lesson={lesson} me={me} language={course.language} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Lesson({ lesson, me, language }: { lesson: CourseLesson; me: string; language: string }) {
  const { kept } = state(lesson.id).value;
  return (
    <a class="lesson-row" href={`/lesson/${encodeURIComponent(lesson.id)}`}>
      <Icon name="book" />
      <span class="row-grow">
        <span lang={language}>{lesson.title}</span>
        <span class="small muted">
          <br />
          {kept ? (
            <span class="kept-mark">
              <Icon name="phone" small />
              {t("kept")}
            </span>
          ) : (
            size(lessonBytes(lesson))
          )}
        </span>
      </span>
      <ProgressChip progress={lessonProgress(lesson, me, records.list("attempt").value)} />
    </a>
  );
}
