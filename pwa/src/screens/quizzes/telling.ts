/** Puts the result of a paper into the learner's record, beside those of other lessons. */
import type { PaperDoc } from "../../data/docs.ts";
import { sha256Of } from "../../data/hash.ts";
import { submit } from "../../data/outbox.ts";
import { records } from "../../data/records.ts";
import { NAMES } from "../../player/xapi/rules.ts";
import { idOf, operationFields } from "../../player/xapi/statement.ts";
import { resultStatement } from "./model/result.ts";

export async function tellResult(paper: PaperDoc, attempt: string): Promise<void> {
  const known = records.list("attempt").peek().find((one) => one.id === attempt);
  if (known?.completion !== "completed") return;
  const statement = resultStatement(paper, known, NAMES.home, await sha256Of(new Blob([attempt])));
  await submit({ kind: "statement.put", record: idOf(statement), fields: operationFields(statement, paper.school) });
}
