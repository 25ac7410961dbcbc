/** What the pupil has handed in for a task: how far it has come, its receipt, the mark. */
import type { MarkDoc, SubmissionDoc } from "../../data/docs.ts";
import { node } from "../../data/node.ts";
import { t as core } from "../../i18n/core.ts";
import { named } from "../../i18n/index.ts";
import { t } from "../../i18n/pupil.ts";
import { moment } from "../../i18n/time.ts";
import { Chip } from "../../ui/bits.tsx";
import { Card } from "../../ui/Card.tsx";
import { Ladder } from "../../ui/Ladder.tsx";
import { VoicePlayer } from "../common/VoicePlayer.tsx";
import { Files } from "./files.tsx";
import { nameOf } from "./mine.ts";
import { climb, type Rung } from "./model/ladder.ts";
import { markText } from "./TaskCard.tsx";

const LABELS: Readonly<Record<Rung, "onPhone" | "atSchool" | "seen" | "marked">> = {
  phone: "onPhone",
  school: "atSchool",
  seen: "seen",
  marked: "marked",
};

export function MyWork({ submission, mark, number, total, due }: {
  submission: SubmissionDoc;
  mark: MarkDoc | null;
  /** Its place among the works handed in for this task, from 1. */
  number: number;
  total: number;
  due: string | null;
}) {
  const upstream = node.value?.upstream;
  const name = named(upstream?.name);
  const late = due !== null && submission.made_at > due;
  return (
    <Card>
      <div class="stack">
        <div class="row">
          <h2 class="row-grow">{total > 1 ? t("workNo", { n: number }) : t("yourWork")}</h2>
          {late && (
            <Chip tone="warn" icon="clock">
              {t("madeLate")}
            </Chip>
          )}
        </div>
        <Ladder
          steps={climb(submission, mark).map((step) => ({
            label: core(LABELS[step.rung]),
            done: step.done,
            when: step.at === null ? null : moment(step.at),
          }))}
          central={upstream ? { done: submission.central, label: core(submission.central ? "centralDone" : "centralWaiting", { name }) } : null}
        />
        {submission.receipt !== null && submission.at_school && (
          <div>
            <p class="receipt">
              <span>{core("receipt")}</span>
              <strong>{submission.receipt}</strong>
            </p>
            <p class="small muted">{t("receiptText")}</p>
          </div>
        )}
        {submission.text !== "" && <p class="prose">{submission.text}</p>}
        {submission.files.length > 0 && <Files owner="submissions" record={submission.id} files={submission.files} drawing={mark?.submission === submission.id ? (mark.drawing ?? []) : []} />}
      </div>
    </Card>
  );
}

export function TeacherMark({ mark }: { mark: MarkDoc }) {
  return (
    <Card>
      <div class="stack">
        <h2>{t(mark.returned ? "returned" : "teacherMark")}</h2>
        {mark.returned ? <p>{t("returnedText")}</p> : <p class="mark-big">{markText(mark.mark, mark.max)}</p>}
        {mark.comment !== "" && <p class="prose">{mark.comment}</p>}
        {(mark.files ?? []).map((file) => (
          <VoicePlayer key={file.sha256} record={mark.id} file={file} />
        ))}
        {mark.drawing && mark.drawing.length > 0 && <p class="small muted">{t("seeDrawing")}</p>}
        <p class="small muted">
          {nameOf(mark.author)} · {moment(mark.made_at)}
        </p>
        {mark.others.map((other) => (
          <p key={other.op} class="small muted">
            {t("otherMark", { mark: other.mark })} · {nameOf(other.author)}
          </p>
        ))}
      </div>
    </Card>
  );
}
