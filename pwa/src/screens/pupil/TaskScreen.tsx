/** One assignment: what to do, with what, the answer, and what became of it. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { pending } from "../../data/outbox.ts";
import { records, recordsReady } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/pupil.ts";
import type { ScreenProps } from "../../routes.tsx";
import { EmptyState, Loading, Notice } from "../../ui/bits.tsx";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { Card } from "../../ui/Card.tsx";
import { Page } from "../../ui/Page.tsx";
import { TellLink } from "../common/TellLink.tsx";
import { reasonText } from "../common/waiting.ts";
import { Criteria } from "./Criteria.tsx";
import { Files } from "./files.tsx";
import { HandIn } from "./HandIn.tsx";
import { tasksFor } from "./mine.ts";
import { MyWork, TeacherMark } from "./MyWork.tsx";
import { findLesson } from "./model/lessons.ts";
import type { Task } from "./model/todo.ts";
import { opened } from "./receipts.ts";
import { dueText } from "./TaskCard.tsx";

export default function TaskScreen({ params }: ScreenProps) {
  const me = session.value?.person ?? "";
  const task = tasksFor(me).find((one) => one.assignment.id === params["id"]);
  const found = task?.assignment.id;
  useEffect(() => {
    if (found !== undefined) void opened(found);
  }, [found]);
  if (!task) {
    return (
      <Page title={t("todo")} back="/todo">
        {recordsReady.value ? <EmptyState icon="search" title={t("gone")} text={t("goneText")} /> : <Loading label={core("loading")} />}
      </Page>
    );
  }
  const about = <About key="about" task={task} />;
  const answer = <Answer key="answer" task={task} me={me} />;
  return (
    <Page title={core("kindAssignment")} back="/todo">
      {/* Once handed in, people come back for the mark and for where the work is. */}
      <div class="stack">
        {task.submissions.length > 0 ? [answer, about] : [about, answer]}
        <TellLink place="task" about={task.assignment.id} />
      </div>
    </Page>
  );
}

function About({ task }: { task: Task }) {
  const { assignment } = task;
  const found = assignment.lesson === null ? null : findLesson(records.list("course").value, assignment.lesson);
  const paper = assignment.lesson === null ? undefined : records.get("paper", assignment.lesson);
  const packet = assignment.packet ? records.get("notice", assignment.packet) : undefined;
  const facts = [dueText(task), ...(task.arrangement?.due_at ? [t("ownDue")] : [])];
  if (assignment.max_mark !== null) facts.push(t("maxMark", { n: assignment.max_mark }));
  return (
    <Card>
      <div class="stack">
        <div>
          <h2>{assignment.title}</h2>
          <p class="small muted">{facts.join(" · ")}</p>
        </div>
        {packet && <a href={`/notice/${encodeURIComponent(packet.id)}`}>{packet.title}</a>}
        {assignment.instructions !== "" && <p class="prose">{assignment.instructions}</p>}
        <Criteria criteria={assignment.criteria ?? []} points={task.mark?.points ?? []} />
        {assignment.files.length > 0 && (
          <div class="stack">
            <h3>{t("teacherFiles")}</h3>
            <Files owner="assignments" record={assignment.id} files={assignment.files} />
          </div>
        )}
        {paper && (
          <LinkButton kind="primary" icon="play" block href={`/play/paper/${encodeURIComponent(paper.id)}`}>
            {t("openQuiz")}
          </LinkButton>
        )}
        {found && (
          <LinkButton kind="quiet" icon="book" block href={`/lesson/${encodeURIComponent(found.lesson.id)}`}>
            {t("openLesson")}: {found.lesson.title}
          </LinkButton>
        )}
      </div>
    </Card>
  );
}

function Answer({ task, me }: { task: Task; me: string }) {
  const again = useSignal(false);
  const { assignment, submissions, mark } = task;
  const held = pending.value.held.find((one) => one.kind === "submission.hand_in" && one.fields["assignment"] === assignment.id) ?? null;
  const takes = assignment.accepts.length > 0;
  const writing = takes && (submissions.length === 0 || task.returned || again.value || held !== null);
  return (
    <>
      {mark && <TeacherMark mark={mark} />}
      {held && (
        <Notice tone="warn" icon="alert">
          <p>
            <strong>{t("heldWork")}</strong>
          </p>
          <p class="small">{reasonText(held)}</p>
        </Notice>
      )}
      {writing && (
        <Card>
          <HandIn assignment={assignment} person={me} held={held} onDone={() => (again.value = false)} />
        </Card>
      )}
      {!takes && submissions.length === 0 && !records.get("paper", assignment.lesson ?? "") && <Notice icon="info">{t("noHandIn")}</Notice>}
      {submissions.map((submission, index) => (
        <MyWork
          key={submission.id}
          submission={submission}
          mark={mark}
          number={submissions.length - index}
          total={submissions.length}
          due={task.due}
        />
      ))}
      {takes && !writing && (
        <Button kind="quiet" icon="edit" block onClick={() => (again.value = true)}>
          {t("handInAgain")}
        </Button>
      )}
    </>
  );
}
