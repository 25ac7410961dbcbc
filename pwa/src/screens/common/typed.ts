/** Fields of date and time, which show and take what the school's clock says, whatever this phone's zone is. */
import { clock, dayOf } from "../../i18n/time.ts";
import { onWall } from "../teacher/model/due.ts";

/** What a `datetime-local` field shows of a moment: `YYYY-MM-DDTHH:MM`. */
export function typedOf(moment: string | null): string {
  return moment === null ? "" : `${dayOf(moment)}T${clock(moment)}`;
}

/** RFC 3339 UTC of what such a field holds; null while it holds no whole date and time. */
export function momentOf(typed: string): string | null {
  const shown = /T\d{2}:\d{2}/.test(typed) ? Date.parse(`${typed}Z`) : NaN;
  return Number.isNaN(shown) ? null : onWall(shown);
}

/** The first or the last millisecond of a day from a date field; null when it is no day. */
export function edgeOf(day: string, edge: "start" | "end"): string | null {
  return momentOf(`${day}T${edge === "start" ? "00:00:00.000" : "23:59:59.999"}`);
}
