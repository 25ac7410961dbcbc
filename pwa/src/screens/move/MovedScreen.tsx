/** An address that this phone has left: where its work is now, or how to finish moving. */
import { noteMoved, moved } from "../../data/moved.ts";
import { profiles } from "../../data/session.ts";
import { t } from "../../i18n/places.ts";
import { EmptyState, Loading, Notice } from "../../ui/bits.tsx";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { Page } from "../../ui/Page.tsx";
import { giving, moveTo } from "./passing.ts";

export default function MovedScreen() {
  const gone = moved.value;
  if (!gone) return null;
  const stay = (): void => void noteMoved(null).then(() => location.replace("/"));
  return (
    <Page title={t("moveTitle")}>
      {gone.done ? (
        <EmptyState icon="check" title={t("movedTitle")} text={t("movedMore", { address: gone.to })}>
          <LinkButton kind="primary" href={gone.to}>
            {t("movedOpen")}
          </LinkButton>
          {profiles.value.length === 0 && (
            <Button kind="plain" onClick={stay}>
              {t("movedStay")}
            </Button>
          )}
        </EmptyState>
      ) : giving.value === "busy" ? (
        <>
          <p>{t("moveGiving")}</p>
          <Loading label={t("moveGiving")} />
        </>
      ) : (
        <div class="stack">
          <Notice tone="warn" icon="alert">
            <p>{t("moveStopped")}</p>
          </Notice>
          <Button kind="primary" block onClick={() => moveTo(gone.to)}>
            {t("moveAgain")}
          </Button>
          <Button kind="plain" block onClick={stay}>
            {t("moveStay")}
          </Button>
        </div>
      )}
    </Page>
  );
}
