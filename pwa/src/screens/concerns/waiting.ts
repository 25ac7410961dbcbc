/** What others told, as the pages that lead to it speak of it. */
import type { ConcernDoc } from "../../data/docs-concerns.ts";
import { records } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { t } from "../../i18n/concernsRead.ts";
import { type Told, told, waiting } from "./model.ts";

/** A teacher who is a parent as well told some of it herself, and has it on her own page. */
function others(): ConcernDoc[] {
  const me = session.value?.person;
  return records.list("concern").value.filter((one) => one.author !== me);
}

export function toldByOthers(): Told[] {
  return told(others(), records.list("concern_step").value);
}

/** Whether there is, or ever was, something for who is here to read. */
export function readsConcerns(): boolean {
  return others().length > 0;
}

/** How many of them wait. */
export function openConcerns(): number {
  return waiting(toldByOthers()).length;
}

export function concernsTitle(): string {
  const open = openConcerns();
  return open === 0 ? t("title") : `${t("title")} · ${open}`;
}
