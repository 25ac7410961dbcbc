/** Words from teachers: the newest first, each with how far its tasks have come. */
import { useSignal } from "@preact/signals";

import type { NoticeDoc } from "../../data/docs.ts";
import { schoolNow } from "../../data/now.ts";
import { records } from "../../data/records.ts";
import { t } from "../../i18n/todo.ts";
import { moment } from "../../i18n/time.ts";
import { Chip } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Card } from "../../ui/Card.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { nameOf } from "./mine.ts";
import { classesOf, type Task } from "./model/todo.ts";

/** Milliseconds for which a notice stands at the top of the list. */
const FRESH_MS = 7 * 24 * 3_600_000;

/** Notices for a learner, the newest first. */
export function noticesFor(learner: string): NoticeDoc[] {
  const classes = classesOf(learner, records.list("enrolment").value, schoolNow());
  return records
    .list("notice")
    .value.filter((one) => classes.has(one.class) && (!one.learners || one.learners.includes(learner)))
    .sort((a, b) => (a.created_at < b.created_at ? 1 : -1));
}

export function Notices({ learner, tasks }: { learner: string; tasks: readonly Task[] }) {
  const all = useSignal(false);
  const notices = noticesFor(learner);
  if (notices.length === 0) return null;
  const fresh = notices.filter((one) => schoolNow() - Date.parse(one.created_at) < FRESH_MS);
  const shown = all.value ? notices : fresh;
  return (
    <section class="stack">
      <h2>{t("notices")}</h2>
      {shown.map((one) => (
        <NoticeCard key={one.id} notice={one} tasks={tasks.filter((task) => task.assignment.packet === one.id)} />
      ))}
      {shown.length < notices.length && (
        <Button kind="quiet" icon="info" block onClick={() => (all.value = true)}>
          {t("olderNotices", { n: notices.length - shown.length })}
        </Button>
      )}
    </section>
  );
}

function NoticeCard({ notice, tasks }: { notice: NoticeDoc; tasks: readonly Task[] }) {
  const done = tasks.filter((task) => task.group === "done").length;
  return (
    <Card href={`/notice/${encodeURIComponent(notice.id)}`}>
      <div class="task-row">
        <span class="task-mark">
          <Icon name={tasks.length > 0 ? "tasks" : "info"} />
        </span>
        <span class="row-grow">
          <h3>{notice.title}</h3>
          <p class="small muted">
            {nameOf(notice.author ?? "")} · {moment(notice.created_at)}
          </p>
          {tasks.length > 0 && (
            <p class="task-state">
              <Chip tone={done === tasks.length ? "good" : "accent"} icon={done === tasks.length ? "check" : "tasks"}>
                {t("packetDone", { done, all: tasks.length })}
              </Chip>
            </p>
          )}
        </span>
        <Icon name="next" small />
      </div>
    </Card>
  );
}
