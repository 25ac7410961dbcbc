/** A week of a pupil's: lessons, what they were about, what is for home, and where one was missing. */
import { useSignal } from "@preact/signals";

import { schoolNow } from "../../data/now.ts";
import { records, recordsReady } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/journal.ts";
import { date, dayOf, noon, weekday } from "../../i18n/time.ts";
import { addDays, isoWeekday, type Span, within } from "../../planning/flow.ts";
import { type DayLine, type DayLesson, lessonsOn } from "../../planning/day.ts";
import { knownOn, subjectName } from "../../planning/school.ts";
import type { ScreenProps } from "../../routes.tsx";
import { Chip, EmptyState, Loading } from "../../ui/bits.tsx";
import { IconButton } from "../../ui/Button.tsx";
import { Page } from "../../ui/Page.tsx";
import { childrenOf } from "../parent/children.ts";
import { nameOf } from "../pupil/mine.ts";
import "./journal.css";

const WEEK = 7;

export default function DiaryScreen({ params }: ScreenProps) {
  const me = session.value?.person ?? "";
  const learner = params["learner"] ?? me;
  const own = learner === me;
  const today = dayOf(schoolNow());
  const monday = useSignal(addDays(today, 1 - isoWeekday(today)));
  const title = own ? t("diary") : t("diaryOf", { name: nameOf(learner) });
  const back = own ? {} : { back: `/child/${encodeURIComponent(learner)}` };
  if (!own && recordsReady.value && !childrenOf(me).includes(learner)) {
    return (
      <Page title={t("diary")} back="/children">
        <EmptyState icon="search" title={core("notFound")} text={core("notFoundText")} />
      </Page>
    );
  }
  if (!recordsReady.value) {
    return (
      <Page title={title} {...back}>
        <Loading label={core("loading")} rows={6} />
      </Page>
    );
  }
  const days = Array.from({ length: WEEK }, (_, at) => addDays(monday.value, at));
  const lessons = days.map((day) => lessonsOf(learner, day));
  const sunday = addDays(monday.value, WEEK - 1);
  return (
    <Page title={title} {...back}>
      {records.list("slot").value.length === 0 ? (
        <EmptyState icon="clock" title={t("noDiary")} text={t("noDiaryText")} />
      ) : (
        <>
          <div class="day-bar">
            <IconButton icon="back" label={t("weekBefore")} onClick={() => (monday.value = addDays(monday.value, -WEEK))} />
            <div class="day-name">
              <b>{t("weekOf", { from: date(noon(monday.value)), to: date(noon(sunday)) })}</b>
            </div>
            <IconButton icon="next" label={t("weekAfter")} onClick={() => (monday.value = addDays(monday.value, WEEK))} />
          </div>
          {days.map((day, at) => {
            const found = lessons[at] ?? [];
            return found.length === 0 && at >= 5 && day !== today ? null : <Day key={day} day={day} today={today} lessons={found} learner={learner} />;
          })}
        </>
      )}
    </Page>
  );
}

/** The lessons of a learner's classes on a day; of a joined or divided one their own line alone. */
function lessonsOf(learner: string, day: string): DayLesson[] {
  const runs = (span: Span): boolean => within(day, span);
  const enrolled = records.list("enrolment").value.filter((one) => one.person === learner && runs([one.starts_on, one.ends_on]));
  const groups = new Set(
    records
      .list("membership")
      .value.filter((one) => one.learner === learner && runs([one.starts_on, one.ends_on]))
      .map((one) => one.group),
  );
  const mine = ({ line }: DayLine): boolean =>
    enrolled.some((one) => one.class === line.class && (line.grade === null || line.grade === one.grade)) && (!line.group || groups.has(line.group));
  return lessonsOn(day, { day, minute: 0 }, knownOn(day))
    .map((lesson) => ({ ...lesson, lines: lesson.lines.filter(mine) }))
    .filter((lesson) => lesson.lines.length > 0);
}

function Day({ day, today, lessons, learner }: { day: string; today: string; lessons: readonly DayLesson[]; learner: string }) {
  const name = `${weekday(noon(day))}, ${date(noon(day))}`;
  return (
    <section class="diary-day stack" aria-label={name}>
      <h2>{day === today ? `${t("today")} · ${name}` : name}</h2>
      {lessons.length === 0 ? (
        <p class="muted">{t("dayOff")}</p>
      ) : (
        <ol class="day-list">
          {lessons.flatMap((lesson) => lesson.lines.map((line) => <DiaryRow key={line.record} lesson={lesson} line={line} learner={learner} />))}
        </ol>
      )}
    </section>
  );
}

const ABSENCES = { unexcused: "codeUnexcused", excused: "codeExcused", ill: "codeIll", late: "codeLate" } as const;

function DiaryRow({ lesson, line, learner }: { lesson: DayLesson; line: DayLine; learner: string }) {
  const { entry } = line;
  const code = records.get("attendance", `${line.record}~${learner}`)?.code ?? "present";
  return (
    <li class="diary-row">
      <span class="diary-number">{lesson.slot.bell}.</span>
      <span class="diary-text">
        <b>{subjectName(line.line.subject)}</b>
        {entry?.state === "held" && entry.topic ? <span>{entry.topic}</span> : null}
        {entry?.state === "cancelled" ? <span class="muted">{[t("lessonCancelled"), entry.reason].filter(Boolean).join(" · ")}</span> : null}
        {lesson.substitute ? <span class="muted small">{t("substitute", { name: nameOf(lesson.substitute.substitute) })}</span> : null}
        {entry?.state === "held" && entry.homework ? <span class="diary-home">{t("homeTask", { text: entry.homework })}</span> : null}
      </span>
      <span>{code === "present" ? <span class="muted small">{lesson.starts ?? ""}</span> : <Chip tone={code === "late" ? "warn" : "bad"}>{t(ABSENCES[code])}</Chip>}</span>
    </li>
  );
}
