/** One child for a parent: what is to be done, what came of the rest, the marks. Read-only. */
import { recordsReady } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { t as core } from "../../i18n/core.ts";
import { t as journal } from "../../i18n/journal.ts";
import { t } from "../../i18n/pupil.ts";
import type { ScreenProps } from "../../routes.tsx";
import { EmptyState, Loading } from "../../ui/bits.tsx";
import { LinkButton } from "../../ui/Button.tsx";
import { Page } from "../../ui/Page.tsx";
import { TellLink } from "../common/TellLink.tsx";
import { MyClubs } from "../clubs/MyClubs.tsx";
import { RouteLink } from "../inclusion/RouteLink.tsx";
import { Closures } from "../pupil/Closures.tsx";
import { MarkCard, marked } from "../pupil/MarkCard.tsx";
import { Notices } from "../pupil/Notices.tsx";
import { MarksBySubject } from "../pupil/MarksBySubject.tsx";
import { nameOf, tasksFor } from "../pupil/mine.ts";
import { inGroup, OPEN_GROUPS } from "../pupil/model/todo.ts";
import { TaskCard } from "../pupil/TaskCard.tsx";
import { childrenOf } from "./children.ts";

export default function ChildScreen({ params }: ScreenProps) {
  const child = params["id"] ?? "";
  if (!childrenOf(session.value?.person ?? "").includes(child)) {
    return (
      <Page title={t("children")} back="/children">
        {recordsReady.value ? <EmptyState icon="search" title={core("notFound")} text={core("notFoundText")} /> : <Loading label={core("loading")} />}
      </Page>
    );
  }
  const tasks = tasksFor(child);
  const open = OPEN_GROUPS.flatMap((group) => inGroup(tasks, group));
  const waiting = inGroup(tasks, "done").filter((task) => task.mark === null && !task.arrangement?.on_paper);
  const marks = marked(tasks);
  return (
    <Page title={nameOf(child)} back="/children">
      <div class="stack-wide">
        <Closures learner={child} tasks={tasks} />
        <Notices learner={child} tasks={tasks} />
        <section class="stack">
          <h2>{t("childTodo")}</h2>
          {open.length === 0 && <p class="muted">{t("childNothing")}</p>}
          {open.map((task) => (
            <TaskCard key={task.assignment.id} task={task} flagged />
          ))}
        </section>
        {waiting.length > 0 && (
          <section class="stack">
            <h2>{t("waitingMark")}</h2>
            {waiting.map((task) => (
              <TaskCard key={task.assignment.id} task={task} />
            ))}
          </section>
        )}
        <MarksBySubject learner={child} />
        <section class="stack">
          <h2>{t("childMarks")}</h2>
          {marks.length === 0 && <p class="muted">{t("noMarks")}</p>}
          {marks.map(({ task, mark }) => (
            <MarkCard key={mark.id} task={task} mark={mark} />
          ))}
        </section>
        <MyClubs learner={child} />
        <RouteLink learner={child} />
        <LinkButton href={`/diary/${encodeURIComponent(child)}`} icon="book" block>
          {journal("diary")}
        </LinkButton>
        <LinkButton href="/reports" icon="file" block>
          {core("navReports")}
        </LinkButton>
        <LinkButton href={`/portfolio/${encodeURIComponent(child)}`} icon="star" kind="quiet" block>
          {t("portfolio")}
        </LinkButton>
        <LinkButton href={`/consent/${encodeURIComponent(child)}`} icon="check" kind="quiet" block>
          {t("consent")}
        </LinkButton>
        <TellLink />
        <LinkButton href={`/timeline/${encodeURIComponent(child)}`} icon="clock" kind="quiet" block>
          {t("timeline")}
        </LinkButton>
      </div>
    </Page>
  );
}
