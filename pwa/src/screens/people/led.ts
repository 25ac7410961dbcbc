/** The school that somebody answers for. */
import { session } from "../../data/session.ts";

export const LEADING: ReadonlySet<string> = new Set(["admin", "director", "deputy"]);
/** Who may bring lists in and move classes up. */
export const IMPORTING: ReadonlySet<string> = new Set(["admin", "director"]);

/** The first, where there are several; empty for somebody without one. */
export function ledSchool(roles: ReadonlySet<string>): string {
  return session.value?.roles.find((grant) => roles.has(grant.role) && grant.school)?.school ?? "";
}
