/** One task of a class: how far it has come with each pupil, and what is done for many at once. */
import { useState } from "preact/hooks";

import { records, recordsReady, type AssignmentDoc } from "../../data/records.ts";
import { t } from "../../i18n/packets.ts";
import { t as desk } from "../../i18n/teacher.ts";
import { moment } from "../../i18n/time.ts";
import { go } from "../../router.ts";
import type { ScreenProps } from "../../routes.tsx";
import { Chip, EmptyState, Loading, type Tone } from "../../ui/bits.tsx";
import { Button, IconButton, LinkButton } from "../../ui/Button.tsx";
import { Card } from "../../ui/Card.tsx";
import type { IconName } from "../../ui/Icon.tsx";
import { Page } from "../../ui/Page.tsx";
import { BulkActions } from "./BulkActions.tsx";
import { assignments, me, pupilsIn, workOf } from "./desk.ts";
import { addressed, asText, owes, reachedAt, stepOf, type Step } from "./model/packet.ts";
import type { Work } from "./model/work.ts";
import { dueText, shareText } from "./share.ts";
import { TakeIn } from "./TakeIn.tsx";
import "./teacher.css";

const STEPS: Readonly<Record<Step, { readonly tone: Tone; readonly icon: IconName }>> = {
  issued: { tone: "neutral", icon: "clock" },
  delivered: { tone: "accent", icon: "phone" },
  opened: { tone: "accent", icon: "eye" },
  handedIn: { tone: "accent", icon: "send" },
  seen: { tone: "accent", icon: "check" },
  returned: { tone: "warn", icon: "refresh" },
  marked: { tone: "good", icon: "star" },
  paper: { tone: "good", icon: "book" },
};

export default function TaskScreen({ params }: ScreenProps) {
  const task = assignments.value.find((one) => one.id === params["id"]);
  if (task) return <Report key={task.id} task={task} />;
  return (
    <Page title={t("report")} back="/t">
      {recordsReady.value ? <EmptyState icon="tasks" title={desk("taskNotFound")} /> : <Loading label={desk("loading")} />}
    </Page>
  );
}

function Report({ task }: { task: AssignmentDoc }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const pupils = addressed(task, pupilsIn(task.class));
  const works = pupils.map((pupil) => ({ pupil, work: workOf(task, pupil.id) }));
  const back = `/t/class/${encodeURIComponent(task.class)}`;
  const toggle = (id: string): void => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  const late = works.filter(({ work }) => owes(work)).map(({ pupil }) => pupil.id);
  const actions = task.author === me.value ? <IconButton icon="edit" label={t("edit")} onClick={() => go(`/t/edit/${encodeURIComponent(task.id)}`)} /> : null;
  return (
    <Page title={task.title} back={back} actions={actions}>
      <div class={chosen.size > 0 ? "stack-wide task-chosen" : "stack-wide"}>
        <Card>
          <div class="stack">
            <p class="small muted">{task.due_at ? t("dueShort", { when: moment(task.due_at) }) : desk("dueNone")}</p>
            {task.instructions ? <p class="prose">{task.instructions}</p> : null}
            <Button kind="quiet" icon="share" block onClick={() => void shareText(asText({ title: task.title, text: task.instructions, due_at: task.due_at }, [], dueText))}>
              {t("share")}
            </Button>
            <LinkButton kind="quiet" icon="file" block href={`/t/sheets/${encodeURIComponent(task.id)}`}>
              {t("sheets")}
            </LinkButton>
            <TakeIn task={task} pupils={pupils} />
          </div>
        </Card>
        <section class="stack">
          <h2>{t("pupils")}</h2>
          {late.length > 0 ? (
            <Button kind="quiet" icon="check" block onClick={() => setChosen(chosen.size > 0 ? new Set() : new Set(late))}>
              {t(chosen.size > 0 ? "chooseNone" : "chooseLate")}
            </Button>
          ) : null}
          <ul class="desk-list">
            {works.map(({ pupil, work }) => (
              <Row key={pupil.id} name={pupil.name} work={work} chosen={chosen.has(pupil.id)} onChoose={() => toggle(pupil.id)} />
            ))}
          </ul>
        </section>
      </div>
      {chosen.size > 0 ? (
        <BulkActions task={task} works={works.filter(({ pupil }) => chosen.has(pupil.id)).map(({ work }) => work)} onDone={() => setChosen(new Set())} />
      ) : null}
    </Page>
  );
}

function Row({ name, work, chosen, onChoose }: { name: string; work: Work; chosen: boolean; onChoose: () => void }) {
  const reading = records.get("reading", work.assignment.id);
  const arranged = records.get("arrangement", `${work.assignment.id}~${work.learner}`);
  const step = stepOf(work, reading);
  const at = reachedAt(work, step, reading);
  const notes = [
    at ? moment(at) : "",
    arranged?.due_at ? t("until", { when: moment(arranged.due_at) }) : "",
    arranged?.reminded_at ? t("remindedAt", { when: moment(arranged.reminded_at) }) : "",
  ].filter(Boolean);
  return (
    <li class="desk-row task-row-choice">
      <label class="task-choice">
        <input type="checkbox" aria-label={t("choose", { name })} checked={chosen} onChange={onChoose} />
      </label>
      <a class="desk-row-text" href={`/t/work/${encodeURIComponent(work.assignment.id)}/${encodeURIComponent(work.learner)}`}>
        <b>{name}</b>
        {notes.length > 0 ? <span>{notes.join(" · ")}</span> : null}
      </a>
      <Chip tone={STEPS[step].tone} icon={STEPS[step].icon}>
        {step === "marked" ? t("marked", { mark: work.mark?.mark ?? "" }) : t(step)}
      </Chip>
    </li>
  );
}
