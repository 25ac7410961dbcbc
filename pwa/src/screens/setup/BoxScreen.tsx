/** What a new box still wants: a sheet for the safe, a sheet for the wall, and its hub. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { session } from "../../data/session.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/setup.ts";
import { go } from "../../router.ts";
import { EmptyState, Loading } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Page } from "../../ui/Page.tsx";
import { JoinCard } from "./JoinCard.tsx";
import { KeyCard } from "./KeyCard.tsx";
import { asked, type Box, troubleOf } from "./model.ts";
import { PosterCard } from "./PosterCard.tsx";
import "./setup.css";

export default function BoxScreen() {
  const box = useSignal<Box | null>(null);
  const wrong = useSignal<string | null>(null);
  const tries = useSignal(0);
  const token = session.value?.token ?? null;
  useEffect(() => {
    wrong.value = null;
    asked<Box>(token, "box").then(
      (found) => (box.value = found),
      (problem: unknown) => (wrong.value = t(troubleOf(problem))),
    );
  }, [token, tries.value]);
  return (
    <Page title={t("boxTitle")} back="/admin">
      {box.value ? (
        <div class="stack-wide box-screen">
          <p class="box-intro">{t("boxMore")}</p>
          <KeyCard token={token} box={box.value} />
          <PosterCard token={token} addresses={box.value.addresses} />
          <JoinCard token={token} box={box.value} />
          <Button kind="primary" block onClick={() => go("/admin")}>
            {t("done")}
          </Button>
        </div>
      ) : wrong.value !== null ? (
        <EmptyState icon="wifi-off" title={wrong.value} text="">
          <Button kind="primary" icon="refresh" onClick={() => (tries.value += 1)}>
            {core("retry")}
          </Button>
        </EmptyState>
      ) : (
        <Loading label={core("loading")} />
      )}
    </Page>
  );
}
