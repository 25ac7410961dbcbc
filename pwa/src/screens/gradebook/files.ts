/** Books and reports as files, made by the school's server. */
import { saveFile } from "../../data/saving.ts";
import { t } from "../../i18n/gradebook.ts";
import { lang } from "../../i18n/index.ts";
import { toast } from "../../ui/toast.tsx";
import type { Place } from "./desk.ts";

export function saveBook({ class: classId, subject }: Place, ending: "csv" | "xlsx", term: string): void {
  save(`/api/v1/gradebook/${encodeURIComponent(classId)}/${encodeURIComponent(subject)}/book.${ending}?term=${term}&language=${lang.peek()}`, `gradebook.${ending}`);
}

/** The screen that takes points from a file. */
export function importAddress({ class: classId, subject }: Place, term: string): string {
  return `/t/book/${encodeURIComponent(classId)}/${encodeURIComponent(subject)}/import/${term}`;
}

export function saveReport(classId: string, term: string): void {
  save(`/api/v1/gradebook/${encodeURIComponent(classId)}/report.xlsx?term=${term}&language=${lang.peek()}`, "report.xlsx");
}

function save(path: string, name: string): void {
  saveFile(path, name).catch(() => toast(t("saveFailed")));
}
