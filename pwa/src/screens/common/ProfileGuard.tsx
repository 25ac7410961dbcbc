/** A PIN for one's own profile on this phone: set, changed, removed. */
import { useState } from "preact/hooks";

import { makeGuard, setGuard } from "../../data/guard.ts";
import { session } from "../../data/session.ts";
import { t } from "../../i18n/entering.ts";
import { Card } from "../../ui/Card.tsx";
import { Button } from "../../ui/Button.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { toast } from "../../ui/toast.tsx";
import { PinPad } from "../people/PinPad.tsx";

export function ProfileGuard() {
  const profile = session.value;
  const [setting, setSetting] = useState(false);
  if (!profile) return null;
  return (
    <Card>
      <div class="stack">
        <h2>{t("guardHead")}</h2>
        <p class="small muted">{t(profile.guard ? "guardOn" : "guardOff")}</p>
        <Button kind="quiet" block onClick={() => setSetting(true)}>
          {t("guardSet")}
        </Button>
        {profile.guard && (
          <Button kind="quiet" block onClick={() => void setGuard(profile.person, null).then(() => toast(t("guardRemoved")))}>
            {t("guardRemove")}
          </Button>
        )}
        <p class="field-hint">{t("guardMore")}</p>
      </div>
      {setting && <Setting person={profile.person} onClose={() => setSetting(false)} />}
    </Card>
  );
}

function Setting({ person, onClose }: { person: string; onClose: () => void }) {
  const [first, setFirst] = useState<string | null>(null);
  const [differ, setDiffer] = useState(false);
  const typed = (pin: string): void => {
    if (first === null) {
      setFirst(pin);
      setDiffer(false);
    } else if (first === pin) {
      void setGuard(person, makeGuard(pin)).then(() => {
        toast(t("guardSaved"));
        onClose();
      });
    } else {
      setFirst(null);
      setDiffer(true);
    }
  };
  const asked = t(first === null ? "guardNew" : "guardAgain");
  return (
    <Sheet title={t("guardSet")} onClose={onClose}>
      <div class="stack-wide">
        <p role="status">{differ ? t("guardDiffer") : asked}</p>
        <PinPad label={asked} onPin={typed} />
      </div>
    </Sheet>
  );
}
