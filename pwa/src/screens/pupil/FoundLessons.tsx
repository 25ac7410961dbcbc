/** Lessons that fit a query: by their titles from the phone, by their words from the school. */
import type { TextHit } from "../../data/search.ts";
import type { CourseDoc, CourseLesson } from "../../data/docs.ts";
import { t } from "../../i18n/pupil.ts";
import { EmptyState, Notice } from "../../ui/bits.tsx";
import { Card } from "../../ui/Card.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { hitsOf, useTextSearch } from "../common/textSearch.ts";
import { findByTitle } from "./model/search.ts";

export function FoundLessons({ courses, query }: { courses: readonly CourseDoc[]; query: string }) {
  const texts = useTextSearch(query);
  const titled = findByTitle(courses, query);
  const known = new Set(titled.map(({ lesson }) => lesson.id));
  const inText = hitsOf(texts).filter((hit) => !known.has(hit.lesson));
  const lessons = new Map(courses.flatMap((course) => course.lessons.map((lesson) => [lesson.id, { course, lesson }] as const)));
  const nothing = titled.length === 0 && inText.length === 0 && texts.state !== "asking";
  return (
    <div class="stack" role="status" aria-busy={texts.state === "asking"}>
      {titled.length + inText.length > 0 && (
        <Card>
          <ul class="found">
            {titled.map(({ course, lesson }) => (
              <li key={lesson.id}>
                <Row course={course} lesson={lesson} hit={null} />
              </li>
            ))}
            {inText.map((hit) => {
              const found = lessons.get(hit.lesson);
              return found ? (
                <li key={hit.lesson}>
                  <Row course={found.course} lesson={found.lesson} hit={hit} />
                </li>
              ) : null;
            })}
          </ul>
        </Card>
      )}
      {nothing && <EmptyState icon="search" title={t("searchNothing")} text={t("searchNothingMore")} />}
      {texts.state === "away" && <Notice icon="wifi-off">{t("searchTitlesOnly")}</Notice>}
      {texts.state === "refused" && (
        <Notice tone="warn" icon="alert">
          {t("searchFailed")}
        </Notice>
      )}
      {texts.state === "asking" && <p class="small muted">{t("searchingTexts")}</p>}
    </div>
  );
}

function Row({ course, lesson, hit }: { course: CourseDoc; lesson: CourseLesson; hit: TextHit | null }) {
  return (
    <a class="lesson-row" href={`/lesson/${encodeURIComponent(lesson.id)}`}>
      <Icon name="book" />
      <span class="row-grow" lang={course.language}>
        <span>{lesson.title}</span>
        <span class="small muted">
          <br />
          {hit && hit.excerpt !== "" ? hit.excerpt : course.title}
        </span>
      </span>
    </a>
  );
}
