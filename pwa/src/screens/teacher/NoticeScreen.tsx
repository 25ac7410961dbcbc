/** One notice of a class: who has read it, the tasks that came with it, and the way into a messenger. */
import { submit } from "../../data/outbox.ts";
import { records, recordsReady, type NoticeDoc } from "../../data/records.ts";
import { t } from "../../i18n/packets.ts";
import { t as desk } from "../../i18n/teacher.ts";
import { date, moment } from "../../i18n/time.ts";
import { go } from "../../router.ts";
import type { ScreenProps } from "../../routes.tsx";
import { Chip, EmptyState, Loading, ProgressBar } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Card } from "../../ui/Card.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { assignments, classForNewTask, index, me, nowText, packetForNewTask, pupilsIn } from "./desk.ts";
import { addressed, asText, owes, readBy } from "./model/packet.ts";
import { dueText, shareText } from "./share.ts";
import "./teacher.css";

export default function NoticeScreen({ params }: ScreenProps) {
  const notice = records.get("notice", params["id"] ?? "");
  if (notice) return <Report notice={notice} />;
  return (
    <Page title={t("notices")} back="/t">
      {recordsReady.value ? <EmptyState icon="search" title={t("gone")} /> : <Loading label={desk("loading")} />}
    </Page>
  );
}

function Report({ notice }: { notice: NoticeDoc }) {
  const pupils = addressed(notice, pupilsIn(notice.class));
  const reading = records.get("reading", notice.id);
  const { read, all, parents } = readBy(reading, pupils);
  const tasks = assignments.value.filter((one) => one.packet === notice.id);
  const back = `/t/class/${encodeURIComponent(notice.class)}`;

  const addTask = (): void => {
    classForNewTask.value = notice.class;
    packetForNewTask.value = notice.id;
    go("/t/new");
  };
  const withdraw = async (): Promise<void> => {
    await submit({ kind: "notice.withdraw", record: notice.id, fields: {} });
    toast(t("withdrawn"));
    go(back, { replace: true });
  };

  return (
    <Page title={notice.title} back={back}>
      <div class="stack-wide">
        <Card>
          <div class="stack">
            <p class="small muted">
              {moment(notice.created_at)}
              {notice.due_at ? ` · ${t("dueShort", { when: moment(notice.due_at) })}` : ""}
            </p>
            {notice.text ? <p class="prose">{notice.text}</p> : null}
            <p>
              <b>{t("readBy", { n: read, all })}</b>
              {parents > 0 ? <span class="muted"> · {t("readByParents", { n: parents })}</span> : null}
            </p>
            <ProgressBar value={read} max={Math.max(1, all)} label={t("readBy", { n: read, all })} />
            <Button kind="quiet" icon="share" block onClick={() => void shareText(asText(notice, tasks, dueText))}>
              {t("share")}
            </Button>
          </div>
        </Card>
        <section class="stack">
          <h2>{t("tasks")}</h2>
          <ul class="desk-list">
            {tasks.map((task) => {
              const asked = addressed(task, pupilsIn(task.class));
              const done = asked.filter((pupil) => !owes(index.value.work(task, pupil.id, nowText.value))).length;
              return (
                <li key={task.id}>
                  <a class="desk-row" href={`/t/task/${encodeURIComponent(task.id)}`}>
                    <span class="desk-row-text">
                      <b>{task.title}</b>
                      <span>{task.due_at ? date(task.due_at) : desk("dueNone")}</span>
                    </span>
                    <span class="desk-row-side">
                      <span>{desk("doneOf", { done, all: asked.length })}</span>
                    </span>
                    <Icon name="next" small />
                  </a>
                </li>
              );
            })}
          </ul>
          <Button kind="primary" icon="plus" block onClick={addTask}>
            {t("addTask")}
          </Button>
        </section>
        <section class="stack">
          <h2>{t("pupils")}</h2>
          <ul class="desk-list">
            {pupils.map((pupil) => {
              const at = reading?.opened[pupil.id];
              const came = reading?.delivered[pupil.id];
              return (
                <li key={pupil.id} class="desk-row">
                  <span class="desk-row-text">
                    <b>{pupil.name}</b>
                    {(at ?? came) ? <span>{moment(at ?? came ?? "")}</span> : null}
                  </span>
                  <Chip tone={at ? "good" : came ? "accent" : "neutral"} icon={at ? "eye" : came ? "phone" : "clock"}>
                    {t(at ? "opened" : came ? "delivered" : "issued")}
                  </Chip>
                </li>
              );
            })}
          </ul>
        </section>
        {notice.author === me.value ? (
          <Button kind="danger" icon="trash" block onClick={() => void withdraw()}>
            {t("withdraw")}
          </Button>
        ) : null}
      </div>
    </Page>
  );
}
