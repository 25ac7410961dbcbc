/** Writes what was changed and offers the way back. */
import { submit } from "../../data/outbox.ts";
import { t } from "../../i18n/plans.ts";
import type { Change } from "../../planning/timetable.ts";
import { toast } from "../../ui/toast.tsx";

/** `onStep` hears how many of its operations are on the phone. */
export async function makeChange(change: Change, said: string, onStep: (n: number) => void = () => undefined): Promise<void> {
  const made: string[] = [];
  for (const operation of change.makes) {
    const op = await submit(operation);
    made.push(operation.record ?? op);
    onStep(made.length);
  }
  const back = change.undoes(made);
  const undo = async (): Promise<void> => {
    for (const operation of back) await submit(operation);
    toast(t("undone"));
  };
  toast(said, back.length === 0 ? null : { label: t("undo"), run: () => void undo() });
}
