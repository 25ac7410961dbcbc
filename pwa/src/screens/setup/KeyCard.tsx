/** The recovery key: made once, shown once, printed. */
import { useSignal } from "@preact/signals";

import { t } from "../../i18n/setup.ts";
import { Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Card } from "../../ui/Card.tsx";
import { CodeImage } from "./CodeImage.tsx";
import { asked, type RecoveryKey, troubleOf } from "./model.ts";
import { printSheet } from "./printing.ts";
import { Wrong } from "./Wrong.tsx";

export function KeyCard({ token, there }: { token: string | null; there: boolean }) {
  const key = useSignal<RecoveryKey | null>(null);
  const busy = useSignal(false);
  const wrong = useSignal<string | null>(null);
  const make = async (): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    wrong.value = null;
    try {
      key.value = await asked<RecoveryKey>(token, "recovery-key", "POST");
    } catch (problem) {
      wrong.value = t(troubleOf(problem));
    } finally {
      busy.value = false;
    }
  };
  const made = key.value;
  return (
    <Card>
      <div class="stack">
        <h2>{t("keyTitle")}</h2>
        {there && !made ? (
          <Notice icon="check">{t("keyThere")}</Notice>
        ) : (
          <p>{t("keyMore")}</p>
        )}
        {made && (
          <>
            <Notice tone="warn" icon="alert">
              {t("keyOnce")}
            </Notice>
            <section id="sheet-key" class="box-sheet">
              <h3>{t("keySheet")}</h3>
              <p>{t("keyKeep")}</p>
              {made.lines.map((line) => (
                <p key={line} class="box-key">
                  {line}
                </p>
              ))}
              <CodeImage code={made.code} label={t("keySheet")} />
            </section>
            <Button icon="file" block onClick={() => printSheet("sheet-key")}>
              {t("print")}
            </Button>
          </>
        )}
        {!there && !made && (
          <Button block busy={busy.value} onClick={() => void make()}>
            {t("keyMake")}
          </Button>
        )}
        <Wrong text={wrong.value} />
      </div>
    </Card>
  );
}
