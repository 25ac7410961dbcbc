/** Light or dark: as the phone has it, or as chosen here. */
import { keptChoice } from "../data/choice.ts";

export type Theme = "auto" | "light" | "dark";

const kept = keptChoice<Theme>("tirek.theme", ["auto", "light", "dark"]);

export const theme = kept.chosen;

export function setTheme(next: Theme): void {
  kept.choose(next);
  showTheme();
}

export function showTheme(): void {
  const now = theme.peek();
  if (now === "auto") document.documentElement.removeAttribute("data-theme");
  else document.documentElement.setAttribute("data-theme", now);
}
