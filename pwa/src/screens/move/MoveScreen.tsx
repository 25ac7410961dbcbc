/** The window that takes over what another address of this server has on this phone. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { t } from "../../i18n/places.ts";
import { EmptyState, Loading } from "../../ui/bits.tsx";
import { LinkButton } from "../../ui/Button.tsx";
import { Page } from "../../ui/Page.tsx";
import { take } from "./passing.ts";

export default function MoveScreen() {
  const failed = useSignal(false);
  useEffect(() => {
    take().then(
      () => location.replace("/"),
      () => (failed.value = true),
    );
  }, []);
  return (
    <Page title={t("moveTitle")}>
      {failed.value ? (
        <EmptyState icon="alert" title={t("moveFailed")} text={t("moveFailedMore")}>
          <LinkButton kind="primary" href="/">
            {t("moveOn")}
          </LinkButton>
        </EmptyState>
      ) : (
        <>
          <p>{t("moveTaking")}</p>
          <Loading label={t("moveTaking")} />
        </>
      )}
    </Page>
  );
}
