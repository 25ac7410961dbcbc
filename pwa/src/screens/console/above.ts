/** The sealed copy that a school's box keeps at the hub, in words. */
import { t } from "../../i18n/console.ts";
import { date, size } from "../../i18n/time.ts";
import type { Box, Line } from "./model.ts";

/** How a school's copy stands; nothing where nothing is known of its box. */
export function ofSchool({ above }: Line): string {
  if (above.state === "unknown") return "";
  const last = above.made_at ? t("aboveOf", { time: date(above.made_at), size: size(above.bytes ?? 0) }) : "";
  const state = above.state === "ok" ? "" : t(`above_${above.state}`);
  return t("above", { text: [last, state].filter(Boolean).join(", ") });
}

/** The last copy of one box, and until when it stays where the box was shut out. */
export function ofBox(box: Box): string {
  if (box.copy_made_at === null) return t("above", { text: t("above_never") });
  const last = t("above", { text: t("aboveOf", { time: date(box.copy_made_at), size: size(box.copy_bytes ?? 0) }) });
  return box.copy_kept_until ? `${last}. ${t("aboveUntil", { time: date(box.copy_kept_until) })}` : last;
}
