import "./ui/tokens.css";
import "./ui/base.css";
import "./ui/kit.css";
import "./ui/shell.css";
// The list of tasks is drawn next: its style comes along rather than in one more file.
import "./screens/pupil/pupil.css";

import { render } from "preact";

import { begin } from "./data/beginning.ts";
import { Door, fetchApp } from "./door.tsx";
import { t } from "./i18n/core.ts";
import { startRouter } from "./router.ts";
import { EmptyState } from "./ui/bits.tsx";
import { showTheme } from "./ui/theme.ts";

declare global {
  interface Window {
    /** Tells public/guard.js that this script could be read and has begun. */
    tirekStarted?: boolean;
  }
}

window.tirekStarted = true;
// The disk answers while the first screen is drawn.
const begun = begin();
const app = fetchApp();
showTheme();
startRouter();
const root = document.getElementById("app");
if (root) {
  render(<Door />, root);
  begun.then(
    async () => (await app)?.start(),
    () => render(<EmptyState icon="alert" title={t("noStorage")} text={t("noStorageText")} />, root),
  );
}
