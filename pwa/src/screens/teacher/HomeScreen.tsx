/** The teacher's first screen: three numbers, the classes, and the works that wait, oldest first. */
import { useEffect, useState } from "preact/hooks";

import { records, recordsReady } from "../../data/records.ts";
import { node } from "../../data/node.ts";
import { resumeUploads, uploads } from "../../data/uploads.ts";
import { named } from "../../i18n/index.ts";
import { t as books } from "../../i18n/gradebook.ts";
import { t } from "../../i18n/teacher.ts";
import { date } from "../../i18n/time.ts";
import { t as writing } from "../../i18n/writing.ts";
import { EmptyState, Loading } from "../../ui/bits.tsx";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Page } from "../../ui/Page.tsx";
import { concernsTitle, readsConcerns } from "../concerns/waiting.ts";
import { NowCard } from "../journal/NowCard.tsx";
import { keepAnswers } from "./answersKept.ts";
import { classes, counters, hasUpstream, me, nameOf, now, pupilsIn, queue } from "./desk.ts";
import { daysBetween } from "./model/due.ts";
import type { QueueEntry } from "./model/queue.ts";
import { keepWaitingPhotos } from "./photos.ts";
import "./teacher.css";

/** Rows shown before "show all": a screenful, so that the page opens fast with 300 works. */
const FIRST_ROWS = 12;

export default function HomeScreen() {
  useEffect(() => {
    void resumeUploads();
    const ends = [keepWaitingPhotos(), keepAnswers()];
    return () => ends.forEach((end) => end());
  }, []);
  return (
    <Page title={t("home")} wide>
      {recordsReady.value ? <Desk /> : <Loading label={t("loading")} />}
    </Page>
  );
}

function Desk() {
  return (
    <div class="stack-wide">
      <NowCard />
      <Counters />
      <div class="desk-actions">
        <LinkButton href="/t/new" kind="primary" icon="plus" block>
          {t("newTask")}
        </LinkButton>
        <LinkButton href="/t/book" icon="star" block>
          {books("books")}
        </LinkButton>
        <LinkButton href="/t/quizzes" icon="tasks" block>
          {writing("quizzes")}
        </LinkButton>
        {records.list("club").value.some((one) => one.leaders.includes(me.value)) && (
          <LinkButton href="/t/clubs" icon="people" block>
            {t("clubsShort")}
          </LinkButton>
        )}
        {readsConcerns() && (
          <LinkButton href="/t/concerns" icon="alert" block>
            {concernsTitle()}
          </LinkButton>
        )}
        <LinkButton href="/t/upload" icon="upload" block>
          {uploads.value.length > 0 ? `${t("addLesson")} · ${uploads.value.length}` : t("addLesson")}
        </LinkButton>
      </div>
      <div class="desk-columns">
        <ClassList />
        <Queue />
      </div>
    </div>
  );
}

function Counters() {
  const { toMark, notHandedIn, notCentral } = counters.value;
  return (
    <ul class="desk-counters">
      <Counter value={toMark} label={t("toMark")} strong={toMark > 0} />
      <Counter value={notHandedIn} label={t("notHandedIn")} />
      {hasUpstream.value ? <Counter value={notCentral} label={t("notCentral", { hub: named(node.value?.upstream?.name) })} /> : null}
    </ul>
  );
}

function Counter({ value, label, strong = false }: { value: number; label: string; strong?: boolean }) {
  return (
    <li class={strong ? "desk-counter desk-counter-strong" : "desk-counter"}>
      <b>{value}</b>
      <span>{label}</span>
    </li>
  );
}

function ClassList() {
  const waiting = new Map<string, number>();
  for (const { work } of queue.value) waiting.set(work.assignment.class, (waiting.get(work.assignment.class) ?? 0) + 1);
  return (
    <section class="stack" aria-labelledby="desk-classes">
      <h2 id="desk-classes">{t("myClasses")}</h2>
      {classes.value.length === 0 ? (
        <EmptyState icon="people" title={t("noClasses")} text={t("noClassesMore")} />
      ) : (
        <ul class="desk-list">
          {classes.value.map((one) => (
            <li key={one.id}>
              <a class="desk-row" href={`/t/class/${encodeURIComponent(one.id)}`}>
                <span class="desk-class-label">{one.label}</span>
                <span class="desk-row-more">{t("pupils", { n: pupilsIn(one.id).length })}</span>
                {waiting.get(one.id) ? <span class="desk-badge">{waiting.get(one.id)}</span> : null}
                <Icon name="next" small />
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Queue() {
  const [all, setAll] = useState(false);
  const entries = all ? queue.value : queue.value.slice(0, FIRST_ROWS);
  return (
    <section class="stack" aria-labelledby="desk-queue">
      <h2 id="desk-queue">{t("waitingWorks")}</h2>
      {entries.length === 0 ? (
        <EmptyState icon="check" title={t("allMarked")} text={t("allMarkedMore")} />
      ) : (
        <ul class="desk-list">
          {entries.map((entry) => (
            <QueueRow key={`${entry.work.assignment.id}~${entry.work.learner}`} entry={entry} />
          ))}
        </ul>
      )}
      {entries.length < queue.value.length ? (
        <Button kind="quiet" block onClick={() => setAll(true)}>
          {t("showAll", { n: queue.value.length })}
        </Button>
      ) : null}
    </section>
  );
}

function QueueRow({ entry }: { entry: QueueEntry }) {
  const { assignment, learner, late, again } = entry.work;
  const label = classes.value.find((one) => one.id === assignment.class)?.label;
  return (
    <li>
      <a class="desk-row desk-row-tall" href={`/t/work/${encodeURIComponent(assignment.id)}/${encodeURIComponent(learner)}`}>
        <span class="desk-row-text">
          <b>{nameOf(learner)}</b>
          <span>{label ? `${label} · ${assignment.title}` : assignment.title}</span>
        </span>
        <span class="desk-row-side">
          <span>{age(entry.since)}</span>
          {again ? <span class="desk-tag">{t("againShort")}</span> : late ? <span class="desk-tag">{t("cellLate")}</span> : null}
        </span>
        <Icon name="next" small />
      </a>
    </li>
  );
}

function age(since: string): string {
  const days = daysBetween(since, now.value);
  if (days <= 0) return t("ageToday");
  if (days === 1) return t("ageYesterday");
  return days > 30 ? date(since) : t("ageDays", { n: days });
}
