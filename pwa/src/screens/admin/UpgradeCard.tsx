/** A release that a stick has brought, the switch to it, and the way back: shown where there is something to say. */
import { useEffect, useState } from "preact/hooks";

import { askMine } from "../../data/asking.ts";
import { t } from "../../i18n/admin.ts";
import { whyText } from "../../i18n/releases.ts";
import { moment } from "../../i18n/time.ts";
import { Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { toast } from "../../ui/toast.tsx";

/** GET /api/v1/upgrades. */
interface Upgrades {
  readonly current: string | null;
  readonly former: string | null;
  readonly here: readonly string[];
  readonly wanted: string | null;
  /** A file of the last stick that was not taken. */
  readonly refused: { readonly file: string; readonly code: string; readonly at: string } | null;
  readonly outcome: { readonly done: boolean; readonly told: string; readonly code?: string; readonly at: string } | null;
}

const PATH = "/api/v1/upgrades";
/** The wish to go back, as the server names it. */
const BACK = "back";

export function UpgradeCard() {
  const [seen, setSeen] = useState<Upgrades | null>(null);
  const [sure, setSure] = useState<string | null>(null);
  useEffect(() => {
    // Directors may look at the page and have no say in this: then there is nothing to show.
    askMine<Upgrades>(PATH).then(setSeen, () => null);
  }, []);
  if (!seen?.current || (seen.here.length === 0 && !seen.wanted && !seen.outcome && !seen.refused)) return null;
  const wish = async (version: string | null): Promise<void> => {
    try {
      setSeen(await askMine<Upgrades>(`${PATH}/wanted`, { method: "PUT", json: { version } }));
    } catch {
      toast(t("upgradeBad"));
    }
    setSure(null);
  };
  const button = (key: string, text: string, version: string | null) => (
    <Button key={key} kind={sure === key ? "primary" : "soft"} onClick={() => (sure === key ? void wish(version) : setSure(key))}>
      {sure === key ? t("upgradeSure") : text}
    </Button>
  );
  return (
    <section class="card stack">
      <h2>{t("upgrades")}</h2>
      <p>{t("upgradeRuns", { version: seen.current })}</p>
      {seen.outcome && (
        <Notice tone={seen.outcome.done ? "good" : "warn"} icon={seen.outcome.done ? "check" : "alert"}>
          {t(seen.outcome.done ? "upgradeDone" : "upgradeFailed", { time: moment(seen.outcome.at), version: seen.outcome.told, why: seen.outcome.code ? whyText(seen.outcome.code) : seen.outcome.told })}
        </Notice>
      )}
      {seen.refused && (
        <Notice tone="warn" icon="alert">
          {t("upgradeRefused", { time: moment(seen.refused.at), file: seen.refused.file, why: whyText(seen.refused.code) })}
        </Notice>
      )}
      {seen.wanted ? (
        <Notice icon="clock">{seen.wanted === BACK ? t("upgradeBackWanted") : t("upgradeWanted", { version: seen.wanted })}</Notice>
      ) : (
        <>
          {seen.here.filter((version) => version !== seen.current).map((version) => button(version, t("upgradeTo", { version }), version))}
          {seen.former && button(BACK, t("upgradeBack", { version: seen.former }), null)}
        </>
      )}
    </section>
  );
}
