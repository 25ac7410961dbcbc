/** A parent's first screen: each child, and what stands open. Read-only. */
import { records, recordsReady } from "../../data/records.ts";
import { lastContact } from "../../data/exchange.ts";
import { node } from "../../data/node.ts";
import { schoolNow } from "../../data/now.ts";
import { session } from "../../data/session.ts";
import { t } from "../../i18n/pupil.ts";
import { moment } from "../../i18n/time.ts";
import { Chip, EmptyState, Notice } from "../../ui/bits.tsx";
import { Card } from "../../ui/Card.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Page } from "../../ui/Page.tsx";
import { initials } from "../common/initials.ts";
import { nameOf, tasksFor } from "../pupil/mine.ts";
import { classesOf, inGroup, OPEN_GROUPS } from "../pupil/model/todo.ts";
import { FirstLoad } from "../pupil/TodoScreen.tsx";
import { childrenOf } from "./children.ts";
import "../common/login.css";

export default function ChildrenScreen() {
  const me = session.value?.person ?? "";
  const children = childrenOf(me);
  const heard = node.value?.school_last_heard;
  return (
    <Page title={t("children")}>
      {!recordsReady.value || (children.length === 0 && lastContact.value === null) ? (
        <FirstLoad />
      ) : children.length === 0 ? (
        <EmptyState icon="people" title={t("noChildren")} text={t("noChildrenText")} />
      ) : (
        <div class="stack">
          {node.value?.role === "hub" && heard && <Notice icon="school">{t("heard", { when: moment(heard) })}</Notice>}
          {children.map((child) => (
            <Child key={child} child={child} />
          ))}
        </div>
      )}
    </Page>
  );
}

function Child({ child }: { child: string }) {
  const tasks = tasksFor(child);
  const overdue = inGroup(tasks, "overdue").length;
  const open = OPEN_GROUPS.reduce((sum, group) => sum + inGroup(tasks, group).length, 0) - overdue;
  const labels = [...classesOf(child, records.list("enrolment").value, schoolNow())]
    .map((id) => records.get("class", id)?.label)
    .filter((label) => label !== undefined);
  return (
    <Card href={`/child/${encodeURIComponent(child)}`}>
      <div class="row">
        <span class="person-mark" aria-hidden="true">
          {initials(nameOf(child))}
        </span>
        <span class="row-grow">
          <h2>{nameOf(child)}</h2>
          {labels.length > 0 && <p class="small muted">{t("subjectClass", { class: labels.join(", ") })}</p>}
        </span>
        <Icon name="next" small />
      </div>
      <p class="task-state child-chips">
        {overdue > 0 && (
          <Chip tone="warn" icon="clock">
            {t("overdue")}: {overdue}
          </Chip>
        )}
        {open > 0 && (
          <Chip tone="accent" icon="tasks">
            {t("childTodo")}: {open}
          </Chip>
        )}
        {overdue + open === 0 && (
          <Chip tone="good" icon="check">
            {t("allDone")}
          </Chip>
        )}
      </p>
    </Card>
  );
}
