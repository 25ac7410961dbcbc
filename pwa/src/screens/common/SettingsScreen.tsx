/** Language, appearance, space on the phone, and leaving. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { usage } from "../../data/content.ts";
import { node } from "../../data/node.ts";
import { saver } from "../../data/saver.ts";
import { logOut, sendLast } from "../../data/leaving.ts";
import { leave, session } from "../../data/session.ts";
import { askToPersist, type Space, space } from "../../data/space.ts";
import { t } from "../../i18n/core.ts";
import { LANG_NAMES, LANGS, lang, named, setLang } from "../../i18n/index.ts";
import { t as words } from "../../i18n/settings.ts";
import { size } from "../../i18n/time.ts";
import { go } from "../../router.ts";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { Card } from "../../ui/Card.tsx";
import { Choices, type ChoicesProps } from "../../ui/Field.tsx";
import { Page } from "../../ui/Page.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { textSize } from "../../ui/textSize.ts";
import { setTheme, type Theme, theme } from "../../ui/theme.ts";
import { CourierLink, mayCarry } from "../courier/CourierLink.tsx";
import { KeptLessons } from "./KeptLessons.tsx";
import { ProfileGuard } from "./ProfileGuard.tsx";
import { TellLink } from "./TellLink.tsx";

const THEMES: readonly { value: Theme; label: "themeAuto" | "themeLight" | "themeDark" }[] = [
  { value: "auto", label: "themeAuto" },
  { value: "light", label: "themeLight" },
  { value: "dark", label: "themeDark" },
];

export default function SettingsScreen() {
  return (
    <Page title={t("settings")}>
      <div class="stack">
        <Setting name="lang" legend={t("language")} value={lang.value} options={LANGS.map((value) => ({ value, label: LANG_NAMES[value], lang: value }))} onChoose={setLang} />
        <Setting name="theme" legend={t("theme")} value={theme.value} options={THEMES.map(({ value, label }) => ({ value, label: t(label) }))} onChoose={setTheme} />
        <Setting
          name="text-size"
          legend={words("textSize")}
          value={textSize.chosen.value}
          options={[
            { value: "usual", label: words("textUsual") },
            { value: "larger", label: words("textLarger") },
          ]}
          onChoose={textSize.choose}
        />
        <Setting
          name="saver"
          legend={words("saver")}
          value={saver.chosen.value}
          options={[
            { value: "off", label: words("saverOff") },
            { value: "on", label: words("saverOn") },
          ]}
          onChoose={saver.choose}
          more={words("saverMore")}
        />
        <Storage />
        <KeptLessons />
        <Courier />
        <ProfileGuard />
        <Account />
        <TellLink />
        <LinkButton kind="quiet" icon="info" block href="/help">{t("help")}</LinkButton>
        <p class="small muted">
          Tirek {node.value?.version} · {named(node.value?.name)}
        </p>
      </div>
    </Page>
  );
}

function Setting<V extends string>({ more, ...choices }: ChoicesProps<V> & { more?: string }) {
  return (
    <Card>
      <div class="stack">
        <h2>{choices.legend}</h2>
        <Choices {...choices} />
        {more && <p class="small muted">{more}</p>}
      </div>
    </Card>
  );
}

function Storage() {
  const found = useSignal<Space | null>(null);
  const lessons = useSignal<number | null>(null);
  const person = session.value?.person;
  useEffect(() => {
    if (person !== undefined) void space(person).then((now) => (found.value = now));
    void usage().then(({ kept, opened }) => (lessons.value = kept + opened));
  }, [person]);
  const now = found.value;
  return (
    <Card>
      <div class="stack">
        <h2>{t("storage")}</h2>
        <dl class="facts">
          <div class="fact">
            <dt>{t("storageUsed")}</dt>
            <dd>{now?.used == null ? "—" : size(now.used)}</dd>
          </div>
          <div class="fact">
            <dt>{t("work")}</dt>
            <dd>{now ? size(now.work) : "—"}</dd>
          </div>
          <div class="fact">
            <dt>{t("lessonsKept")}</dt>
            <dd>{lessons.value === null ? "—" : size(lessons.value)}</dd>
          </div>
        </dl>
        {now?.used === null && <p class="small muted">{t("storageUnknown")}</p>}
        {now?.persisted === true && <p class="small muted">{t("storageKept")}</p>}
        {now?.persisted === false && (
          <>
            <p class="small muted">{t("storageLoose")}</p>
            <Button
              kind="quiet"
              onClick={() => {
                void askToPersist().then((persisted) => (found.value = { ...now, persisted }));
              }}
            >
              {t("storageProtect")}
            </Button>
          </>
        )}
      </div>
    </Card>
  );
}

function Courier() {
  if (!mayCarry()) return null;
  return (
    <Card>
      <div class="stack">
        <h2>{t("courier")}</h2>
        <CourierLink />
      </div>
    </Card>
  );
}

function Account() {
  const profile = session.value;
  const leaving = useSignal<"asks" | "clean" | "waiting">("asks");
  const open = useSignal(false);
  const busy = useSignal(false);
  if (!profile) return null;
  const ask = async (): Promise<void> => {
    busy.value = true;
    leaving.value = (await sendLast(profile.person)) ? "waiting" : "clean";
    busy.value = false;
    open.value = true;
  };
  return (
    <Card>
      <div class="stack">
        <h2>{t("account")}</h2>
        <p>{profile.name}</p>
        <Button kind="quiet" icon="people" block onClick={() => void leave().then(() => go("/profiles"))}>
          {t("switchPerson")}
        </Button>
        <Button kind="danger" icon="logout" block busy={busy.value} onClick={() => void ask()}>
          {t("logOut")}
        </Button>
      </div>
      {open.value && (
        <Sheet title={t("logOutTitle")} onClose={() => (open.value = false)}>
          <div class="stack">
            <p>{leaving.value === "waiting" ? t("logOutWaiting") : t("logOutClean")}</p>
            <Button kind="primary" block onClick={() => void logOut().then(() => go("/", { replace: true }))}>
              {t("logOut")}
            </Button>
            <Button block onClick={() => (open.value = false)}>
              {t("cancel")}
            </Button>
          </div>
        </Sheet>
      )}
    </Card>
  );
}
