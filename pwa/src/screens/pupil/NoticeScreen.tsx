/** One notice, for a pupil or a parent: the words, and the tasks that came with it. */
import { useEffect } from "preact/hooks";

import { records, recordsReady } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/pupil.ts";
import { moment } from "../../i18n/time.ts";
import type { ScreenProps } from "../../routes.tsx";
import { EmptyState, Loading } from "../../ui/bits.tsx";
import { Card } from "../../ui/Card.tsx";
import { Page } from "../../ui/Page.tsx";
import { TellLink } from "../common/TellLink.tsx";
import { nameOf, tasksFor } from "./mine.ts";
import { opened } from "./receipts.ts";
import { TaskCard } from "./TaskCard.tsx";

export default function NoticeScreen({ params }: ScreenProps) {
  const me = session.value?.person ?? "";
  const notice = records.get("notice", params["id"] ?? "");
  const id = notice?.id;
  useEffect(() => {
    if (id !== undefined) void opened(id);
  }, [id]);
  if (!notice) {
    return (
      <Page title={t("notices")} back="/">
        {recordsReady.value ? <EmptyState icon="search" title={t("noticeGone")} /> : <Loading label={core("loading")} />}
      </Page>
    );
  }
  const tasks = tasksFor(me).filter((task) => task.assignment.packet === notice.id);
  return (
    <Page title={t("notices")} back="/">
      <div class="stack-wide">
        <Card>
          <div class="stack">
            <div>
              <h2>{notice.title}</h2>
              <p class="small muted">
                {nameOf(notice.author ?? "")} · {moment(notice.created_at)}
                {notice.due_at ? ` · ${t("due", { when: moment(notice.due_at) })}` : ""}
              </p>
            </div>
            {notice.text !== "" && <p class="prose">{notice.text}</p>}
          </div>
        </Card>
        {tasks.length > 0 && (
          <section class="stack">
            <h2>{t("noticeTasks")}</h2>
            {tasks.map((task) => (
              <TaskCard key={task.assignment.id} task={task} href={`/task/${encodeURIComponent(task.assignment.id)}`} />
            ))}
          </section>
        )}
        <TellLink place="notice" about={notice.id} />
      </div>
    </Page>
  );
}
