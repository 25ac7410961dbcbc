import "./ui/tokens.css";
import "./ui/base.css";
import "./ui/kit.css";
import "./ui/shell.css";
// The list of tasks is drawn next: its style comes along rather than in one more file.
import "./screens/pupil/pupil.css";

import { render } from "preact";

import { start } from "./app.tsx";
import { begin } from "./data/beginning.ts";
import { Door, formStands } from "./door.tsx";
import { t } from "./i18n/core.ts";
import { startRouter } from "./router.ts";
import { EmptyState } from "./ui/bits.tsx";
import { showTheme } from "./ui/theme.ts";

declare global {
  interface Window {
    /** Tells public/guard.js that this script could be read and has begun. */
    tirekStarted?: boolean;
    /** public/guard.js: the page's own form was sent before this script was there. */
    tirekEntered?: boolean;
  }
}

/** Milliseconds after which somebody who waits for the phone's databases is told so. */
const WAIT_MS = 700;

window.tirekStarted = true;
const begun = begin();
showTheme();
startRouter();
const root = document.getElementById("app");
if (root) {
  let shown = false;
  const show = (): void => {
    if (shown) return;
    if (!formStands()) root.textContent = ""; // what is not taken over would stay
    render(<Door />, root);
    shown = true;
  };
  // The form goes on where it stands; whoever is known here sees nothing before their own screen, drawn once.
  if (formStands()) show();
  const late = setTimeout(show, WAIT_MS);
  begun
    .then(start)
    .then(show, () => render(<EmptyState icon="alert" title={t("noStorage")} text={t("noStorageText")} />, root))
    .finally(() => clearTimeout(late));
}
