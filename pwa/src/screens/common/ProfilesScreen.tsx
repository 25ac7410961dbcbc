/** Who uses this phone now: everybody with a profile here, and what of theirs still waits. */
import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

import { countWork } from "../../data/leaving.ts";
import { leave, type Profile, profiles, switchTo } from "../../data/session.ts";
import { t } from "../../i18n/core.ts";
import { go } from "../../router.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { initials } from "./initials.ts";
import type { GuardSheetProps } from "../people/GuardSheet.tsx";
import "./login.css";

export default function ProfilesScreen() {
  const waiting = useSignal<ReadonlyMap<string, number>>(new Map());
  const people = profiles.value;
  const asked = useSignal<Profile | null>(null);
  const one = asked.value;
  const [Guard, setGuardSheet] = useState<ComponentType<GuardSheetProps> | null>(null);
  const open = (profile: Profile): void => {
    void switchTo(profile.person).then(() => go(profile.token === null ? "/login" : "/", { replace: true }));
  };
  const choose = (profile: Profile): void => {
    // Whoever logged out comes in by a log-in, which asks for more than a PIN.
    if (!profile.guard || profile.left) {
      open(profile);
      return;
    }
    asked.value = profile;
    void import("../people/GuardSheet.tsx").then((module) => setGuardSheet(() => module.default));
  };
  const stranger = (): void => void leave().then(() => go("/login"));
  useEffect(() => {
    void Promise.all(people.map(async ({ person }) => [person, await countWork(person)] as const)).then((found) => (waiting.value = new Map(found)));
  }, [people]);
  return (
    <main class="login">
      <header class="login-head">
        <span class="login-mark">
          <Icon name="arch" />
        </span>
        <h1>{t("whoAreYou")}</h1>
      </header>
      <ul class="stack">
        {people.map((profile) => {
          const count = waiting.value.get(profile.person) ?? 0;
          return (
            <li key={profile.person}>
              <button
                type="button"
                class="card person-row"
                onClick={() => choose(profile)}
              >
                <span class="person-mark" aria-hidden="true">
                  {initials(profile.name)}
                </span>
                <span class="row-grow">
                  <strong>{profile.name}</strong>
                  <span class="small muted">
                    {count > 0 && <> · {t("profileWaiting", { n: count })}</>}
                    {profile.token === null && <> · {t("profileOut")}</>}
                  </span>
                </span>
                <Icon name="next" />
              </button>
            </li>
          );
        })}
      </ul>
      <Button kind="quiet" icon="plus" block onClick={stranger}>
        {t("otherPerson")}
      </Button>
      {one && Guard && (
        // A PIN takes its time to check, and opens the profile that it was typed for.
        <Guard key={one.person} profile={one} onOpen={() => open(one)} onForgot={stranger} onClose={() => (asked.value = null)} />
      )}
    </main>
  );
}
