/** Writes what was changed and offers the way back. */
import { localFile, type WorkBlob } from "../../data/files.ts";
import { type NewOperation, submit } from "../../data/outbox.ts";
import type { PlanRowDoc } from "../../data/records.ts";
import { over } from "../../data/rewriting.ts";
import { session } from "../../data/session.ts";
import { t } from "../../i18n/plans.ts";
import type { Change } from "../../planning/timetable.ts";
import { toast } from "../../ui/toast.tsx";

/**
 * The files that an operation names, as far as they are on this phone: who copies or restores a row brings its files
 * along, since the school's server opens to a plan's readers what one of its authors has brought.
 */
async function filesOf(operation: NewOperation, fresh: readonly WorkBlob[]): Promise<WorkBlob[]> {
  const person = session.peek()?.person ?? "";
  const found: WorkBlob[] = [];
  for (const { sha256, name, type, size } of (operation.fields["files"] as PlanRowDoc["files"] | undefined) ?? []) {
    const blob = fresh.find((one) => one.sha256 === sha256)?.blob ?? (await localFile(person, sha256));
    if (blob) found.push({ sha256, name, type, size, blob });
  }
  return found;
}

/** `onStep` hears how many of its operations are on the phone; `fresh` are files that were just chosen. */
export async function makeChange(change: Change, said: string, onStep: (n: number) => void = () => undefined, fresh: readonly WorkBlob[] = []): Promise<void> {
  const made: string[] = [];
  for (const operation of change.makes) {
    made.push(await submit(operation, await filesOf(operation, fresh)));
    onStep(made.length);
  }
  const of = made.map((op, at) => change.makes[at]?.record ?? op);
  const followed = change.follows?.(of) ?? [];
  for (const [operation] of followed) made.push(await submit(operation));
  const all = [...change.makes, ...followed.map(([operation]) => operation)];
  const back = over([...followed.map(([, undo]) => undo), ...change.undoes(of)], all, made);
  const undo = async (): Promise<void> => {
    for (const operation of back) await submit(operation, await filesOf(operation, fresh));
    toast(t("undone"));
  };
  toast(said, back.length === 0 ? null : { label: t("undo"), run: () => void undo() });
}
