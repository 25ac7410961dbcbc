/** One assignment in a list: what, for which class, by when, and how far it has come. */
import { records } from "../../data/records.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/todo.ts";
import { day, moment } from "../../i18n/time.ts";
import { Chip } from "../../ui/bits.tsx";
import { Card } from "../../ui/Card.tsx";
import { Icon, type IconName } from "../../ui/Icon.tsx";
import { answers, highest, type Rung } from "./model/ladder.ts";
import type { Task } from "./model/todo.ts";
import "./pupil.css";

const RUNGS: Readonly<Record<Rung, { icon: IconName; text: "onPhone" | "atSchool" | "seen" | "marked" }>> = {
  phone: { icon: "phone", text: "onPhone" },
  school: { icon: "check", text: "atSchool" },
  seen: { icon: "eye", text: "seen" },
  marked: { icon: "star", text: "marked" },
};

/** `flagged`: overdue work says so itself, where no heading does. */
export function TaskCard({ task, href, flagged = false }: { task: Task; href?: string; flagged?: boolean }) {
  const { assignment } = task;
  const course = records.list("course").value.find((one) => one.lessons.some((lesson) => lesson.id === assignment.lesson));
  const subject = course?.subject ?? "";
  return (
    <Card {...(href === undefined ? {} : { href })}>
      <div class="task-row">
        <span class={`task-mark task-mark-${task.group}`}>
          <Icon name={assignment.lesson === null ? "edit" : "book"} />
        </span>
        <span class="row-grow">
          <h3>{assignment.title}</h3>
          <p class="small muted">{[subject, dueText(task)].filter(Boolean).join(" · ")}</p>
          <State task={task} flagged={flagged} />
        </span>
        {href !== undefined && <Icon name="next" small />}
      </div>
    </Card>
  );
}

function State({ task, flagged }: { task: Task; flagged: boolean }) {
  const latest = task.submissions[0];
  if (task.returned) {
    return (
      <p class="task-state">
        <Chip tone="warn" icon="refresh">
          {t("returned")}
        </Chip>
      </p>
    );
  }
  if (task.mark && (!latest || answers(task.mark, latest))) {
    return (
      <p class="task-state">
        <Chip tone="good" icon="star">
          {core("marked")}: {markText(task.mark.mark, task.mark.max)}
        </Chip>
      </p>
    );
  }
  if (latest) {
    const rung = RUNGS[highest(latest, task.mark)];
    return (
      <p class="task-state">
        <Chip tone={latest.local ? "neutral" : "accent"} icon={rung.icon}>
          {core(rung.text)}
        </Chip>
      </p>
    );
  }
  if (task.arrangement?.on_paper) {
    return (
      <p class="task-state">
        <Chip tone="good" icon="book">
          {t("onPaper")}
        </Chip>
      </p>
    );
  }
  if (task.arrangement?.reminded_at) {
    return (
      <p class="task-state">
        <Chip tone="warn" icon="clock">
          {t("reminded")}
        </Chip>
      </p>
    );
  }
  return flagged && task.group === "overdue" ? (
    <p class="task-state">
      <Chip tone="warn" icon="clock">
        {t("overdue")}
      </Chip>
    </p>
  ) : null;
}

/** «8 / 10», or the mark alone where no maximum is said. */
export function markText(mark: string, max: number | null): string {
  return max === null ? mark : t("outOf", { mark, max });
}

export function dueText(task: Task): string {
  const { due } = task;
  if (due === null) return t("noDue");
  if (task.group === "overdue") return t("wasDue", { when: moment(due) });
  return t("due", { when: task.group === "done" ? day(due) : moment(due) });
}
