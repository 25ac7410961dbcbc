/** A new box asks for its school and its first administrator; then they are logged in. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { logIn, session } from "../../data/session.ts";
import { LANG_NAMES, LANGS, lang, setLang } from "../../i18n/index.ts";
import { t } from "../../i18n/setup.ts";
import { go } from "../../router.ts";
import { Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Choices, Field, noteId } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import "../common/login.css";
import { KitFields } from "./KitFields.tsx";
import { asked, begin, type First, firstRun, MIN_PASSWORD, onceThere, type ReadKit, troubleOf, untilJoined, untilTakenOver, whole } from "./model.ts";

const NOTHING: Omit<First, "language"> = { name: "", family_name: "", given_name: "", login: "", password: "" };
type Part = keyof typeof NOTHING;
type Words = Parameters<typeof t>[0];
/** How often a hub is asked for its answer to a kit, by way of the box (ms). */
const LOOK_MS = 5000;

function TakenOver() {
  return (
    <main class="login">
      <header class="login-head">
        <span class="login-mark">
          <Icon name="arch" />
        </span>
        <h1>{t("title")}</h1>
      </header>
      <div class="stack login-form">
        <Notice icon="check">
          <p>{t("claimWaiting")}</p>
          <p>{t("peopleCome")}</p>
        </Notice>
        <Button kind="primary" block onClick={() => go("/login", { replace: true })}>
          {t("toLogin")}
        </Button>
      </div>
    </main>
  );
}

export default function SetupScreen() {
  const values = useSignal(NOTHING);
  const second = useSignal(false);
  const busy = useSignal(false);
  const wrong = useSignal<Words | null>(null);
  const line = useSignal<string | null>(null);
  const kit = useSignal<ReadKit | null>(null);
  /** The kit is taken: the people come down from the hub, if it agrees. */
  const taken = useSignal(false);
  /** The hub has refused a kit: its school is there, and another one begun here would never be it. */
  const refused = useSignal(false);

  const askForAnother = (): void => {
    taken.value = false;
    refused.value = true;
    line.value = "";
    kit.value = null;
    wrong.value = "claimRefused";
  };
  useEffect(() => {
    // A box that is connected waits for its school to come down: its people log in as ever.
    firstRun().then(
      (found) => {
        if (found.refused) askForAnother();
        else if (!found.needed) go("/login", { replace: true });
      },
      () => null,
    );
  }, []);
  useEffect(() => {
    if (!taken.value) return;
    const looking = setInterval(() => {
      firstRun().then(
        (found) => {
          if (found.refused) askForAnother();
        },
        () => null,
      );
    }, LOOK_MS);
    return () => clearInterval(looking);
  }, [taken.value]);
  const put = (part: Part, value: string): void => {
    values.value = { ...values.value, [part]: value };
  };
  const create = async (): Promise<void> => {
    const first: First = { ...values.value, language: lang.value };
    if (busy.value) return;
    wrong.value = whole(first) ? null : "fill";
    if (wrong.value !== null) return;
    busy.value = true;
    try {
      const restarting = await begin(first, line.value);
      await onceThere(() => logIn(first.login, first.password));
      if (restarting) await untilJoined(session.peek()?.token ?? null);
      go("/admin/box", { replace: true });
    } catch (problem) {
      const trouble = troubleOf(problem);
      wrong.value = trouble;
      if (trouble === "taken") go("/login", { replace: true });
    } finally {
      busy.value = false;
    }
  };
  const readKit = async (): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    wrong.value = null;
    try {
      const told = await asked<ReadKit>(null, "kit", "POST", { kit: line.value });
      kit.value = told;
      if (!told.takes_over) {
        put("name", told.name);
        second.value = true;
      }
    } catch (problem) {
      wrong.value = troubleOf(problem);
    } finally {
      busy.value = false;
    }
  };
  const takeOver = async (): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    wrong.value = null;
    try {
      await asked(null, "takeover", "POST", { kit: line.value });
      if (await untilTakenOver()) taken.value = true;
      else askForAnother();
    } catch (problem) {
      wrong.value = troubleOf(problem);
    } finally {
      busy.value = false;
    }
  };
  const submit = (): void => {
    if (second.value) void create();
    else if (kit.value?.takes_over) void takeOver();
    else if (line.value !== null) void readKit();
    else if (values.value.name.trim() === "") wrong.value = "fill";
    else {
      wrong.value = null;
      second.value = true;
    }
  };
  const input = (part: Part, label: string, hint: string, more: Record<string, unknown> = {}) => (
    <Field id={part} label={label} hint={hint}>
      <input
        id={part}
        class="input"
        name={part}
        value={values.value[part]}
        aria-describedby={noteId(part)}
        onInput={(event) => put(part, event.currentTarget.value)}
        {...more}
      />
    </Field>
  );

  if (taken.value) return <TakenOver />;
  return (
    <main class="login">
      <header class="login-head">
        <span class="login-mark">
          <Icon name="arch" />
        </span>
        <h1>{t("title")}</h1>
        <p class="muted">{t(second.value ? "adminMore" : "welcome")}</p>
      </header>
      {!second.value && (
        <Choices
          name="lang"
          legend={LANGS.map((one) => LANG_NAMES[one]).join(" · ")}
          value={lang.value}
          options={LANGS.map((value) => ({ value, label: LANG_NAMES[value], lang: value }))}
          onChoose={setLang}
        />
      )}
      <form
        class="stack login-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {second.value ? (
          <>
            <h2>{t("adminTitle")}</h2>
            {input("family_name", t("familyName"), "", { autocomplete: "family-name" })}
            {input("given_name", t("givenName"), "", { autocomplete: "given-name" })}
            {input("login", t("login"), t("loginHint"), { autocomplete: "username", autocapitalize: "none", spellcheck: false })}
            {input("password", t("password"), t("passwordHint"), { autocomplete: "new-password", type: "password", minLength: MIN_PASSWORD })}
          </>
        ) : line.value === null ? (
          input("name", t("schoolName"), t("schoolHint"), { autocomplete: "organization" })
        ) : (
          <KitFields value={line.value} onInput={(text) => {
            line.value = text;
            kit.value = null;
          }} />
        )}
        {kit.value?.takes_over && <Notice icon="info">{t("takesOver", { name: kit.value.name })}</Notice>}
        {wrong.value !== null && (
          <Notice tone="bad" icon="alert" alert>
            {t(wrong.value)}
          </Notice>
        )}
        <Button kind="primary" type="submit" block busy={busy.value}>
          {t(busy.value && line.value !== null ? "starting" : second.value ? "create" : kit.value?.takes_over ? "takeOver" : "next")}
        </Button>
        {!second.value && !refused.value && (
          <Button kind="plain" block onClick={() => {
            line.value = line.value === null ? "" : null;
            kit.value = null;
            wrong.value = null;
          }}>
            {t(line.value === null ? "haveKit" : "noKit")}
          </Button>
        )}
        {second.value && (
          <Button kind="plain" block onClick={() => (second.value = false)}>
            {t("back")}
          </Button>
        )}
      </form>
    </main>
  );
}
