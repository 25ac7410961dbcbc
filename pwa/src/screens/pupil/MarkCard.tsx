/** One mark in a list: the figure first, then what it is for and what the teacher says. */
import type { MarkDoc } from "../../data/docs.ts";
import { moment } from "../../i18n/time.ts";
import { Card } from "../../ui/Card.tsx";
import { nameOf } from "./mine.ts";
import type { Task } from "./model/todo.ts";
import { markText } from "./TaskCard.tsx";
import "./pupil.css";

/** The tasks that have a mark, the newest mark first. */
export function marked(tasks: readonly Task[]): { task: Task; mark: MarkDoc }[] {
  return tasks
    .flatMap((task) => (task.mark && !task.mark.returned ? [{ task, mark: task.mark }] : []))
    .sort((a, b) => (a.mark.made_at < b.mark.made_at ? 1 : -1));
}

export function MarkCard({ task, mark, href }: { task: Task; mark: MarkDoc; href?: string }) {
  return (
    <Card {...(href === undefined ? {} : { href })}>
      <div class="mark-row">
        <span class="mark-badge">{mark.mark}</span>
        <span class="row-grow">
          <h3>{task.assignment.title}</h3>
          <p class="small muted">
            {markText(mark.mark, mark.max)} · {nameOf(mark.author)} · {moment(mark.made_at)}
          </p>
          {mark.comment !== "" && <p class="prose">{mark.comment}</p>}
        </span>
      </div>
    </Card>
  );
}
