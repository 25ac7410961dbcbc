/** The PIN between a picker of profiles and one of them. Forgotten, it costs a log-in and no work. */
import { useEffect, useRef, useState } from "preact/hooks";

import { opens } from "../../data/guard.ts";
import { type Profile, profiles } from "../../data/session.ts";
import { t } from "../../i18n/entering.ts";
import { Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { PinPad } from "./PinPad.tsx";

export interface GuardSheetProps {
  readonly profile: Profile;
  readonly onOpen: () => void;
  readonly onForgot: () => void;
  readonly onClose: () => void;
}

export default function GuardSheet({ profile, onOpen, onForgot, onClose }: GuardSheetProps) {
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const left = useRef(false);
  useEffect(() => () => void (left.current = true), []);
  const enter = async (pin: string): Promise<void> => {
    setBusy(true);
    const now = profiles.peek().find((one) => one.person === profile.person) ?? profile;
    const answer = await opens(now, pin, Date.now());
    // Whoever has closed the sheet meanwhile, or asked for another profile, is let in nowhere.
    if (left.current) return;
    setBusy(false);
    if (answer === "yes") {
      onOpen();
      return;
    }
    const minutes = Math.max(1, Math.ceil(((now.guard?.until ?? 0) - Date.now()) / 60_000));
    setSaid(answer === "later" ? t("wait", { n: minutes }) : t("wrongPin"));
  };
  return (
    <Sheet title={t("guardTitle", { name: profile.name })} onClose={onClose}>
      <div class="stack-wide">
        {said !== null && (
          <Notice tone="bad" icon="alert" alert>
            {said}
          </Notice>
        )}
        <PinPad label={t("enterPin")} busy={busy} onPin={(pin) => void enter(pin)} />
        <div>
          <Button kind="quiet" block onClick={onForgot}>
            {t("guardForgot")}
          </Button>
          <p class="field-hint">{t("guardForgotMore")}</p>
        </div>
      </div>
    </Sheet>
  );
}
