/** Light or dark: as the phone has it, or as chosen here. */
import { type ReadonlySignal, signal } from "@preact/signals";

export type Theme = "auto" | "light" | "dark";

const STORED = "tirek.theme";
const current = signal<Theme>(stored());

export const theme: ReadonlySignal<Theme> = current;

export function setTheme(next: Theme): void {
  current.value = next;
  try {
    localStorage.setItem(STORED, next);
  } catch {
    // Storage may be forbidden; the choice then lasts until the app is closed.
  }
  showTheme();
}

export function showTheme(): void {
  if (current.value === "auto") document.documentElement.removeAttribute("data-theme");
  else document.documentElement.setAttribute("data-theme", current.value);
}

function stored(): Theme {
  try {
    const found = localStorage.getItem(STORED);
    return found === "light" || found === "dark" ? found : "auto";
  } catch {
    return "auto";
  }
}
