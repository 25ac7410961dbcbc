/** The teacher's day: the lesson that runs is open by itself, the others stand below it. */
import { useRef, useState } from "preact/hooks";

import { records, recordsReady } from "../../data/records.ts";
import { t } from "../../i18n/journal.ts";
import { t as core } from "../../i18n/core.ts";
import { t as plans } from "../../i18n/plans.ts";
import { date, noon, weekday } from "../../i18n/time.ts";
import { type DayLesson, open, type Touched } from "../../planning/day.ts";
import { addDays, closes } from "../../planning/flow.ts";
import { closuresOf } from "../../planning/school.ts";
import type { ScreenProps } from "../../routes.tsx";
import { EmptyState, Loading, Notice } from "../../ui/bits.tsx";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Page } from "../../ui/Page.tsx";
import { classes } from "../teacher/desk.ts";
import { Entry } from "./Entry.tsx";
import { TakeSheet } from "./TakeSheet.tsx";
import { myLessons, schoolNow } from "./teaching.ts";
import { placeOf, ProgressChip, timeOf } from "./words.tsx";
import "./journal.css";

const DAY = /^\d{4}-\d{2}-\d{2}$/;

export default function JournalScreen({ params }: ScreenProps) {
  const [taking, setTaking] = useState(false);
  const touched = useRef<Touched | null>(null);
  const asked = params["day"] ?? "";
  const now = schoolNow.value;
  const today = now.day;
  const day = DAY.test(asked) ? asked : today;
  const lessons = myLessons(day);
  const chosen = params["slot"] ? (lessons.find((one) => one.slot.id === params["slot"]) ?? null) : day === today ? open(lessons, now, touched.current) : null;
  const others = lessons.filter((one) => one !== chosen);
  const closed = classes.value.some((one) => closuresOf(one.school).some((closure) => closes(closure, one.id, day)));
  return (
    <Page title={t("journal")} {...(params["slot"] ? { back: day === today ? "/journal" : `/journal/${day}` } : {})}>
      {!recordsReady.value ? (
        <Loading label={core("loading")} />
      ) : records.list("slot").value.length === 0 ? (
        <EmptyState icon="clock" title={t("noTimetable")} text={t("noTimetableText")} />
      ) : (
        <div class="stack-wide">
          <DayBar day={day} today={today} />
          {closed && <Notice icon="info">{t("closedByOrder")}</Notice>}
          {chosen && <Entry key={`${chosen.slot.id}~${day}`} lesson={chosen} onTouch={() => (touched.current = { slot: chosen.slot.id, ...now })} />}
          {others.length > 0 && (
            <section class="stack" aria-labelledby="day-lessons">
              <h2 id="day-lessons">{t("otherLessons")}</h2>
              <ul class="day-list">
                {others.map((lesson) => (
                  <LessonRow key={lesson.slot.id} lesson={lesson} />
                ))}
              </ul>
            </section>
          )}
          {lessons.length === 0 && <EmptyState icon="check" title={t("noLessons")} text={t("noLessonsText")} />}
          <div class="stack">
            <LinkButton href="/plans" kind="quiet" icon="book" block>
              {plans("plans")}
            </LinkButton>
            {day === today && (
              <Button kind="quiet" icon="people" block onClick={() => setTaking(true)}>
                {plans("take")}
              </Button>
            )}
          </div>
        </div>
      )}
      {taking && <TakeSheet onClose={() => setTaking(false)} />}
    </Page>
  );
}

function DayBar({ day, today }: { day: string; today: string }) {
  const at = noon(day);
  return (
    <div class="day-bar">
      <a class="icon-button" href={`/journal/${addDays(day, -1)}`} aria-label={t("earlier")}>
        <Icon name="back" />
      </a>
      <div class="day-name">
        <b>{day === today ? t("today") : weekday(at)}</b>
        <span class="muted">{day === today ? `${weekday(at)}, ${date(at)}` : date(at)}</span>
      </div>
      <a class="icon-button" href={`/journal/${addDays(day, 1)}`} aria-label={t("after")}>
        <Icon name="next" />
      </a>
      {day !== today && (
        <div class="day-today">
          <LinkButton href="/journal" kind="plain">
            {t("backToToday")}
          </LinkButton>
        </div>
      )}
    </div>
  );
}

function LessonRow({ lesson }: { lesson: DayLesson }) {
  const topic = lesson.lines.map(({ entry }) => entry?.topic).find(Boolean);
  return (
    <li>
      <a class="day-row" href={`/journal/${lesson.day}/${encodeURIComponent(lesson.slot.id)}`}>
        <span class="day-row-text">
          <b>{placeOf(lesson)}</b>
          <span class="muted">{timeOf(lesson)}</span>
          {topic ? <span class="day-topic">{topic}</span> : null}
        </span>
        <ProgressChip lesson={lesson} />
        <Icon name="next" small />
      </a>
    </li>
  );
}
