/** The facts of the status and the findings of the doctor, in words and under one kind of light. */
import { node } from "../../data/node.ts";
import { t, type AdminKey } from "../../i18n/admin.ts";
import { named } from "../../i18n/index.ts";
import { moment, size } from "../../i18n/time.ts";
import type { IconName } from "../../ui/Icon.tsx";
import { LIGHT_ICONS, type Told } from "./Lights.tsx";
import type { Finding, Level } from "./model/checkup.ts";
import { type Fact, type Light, whyOf } from "./model/facts.ts";

const LIGHTS: Readonly<Record<Level, Light>> = { bad: "act", warning: "look", advice: "unknown", ok: "calm" };
const FINDING_ICONS: Readonly<Record<Level, IconName>> = { bad: "alert", warning: "info", advice: "info", ok: "check" };

/** What is told when all is well, too: whoever answers for a school wants to read when the last copy was made. */
const COPIES: ReadonlySet<string> = new Set(["backup-ok", "backup-today", "copy-above", "copy-above-today"]);

/** What somebody should look at: it stands first. */
export function isTrouble({ light }: Pick<Told, "light">): boolean {
  return light === "look" || light === "act";
}

/** `lastError`: why the last exchange ended early; null when it did not. */
export function ofFact(fact: Fact, lastError: string | null): Told {
  return {
    key: fact.name,
    light: fact.light,
    icon: LIGHT_ICONS[fact.light],
    title: t(fact.name, { hub: named(node.value?.upstream?.name) }),
    text: sentence(fact),
    advice: isTrouble(fact) ? t(`${fact.name}Do`) : "",
    more: fact.name === "exchange" && lastError ? t(`why_${whyOf(lastError)}` as const) : "",
  };
}

export function ofFindings(findings: readonly Finding[]): Told[] {
  return findings
    .filter(({ code, level }) => level !== "ok" || COPIES.has(code))
    .map(({ code, level, what, advice }) => ({ key: code, light: LIGHTS[level], icon: FINDING_ICONS[level], text: what, advice }));
}

function sentence(fact: Fact): string {
  const { values } = fact;
  const number = (name: string): number => Number(values[name] ?? 0);
  const key = `${fact.name}${fact.saying.charAt(0).toUpperCase()}${fact.saying.slice(1)}` as AdminKey;
  return t(key, {
    n: number("days") || number("minutes") || number("count"),
    time: typeof values["at"] === "string" && values["at"] !== "" ? moment(values["at"]) : "",
    machine: typeof values["machine"] === "string" ? values["machine"].slice(0, 10) : "",
    operations: number("operations"),
    files: number("files"),
    size: size(number("bytes")),
    free: size(number("free")),
  });
}
