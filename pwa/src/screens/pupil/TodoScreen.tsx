/** The pupil's first screen: what is to be done, by when. No stream: a list with an end. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { lastContact } from "../../data/exchange.ts";
import { link } from "../../data/link.ts";
import { records, recordsReady } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { t } from "../../i18n/todo.ts";
import { EmptyState, Loading } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Page } from "../../ui/Page.tsx";
import { TellLink } from "../common/TellLink.tsx";
import { DaysAtHome } from "./DaysAtHome.tsx";
import { tasksFor } from "./mine.ts";
import { inGroup, OPEN_GROUPS } from "./model/todo.ts";
import { Notices } from "./Notices.tsx";
import { acknowledgeArrivals } from "./receipts.ts";
import { TaskCard } from "./TaskCard.tsx";

export function TodoScreen() {
  const me = session.value?.person ?? "";
  const showDone = useSignal(false);
  const tasks = tasksFor(me);
  useEffect(acknowledgeArrivals, []);
  const pictures = records.list("paper").value.reduce((sum, one) => sum + one.files.length, 0);
  useEffect(() => {
    if (link.value === "school" && pictures > 0) void import("../quizzes/keeping.ts").then(({ keepPictures }) => keepPictures(), () => undefined);
  }, [link.value, pictures]);
  const done = inGroup(tasks, "done");
  const open = tasks.length - done.length - inGroup(tasks, "past").length;
  return (
    <Page title={t("todo")}>
      {!recordsReady.value || (tasks.length === 0 && lastContact.value === null) ? (
        <FirstLoad />
      ) : (
        <div class="stack-wide">
          <DaysAtHome learner={me} tasks={tasks} />
          <Notices learner={me} tasks={tasks} />
          {open + done.length === 0 && <EmptyState icon="tasks" title={t("noTasks")} text={t("noTasksText")} />}
          {open === 0 && done.length > 0 && <EmptyState icon="check" title={t("allDone")} text={t("allDoneText")} />}
          {OPEN_GROUPS.map((group) => {
            const found = inGroup(tasks, group);
            return found.length === 0 ? null : (
              <section key={group} class="stack">
                <h2>{t(group)}</h2>
                {found.map((task) => (
                  <TaskCard key={task.assignment.id} task={task} href={`/task/${encodeURIComponent(task.assignment.id)}`} />
                ))}
              </section>
            );
          })}
          {done.length > 0 && (
            <section class="stack">
              {showDone.value ? (
                <>
                  <h2>{t("done")}</h2>
                  {done.map((task) => (
                    <TaskCard key={task.assignment.id} task={task} href={`/task/${encodeURIComponent(task.assignment.id)}`} />
                  ))}
                </>
              ) : (
                <Button kind="quiet" icon="check" block onClick={() => (showDone.value = true)}>
                  {t("showDone", { n: done.length })}
                </Button>
              )}
            </section>
          )}
          <TellLink />
        </div>
      )}
    </Page>
  );
}

/** Nothing has ever been fetched: say what is happening, or what is needed. */
export function FirstLoad() {
  if (link.value === "none") {
    return <EmptyState icon="wifi-off" title={t("firstLoadOffline")} text={t("firstLoadOfflineText")} />;
  }
  return <Loading label={t("firstLoad")} />;
}
