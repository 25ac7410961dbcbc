/** Parts, outcomes and results of the gradebook in the reader's words. */
import type { Scale } from "../../assessment/engine.ts";
import { shown } from "../../assessment/explain.ts";
import { decimal } from "../../assessment/policies.ts";
import type { AssessmentDoc, Part, ScoreOutcome, TermMarkDoc } from "../../data/docs.ts";
import { t } from "../../i18n/assessment.ts";
import { lang } from "../../i18n/index.ts";
import { date, noon } from "../../i18n/time.ts";
import type { BookRow } from "./model.ts";

const PARTS = { formative: "formative", section: "section", term: "termPart" } as const;
const SHORT = { absent: "absentShort", exempt: "exemptShort", not_studied: "not_studiedShort" } as const;
const TERM_OUTCOMES = { unattested: "unattested", exempt: "exemptTerm", not_studied: "notStudiedTerm", not_certified: "not_certified" } as const;

export function partWord(part: Part): string {
  return t(PARTS[part]);
}

/** «13,5» in the reader's way. */
export function pointsText(points: string | null): string {
  const value = decimal(points);
  return value ? shown(value, lang.value) : "";
}

/** What stands in a cell; empty for nothing. */
export function cellText(outcome: ScoreOutcome, points: string | null): string {
  if (outcome === "points") return pointsText(points);
  return outcome === "none" ? "" : t(SHORT[outcome]);
}

export function dayText(day: string): string {
  return date(noon(day));
}

/** «БЖБ · Бөлшектер», or the day where it has no name. */
export function columnName(column: AssessmentDoc): string {
  return `${partWord(column.part)} · ${column.title || dayText(column.date)}`;
}

export function markText(mark: number | null, scale: Scale): string {
  if (mark === null) return "";
  return scale === "marks" ? String(mark) : t(mark ? "passed" : "failed");
}

export function signedText(signed: Pick<TermMarkDoc, "outcome" | "mark"> & { scale: Scale }): string {
  return signed.outcome === "mark" ? markText(signed.mark, signed.scale) : t(TERM_OUTCOMES[signed.outcome]);
}

/** «87 %» of what is there so far. */
export function shortPercent({ reckoned: { result } }: Pick<BookRow, "reckoned">): string {
  return result?.soFar ? t("percent", { percent: shown(result.soFar, lang.value) }) : "";
}

/** «87 %», «әзірге 87 %», or nothing. */
export function percentText(row: Pick<BookRow, "reckoned">): string {
  const { result, mark } = row.reckoned;
  if (!result?.soFar) return "";
  return t(mark === null ? "soFar" : "percent", { percent: shown(result.soFar, lang.value) });
}
