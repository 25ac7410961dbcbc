/** A class's own tablet: tap your name, then four signs. */
import { useEffect, useState } from "preact/hooks";

import { makeGuard } from "../../data/guard.ts";
import { ApiProblem } from "../../data/http.ts";
import { logInBy } from "../../data/session.ts";
import { type ClassTablet, type Names, tabletNames } from "../../data/tablet.ts";
import { compareKazakh } from "../../i18n/collate.ts";
import { t } from "../../i18n/entering.ts";
import { go } from "../../router.ts";
import { EmptyState, Loading, Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { PinPad } from "./PinPad.tsx";

type Pupil = Names["pupils"][number];

export interface TabletLoginProps {
  readonly tablet: ClassTablet;
  /** Who has to log in again, if that is known: their name need not be looked for. */
  readonly person: string | undefined;
}

export default function TabletLogin({ tablet, person }: TabletLoginProps) {
  const [names, setNames] = useState<Names | null | undefined>(undefined);
  const [away, setAway] = useState(false);
  const [who, setWho] = useState<Pupil | null | undefined>(undefined);
  useEffect(() => {
    tabletNames(tablet).then(setNames, () => setAway(true));
  }, [tablet]);
  if (away) return <EmptyState icon="wifi-off" title={t("away")} />;
  if (names === undefined) return <Loading label={tablet.label} rows={6} />;
  if (names === null) return <EmptyState icon="info" title={t("notClass")} text={t("notClassMore")} />;
  const pupil = who === undefined ? names.pupils.find(({ id }) => id === person) : who;
  if (pupil) return <Pin tablet={tablet} pupil={pupil} onOther={() => setWho(null)} />;
  if (names.pupils.length === 0) return <EmptyState icon="people" title={t("nobodyYet")} text={t("nobodyYetMore")} />;
  return (
    <section class="stack" aria-label={t("whoAreYou", { label: names.class_label })}>
      <h2>{t("whoAreYou", { label: names.class_label })}</h2>
      <ul class="stack">
        {[...names.pupils]
          .sort((a, b) => compareKazakh(a.name, b.name))
          .map((pupil) => (
            <li key={pupil.id}>
              <button type="button" class="card person-row" onClick={() => setWho(pupil)}>
                <span class="row-grow">
                  <strong>{pupil.name}</strong>
                </span>
                <Icon name="next" />
              </button>
            </li>
          ))}
      </ul>
    </section>
  );
}

function Pin({ tablet, pupil, onOther }: { tablet: ClassTablet; pupil: Pupil; onOther: () => void }) {
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const enter = async (pin: string): Promise<void> => {
    setBusy(true);
    setSaid(null);
    try {
      // The same PIN opens the profile here without a link.
      await logInBy("/pin", { tablet: tablet.secret, person: pupil.id, pin }, makeGuard(pin));
      go("/", { replace: true });
    } catch (problem) {
      setSaid(told(problem));
    }
    setBusy(false);
  };
  return (
    <section class="stack-wide" aria-label={pupil.name}>
      <h2 class="pin-name">{pupil.name}</h2>
      {said !== null && (
        <Notice tone="bad" icon="alert" alert>
          {said}
        </Notice>
      )}
      <PinPad label={t("enterPin")} busy={busy} onPin={(pin) => void enter(pin)} />
      <Button kind="quiet" icon="people" block busy={busy} onClick={onOther}>
        {t("other")}
      </Button>
    </section>
  );
}

function told(problem: unknown): string {
  if (!(problem instanceof ApiProblem)) return t("away");
  if (problem.status === 403) return t("locked");
  if (problem.status === 429) return t("wait", { n: Math.max(1, Math.ceil((problem.retryAfter ?? 60) / 60)) });
  return t(problem.type === "tablet-closed" ? "notClass" : "wrongPin");
}
