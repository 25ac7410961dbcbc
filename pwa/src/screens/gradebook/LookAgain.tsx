/** Says how much of a list has changed under somebody's eyes, and takes their word that they have looked. */
import { t } from "../../i18n/looking.ts";
import { Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";

export function LookAgain({ n, onLook }: { n: number; onLook: () => void }) {
  if (n === 0) return null;
  return (
    <Notice tone="warn" icon="alert" alert>
      <div class="stack">
        <p>{t("changedSince", { n })}</p>
        <Button icon="eye" onClick={onLook}>
          {t("looked")}
        </Button>
      </div>
    </Notice>
  );
}
