/** Whose parent somebody is. */
import { records } from "../../data/records.ts";
import { compareKazakh } from "../../i18n/collate.ts";
import { nameOf } from "../pupil/mine.ts";

/** Ids of the children of a guardian, in the order of a register. */
export function childrenOf(guardian: string): string[] {
  const ids = new Set(records.list("guardian").value.filter((one) => one.guardian === guardian).map((one) => one.learner));
  return [...ids].sort((a, b) => compareKazakh(nameOf(a), nameOf(b)));
}
