/** The school that somebody answers for: of several the one that they work for now. */
import { signal } from "@preact/signals";

import { session } from "../../data/session.ts";

export const LEADING: ReadonlySet<string> = new Set(["admin", "director", "deputy"]);
/** Who may bring lists in and move classes up. */
export const IMPORTING: ReadonlySet<string> = new Set(["admin", "director"]);
/** Inspectors look on. */
export const OVERSEEING: ReadonlySet<string> = new Set([...LEADING, "inspector"]);

/** In localStorage, for the next time. */
const STORED = "tirek-school";
const chosen = signal(stored());

/** Those that somebody leads or inspects, each once. */
export function schoolsOverseen(): string[] {
  return [...new Set((session.value?.roles ?? []).flatMap((grant) => (OVERSEEING.has(grant.role) && grant.school) || []))];
}

/** The one that all pages of leaders and inspectors are about: the first, until another is chosen. */
export function schoolNow(): string {
  const all = schoolsOverseen();
  return all.includes(chosen.value) ? chosen.value : (all[0] ?? "");
}

export function workFor(school: string): void {
  chosen.value = school;
  try {
    localStorage.setItem(STORED, school);
  } catch {
    // Storage may be forbidden; the choice then lasts until the app is closed.
  }
}

/** The school that somebody works for now; empty for somebody without one of these roles there. */
export function ledSchool(roles: ReadonlySet<string>): string {
  const now = schoolNow();
  return session.value?.roles.some((grant) => roles.has(grant.role) && grant.school === now) ? now : "";
}

function stored(): string {
  try {
    return localStorage.getItem(STORED) ?? "";
  } catch {
    return "";
  }
}
