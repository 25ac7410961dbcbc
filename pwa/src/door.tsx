/**
 * What comes with the first file: the log-in, and whoever is not yet inside waits here. The app behind it arrives
 * meanwhile, while somebody types or the phone's own databases open.
 */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { moved } from "./data/moved.ts";
import { node } from "./data/node.ts";
import { profiles, ready } from "./data/session.ts";
import { t } from "./i18n/core.ts";
import { lang } from "./i18n/index.ts";
import { currentPath } from "./router.ts";
import { LoginScreen } from "./screens/common/LoginScreen.tsx";
import { waits } from "./screens/setup/waits.ts";
import { EmptyState, Loading } from "./ui/bits.tsx";
import { Button } from "./ui/Button.tsx";

type Behind = typeof import("./app.tsx");

/** As in the list of routes (app.tsx). */
const MOVE_PATH = "/move";
const behind = signal<Behind | null>(null);
const failed = signal(false);

/** Fetches the app; null where it has not come, which the screen says. */
export async function fetchApp(): Promise<Behind | null> {
  try {
    behind.value = await import("./app.tsx");
  } catch {
    failed.value = true;
  }
  return behind.peek();
}

/** Whether the log-in is what this person sees. */
function atLogin(): boolean {
  if (!ready.value || currentPath.value === MOVE_PATH || moved.value) return false;
  return currentPath.value === "/login" || (profiles.value.length === 0 && !waits(node.value));
}

export function Door() {
  useEffect(() => {
    document.documentElement.lang = lang.value;
  }, [lang.value]);
  const app = behind.value;
  return (
    <>
      {atLogin() ? <LoginScreen /> : ready.value && app ? <app.Inside /> : <Waiting />}
      {app && <app.Around />}
    </>
  );
}

function Waiting() {
  return (
    <main class="page-body">
      {failed.value ? (
        <EmptyState icon="wifi-off" title={t("screenFailed")} text={t("screenFailedText")}>
          <Button kind="primary" icon="refresh" onClick={() => location.reload()}>
            {t("retry")}
          </Button>
        </EmptyState>
      ) : (
        <Loading label={t("loading")} />
      )}
    </main>
  );
}
