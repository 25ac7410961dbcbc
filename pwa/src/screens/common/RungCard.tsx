/** What this browser can do under the present address, and the way to a better one. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { link } from "../../data/link.ts";
import { node } from "../../data/node.ts";
import { believed, places, rung } from "../../data/places.ts";
import { date } from "../../i18n/time.ts";
import { t } from "../../i18n/places.ts";
import { Notice } from "../../ui/bits.tsx";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { moveTo } from "../move/passing.ts";

export function RungCard() {
  const at = rung();
  if (at === "here") return null;
  if (at === "named" || at === "local") {
    return (
      <p class="row small muted">
        <Icon name="check" small />
        <span>{t(at === "named" ? "rungNamed" : "rungLocal")}</span>
      </p>
    );
  }
  if (at === "plain") return <Plain />;
  const around = places()?.plain[0];
  return (
    <Notice tone="warn" icon="alert">
      <p>
        <strong>{t(at === "expired" ? "rungExpired" : "rungRefused")}</strong>
      </p>
      <p class="small">{t(at === "expired" ? "rungExpiredMore" : "rungRefusedMore", { when: date(places()?.until ?? Date.now()) })}</p>
      {around !== undefined && link.value !== "school" && (
        <Button kind="plain" onClick={() => moveTo(around)}>
          {t("moveDown")}
        </Button>
      )}
      {at === "refused" && (
        <LinkButton kind="plain" href="/connect/device">
          {t("rungDevice")}
        </LinkButton>
      )}
    </Notice>
  );
}

/** Without HTTPS work is saved and sent as ever, but the page itself does not stay on the phone. */
function Plain() {
  const better = useSignal<string | null>(null);
  const offered = places()?.secure.join(" ") ?? "";
  useEffect(() => {
    void believed(offered === "" ? [] : offered.split(" ")).then((found) => (better.value = found));
  }, [offered, node.value?.time]);
  const to = better.value;
  return (
    <Notice icon="info">
      <p>
        <strong>{t("rungPlain")}</strong>
      </p>
      <p class="small">{t("rungPlainMore")}</p>
      {to !== null && (
        <>
          <p class="small">{t("moveOffer", { address: to.replace("https://", "") })}</p>
          <Button kind="primary" block onClick={() => moveTo(to)}>
            {t("moveUp")}
          </Button>
        </>
      )}
    </Notice>
  );
}

/** The phone's own word for how it is connected, where a browser tells it (Chrome on Android). */
export function MobileDataHint() {
  const kind = (navigator as { connection?: { type?: string } }).connection?.type;
  if (link.value !== "none" || kind !== "cellular") return null;
  return (
    <Notice tone="warn" icon="wifi-off">
      <p>
        <strong>{t("mobileData")}</strong>
      </p>
      <p class="small">{t("mobileDataMore")}</p>
    </Notice>
  );
}
