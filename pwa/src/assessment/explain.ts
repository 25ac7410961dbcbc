/** «Explain this mark»: the steps of a result as sentences, word for word those of the server. */
import written from "../../../server/assessment/explanations.json";

import type { Lang } from "../i18n/index.ts";
import type { Part, PartResult, Scale, TermResult } from "./engine.ts";
import { fraction, type Fraction, rounded, times } from "./fraction.ts";
import { decimalText } from "./policies.ts";

const SHOWN_PLACES = 2;
const TEN = fraction(10);
const HUNDRED = fraction(100);

/** A sentence per step; numbers are shown to two places at most. */
export function explain(result: TermResult, language: Lang, scale: Scale = "marks"): string[] {
  const lines = result.parts.map((part) => filled(written[part.part][language], numbers(part, language)));
  if (result.mark === null) {
    const parts = result.missing.map((part) => written.names[part][language]).join(", ");
    const percent = result.soFar === null ? "—" : `${shown(result.soFar, language)} %`;
    return [...lines, filled(written.missing[language], { parts, percent })];
  }
  const key = scale === "marks" ? "total" : result.mark ? "pass" : "fail";
  return [...lines, filled(written[key][language], { percent: shown(result.percent ?? fraction(0), language), mark: String(result.mark) })];
}

export function partName(part: Part, language: Lang): string {
  return written.names[part][language];
}

/** Rounded half up to two places, without needless noughts, with the language's comma. */
export function shown(value: Fraction, language: Lang): string {
  const text = decimalText(rounded(value, SHOWN_PLACES), SHOWN_PLACES);
  return language === "en" ? text : text.replace(".", ",");
}

function numbers(part: PartResult, language: Lang): Record<string, string> {
  return {
    count: String(part.count),
    points: shown(part.points, language),
    most: shown(part.most, language),
    mean: shown(times(part.share, TEN), language),
    share: shown(times(part.share, HUNDRED), language),
    weight: String(part.weight),
    percent: shown(part.percent, language),
  };
}

function filled(text: string, words: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => words[name] ?? whole);
}
