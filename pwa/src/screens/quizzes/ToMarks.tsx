/** Results of a paper become marks of its task, which the gradebook reads: nothing is entered twice. */
import { useState } from "preact/hooks";

import { records } from "../../data/records.ts";
import { t } from "../../i18n/writing.ts";
import { Button } from "../../ui/Button.tsx";
import { toast } from "../../ui/toast.tsx";
import { giveAtOnce, marks, workOf } from "../teacher/desk.ts";
import type { Tried } from "../teacher/resultsData.ts";
import { countedIn, resultsToGive } from "./model/marks.ts";

export function ToMarks({ item, attempts }: { item: string; attempts: readonly Tried[] }) {
  const [busy, setBusy] = useState(false);
  const paper = records.get("paper", item);
  const task = records.list("assignment").value.find((one) => one.lesson === item);
  if (!paper || !task) return null;
  const marked = new Set(marks.value.filter((one) => one.assignment === task.id && !one.returned).map((one) => one.learner));
  // The marks as the button counts them, each over what is there now: what comes while they are written is not overlooked.
  const ready = resultsToGive(paper, attempts, marked).flatMap(({ learner, mark }) => {
    const work = workOf(task, learner);
    const submissions = countedIn(work.submissions, attempts);
    return submissions ? [{ work: { ...work, submissions }, mark }] : [];
  });
  if (ready.length === 0) return null;
  const give = async (): Promise<void> => {
    setBusy(true);
    try {
      for (const { work, mark } of ready) await giveAtOnce(work, { mark, comment: "", returned: false });
      toast(t("toMarksDone", { n: ready.length }));
    } catch {
      toast(t("notSaved"));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="stack">
      <Button kind="primary" icon="star" block busy={busy} onClick={() => void give()}>
        {t("toMarks", { n: ready.length })}
      </Button>
      <p class="small muted">{t("toMarksMore")}</p>
    </div>
  );
}
