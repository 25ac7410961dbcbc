import "./ui/tokens.css";
import "./ui/base.css";
import "./ui/kit.css";
import "./ui/shell.css";

import { render } from "preact";

import { App, fetchAhead } from "./app.tsx";
import { startData } from "./data/start.ts";
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
showTheme();
startRouter();
const root = document.getElementById("app");
if (root) {
  render(<App />, root);
  startData().then(
    // The worker fetches every screen by itself, once.
    (kept) => (kept ? undefined : fetchAhead()),
    () => render(<EmptyState icon="alert" title={t("noStorage")} text={t("noStorageText")} />, root),
  );
}
