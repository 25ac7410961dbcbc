/** The school that somebody leads or inspects, and days in its calendar. */
import { LEADING, ledSchool, schoolNow } from "../people/led.ts";

export function schoolOverseen(): string {
  return schoolNow();
}

/** Inspectors look, and never meet a button that they may not press. */
export function leads(): boolean {
  return ledSchool(LEADING) !== "";
}

/** «27.11.2026» */
export function dayText(iso: string): string {
  const [year = "", month = "", day = ""] = iso.slice(0, 10).split("-");
  return `${day}.${month}.${year}`;
}
