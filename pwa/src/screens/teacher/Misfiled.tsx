/** Work that was handed in under another pupil's name (a family's phone, a shared tablet) comes under the right one. */
import { useState } from "preact/hooks";

import { fileFields, workBlob, type WorkBlob } from "../../data/files.ts";
import { FILES_PER_WORK } from "../../data/limits.ts";
import { submit } from "../../data/outbox.ts";
import { type AssignmentDoc, records, type SubmissionDoc } from "../../data/records.ts";
import { t } from "../../i18n/misfiled.ts";
import { Button } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { FormSheet } from "../../ui/FormSheet.tsx";
import { toast } from "../../ui/toast.tsx";
import { classes, giveAtOnce, nameOf, ownAssignments, pupilsIn } from "./desk.ts";
import type { Work } from "./model/work.ts";
import { Pills } from "./Pills.tsx";
import { workFile } from "./photos.ts";

/** What the pupil reads who has to hand in their own, in the language of the class. */
const WHY: Readonly<Record<string, string>> = {
  kk: "Бұл басқа оқушының жұмысы екен, соның атына көшірілді. Енді өз жұмысыңды тапсыр.",
  ru: "Это оказалась работа другого ученика, она перенесена на его имя. Теперь сдай свою работу.",
  en: "This turned out to be another pupil's work and was moved to their name. Now hand in your own.",
};

class NotHere extends Error {}
class TooMany extends Error {}

function reasonOf(error: unknown): string {
  if (error instanceof NotHere) return t("notHere");
  return error instanceof TooMany ? t("tooMany", { n: FILES_PER_WORK }) : t("notMoved");
}

interface Moved {
  readonly work: Work;
  readonly submission: SubmissionDoc;
}

export function Misfiled({ work, submission }: Moved) {
  // The hand-in that was tapped: another may come while the sheet is open, and that one stays where it is.
  const [tapped, setTapped] = useState<Moved | null>(null);
  return (
    <>
      <Button kind="quiet" icon="people" onClick={() => setTapped({ work, submission })}>
        {t("misfiled")}
      </Button>
      {tapped && <MoveSheet {...tapped} onClose={() => setTapped(null)} />}
    </>
  );
}

function MoveSheet({ work, submission, onClose }: Moved & { onClose: () => void }) {
  const [task, setTask] = useState(work.assignment);
  const [learner, setLearner] = useState<string | null>(null);
  const labelOf = (one: AssignmentDoc): string => [classes.value.find(({ id }) => id === one.class)?.label, one.title].filter(Boolean).join(" · ");
  const tasks = [work.assignment, ...ownAssignments.value.filter((one) => one.id !== work.assignment.id)];
  const pupils = pupilsIn(task.class).filter((one) => task.id !== work.assignment.id || one.id !== work.learner);
  const move = async (): Promise<void> => {
    if (learner === null) return;
    const blobs = await partsOf(submission);
    const fields = { assignment: task.id, learner, files: blobs.map(fileFields), made_at: submission.made_at };
    // First it stands where it belongs: whatever comes between, nothing is lost.
    await submit({ kind: "submission.take_in", fields }, blobs);
    const language = records.get("class", work.assignment.class)?.language ?? "kk";
    await giveAtOnce(work, { mark: "", comment: WHY[language] ?? WHY["kk"] ?? "", returned: true });
    toast(t("moved", { name: nameOf(learner) }));
  };
  return (
    <FormSheet title={t("whose")} action={t("move")} failed={reasonOf} fault={learner === null} onSave={move} onClose={onClose}>
      {(tried) => (
        <>
          <p class="small muted">{t("what", { name: nameOf(work.learner) })}</p>
          {tasks.length > 1 && (
            <Field id="moved-task" label={t("task")}>
              <select
                id="moved-task"
                class="input"
                aria-describedby={noteId("moved-task")}
                value={task.id}
                onChange={(event) => {
                  setTask(tasks.find((one) => one.id === event.currentTarget.value) ?? work.assignment);
                  setLearner(null);
                }}
              >
                {tasks.map((one) => (
                  <option key={one.id} value={one.id}>
                    {labelOf(one)}
                  </option>
                ))}
              </select>
            </Field>
          )}
          <Pills legend={t("whose")} options={pupils.map(({ id, name }) => ({ value: id, label: name }))} chosen={(one) => one === learner} onChoose={setLearner} />
          {tried && learner === null && (
            <p class="field-error" role="alert">
              {t("choose")}
            </p>
          )}
        </>
      )}
    </FormSheet>
  );
}

/** Everything of the work as files: what a teacher takes in has no text of its own. Throws NotHere and TooMany. */
async function partsOf(submission: SubmissionDoc): Promise<readonly WorkBlob[]> {
  if (submission.files.length + Number(submission.text !== "") > FILES_PER_WORK) throw new TooMany();
  const parts: WorkBlob[] = [];
  for (const file of submission.files) {
    const blob = await workFile(submission, file);
    if (!blob) throw new NotHere(file.name);
    parts.push({ sha256: file.sha256, name: file.name, type: file.type, size: file.size, blob });
  }
  if (submission.text !== "") parts.push(await workBlob(new Blob([submission.text], { type: "text/plain" }), `${t("answer")}.txt`));
  return parts;
}
