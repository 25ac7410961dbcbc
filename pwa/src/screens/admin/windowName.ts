/** What a window is called: ready ones in the app's language, the school's own as it wrote them. */
import { t } from "../../i18n/link.ts";
import { KNOWN_NAMES } from "./model/plan.ts";

export function windowName(name: string): string {
  const known = KNOWN_NAMES.find((one) => one === name);
  return known ? t(`name_${known}`) : name;
}
