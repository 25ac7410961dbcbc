/** What the server's doctor says, and which light that is. */
import { useEffect, useState } from "preact/hooks";

import { askMine } from "../../../data/asking.ts";
import { lang } from "../../../i18n/index.ts";

export type Level = "bad" | "warning" | "advice" | "ok";
export type Heading = "calm" | "look" | "act";

/** One finding of GET /api/v1/doctor, in the language that was asked for. */
export interface Finding {
  readonly code: string;
  readonly level: Level;
  readonly what: string;
  readonly advice: string;
}

export interface Checkup {
  readonly level: Level;
  readonly findings: readonly Finding[];
}

const HEADINGS: readonly Heading[] = ["calm", "look", "act"];

/** Advice does not alarm, and neither does what did not come. */
export function lightOf(checkup: Checkup | "away" | null): Heading {
  if (checkup === null || checkup === "away") return "calm";
  return checkup.level === "bad" ? "act" : checkup.level === "warning" ? "look" : "calm";
}

export function worse(one: Heading, other: Heading): Heading {
  return HEADINGS.indexOf(one) > HEADINGS.indexOf(other) ? one : other;
}

/** Asked once for each language while the page is open: looking costs the server a tenth of a second. */
export function useCheckup(): Checkup | "away" | null {
  const [checkup, setCheckup] = useState<Checkup | "away" | null>(null);
  useEffect(() => {
    let current = true;
    askMine<Checkup>(`/api/v1/doctor?language=${lang.value}`).then(
      (told) => current && setCheckup(told),
      () => current && setCheckup("away"),
    );
    return () => {
      current = false;
    };
  }, [lang.value]);
  return checkup;
}
