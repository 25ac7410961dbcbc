/** The school that somebody leads or inspects, and days in its calendar. */
import { session } from "../../data/session.ts";

const OVERSEEING: ReadonlySet<string> = new Set(["admin", "director", "deputy", "inspector"]);

export function schoolOverseen(): string {
  return session.value?.roles.find((grant) => OVERSEEING.has(grant.role))?.school ?? "";
}

/** Inspectors look, and never meet a button that they may not press. */
export function leads(): boolean {
  return session.value?.roles.some((grant) => grant.role !== "inspector" && OVERSEEING.has(grant.role)) ?? false;
}

/** «27.11.2026» */
export function dayText(iso: string): string {
  const [year = "", month = "", day = ""] = iso.slice(0, 10).split("-");
  return `${day}.${month}.${year}`;
}
