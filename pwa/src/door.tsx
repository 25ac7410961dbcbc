/**
 * The log-in, which comes first. On a new phone it stands in the page itself (index.html): somebody can type before
 * this script has arrived, which then takes the form over as it is.
 */
import { useEffect } from "preact/hooks";

import { Around, Inside } from "./app.tsx";
import { moved } from "./data/moved.ts";
import { node } from "./data/node.ts";
import { profiles, ready } from "./data/session.ts";
import { t } from "./i18n/core.ts";
import { lang } from "./i18n/index.ts";
import { currentPath } from "./router.ts";
import { LoginScreen } from "./screens/common/LoginScreen.tsx";
import { waits } from "./screens/setup/waits.ts";
import { Loading } from "./ui/bits.tsx";

/** Addresses that need nobody logged in, as in the list of routes (app.tsx) and in public/guard.js. */
const OPEN = ["/move", "/help"];

/** Whether public/guard.js shows the page's own form: as far as it knows, nobody has used this phone. */
export function formStands(): boolean {
  return document.documentElement.classList.contains("new-here");
}

/** Whether the log-in is what this person sees. */
function atLogin(): boolean {
  if (!ready.value) return formStands();
  if (OPEN.includes(currentPath.value) || moved.value) return false;
  return currentPath.value === "/login" || (profiles.value.length === 0 && !waits(node.value));
}

export function Door() {
  useEffect(() => {
    document.documentElement.lang = lang.value;
  }, [lang.value]);
  return (
    <>
      {atLogin() ? <LoginScreen /> : ready.value ? <Inside /> : <Waiting />}
      <Around />
    </>
  );
}

function Waiting() {
  return (
    <main class="page-body">
      <Loading label={t("loading")} />
    </main>
  );
}
