/** The way in. Errors say what happened and what to do; the language can be chosen before anything. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";

import { ApiProblem, Unreachable } from "../../data/http.ts";
import { checkLink } from "../../data/link.ts";
import { node } from "../../data/node.ts";
import { logIn, mustLogIn, profiles, session } from "../../data/session.ts";
import { t } from "../../i18n/core.ts";
import { LANG_NAMES, LANGS, lang, named, setLang } from "../../i18n/index.ts";
import { go } from "../../router.ts";
import { Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Choices, Field, noteId } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import "./login.css";

type Failure = { readonly what: "empty" | "credentials" | "unreachable" | "server" } | { readonly what: "wait"; readonly minutes: number };

export function LoginScreen() {
  const again = mustLogIn.value ? session.value : null;
  const login = useSignal(again?.login ?? "");
  const password = useSignal("");
  const shown = useSignal(false);
  const busy = useSignal(false);
  const passwordField = useRef<HTMLInputElement>(null);
  const failure = useSignal<Failure | null>(null);

  const enter = async (): Promise<void> => {
    if (busy.value) return;
    if (login.value.trim() === "" || password.value === "") {
      failure.value = { what: "empty" };
      return;
    }
    busy.value = true;
    failure.value = null;
    try {
      await logIn(login.value, password.value);
      void checkLink();
      go("/", { replace: true });
    } catch (problem) {
      failure.value = failureOf(problem);
    } finally {
      busy.value = false;
    }
  };

  return (
    <main class="login">
      <header class="login-head">
        <span class="login-mark">
          <Icon name="arch" />
        </span>
        <h1>{t("loginTitle")}</h1>
        <p class="muted">{named(node.value?.name)}</p>
      </header>
      <Choices
        name="lang"
        legend={t("language")}
        value={lang.value}
        options={LANGS.map((value) => ({ value, label: LANG_NAMES[value], lang: value }))}
        onChoose={setLang}
      />
      {again && (
        <Notice icon="phone">
          <p>
            <strong>{again.name}</strong>
          </p>
          <p class="small">{t("loginAgainText")}</p>
        </Notice>
      )}
      <form
        class="stack login-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void enter();
        }}
      >
        <Field id="login" label={t("loginName")}>
          <input
            id="login"
            class="input"
            name="login"
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
            value={login.value}
            aria-describedby={noteId("login")}
            onInput={(event) => (login.value = event.currentTarget.value)}
          />
        </Field>
        <Field id="password" label={t("password")} hint={t("loginHelp")}>
          <div class="login-password">
            <input
              id="password"
              class="input"
              name="password"
              ref={passwordField}
              type="password"
              autocomplete="current-password"
              value={password.value}
              aria-describedby={noteId("password")}
              onInput={(event) => (password.value = event.currentTarget.value)}
            />
            <button
              type="button"
              class="icon-button"
              aria-pressed={shown.value}
              aria-label={shown.value ? t("hidePassword") : t("showPassword")}
              onClick={() => {
                shown.value = !shown.value;
                if (passwordField.current) passwordField.current.type = shown.value ? "text" : "password";
              }}
            >
              <Icon name="eye" />
            </button>
          </div>
        </Field>
        {failure.value && <Trouble failure={failure.value} />}
        <Button kind="primary" type="submit" block busy={busy.value}>
          {busy.value ? t("loading") : t("logIn")}
        </Button>
        {profiles.value.length > 0 && (
          <Button kind="plain" block onClick={() => go("/profiles")}>
            {t("whoAreYou")}
          </Button>
        )}
      </form>
    </main>
  );
}

function Trouble({ failure }: { failure: Failure }) {
  if (failure.what === "unreachable") {
    return (
      <Notice icon="wifi-off" alert>
        <p>
          <strong>{t("unreachable")}</strong>
        </p>
        <ol class="login-steps small">
          <li>{t("unreachable1")}</li>
          <li>{t("unreachable2")}</li>
          <li>{t("unreachable3")}</li>
          <li>{t("unreachable4")}</li>
        </ol>
      </Notice>
    );
  }
  const text =
    failure.what === "empty"
      ? t("fillBoth")
      : failure.what === "credentials"
        ? t("badCredentials")
        : failure.what === "wait"
          ? t("tooMany", { n: failure.minutes })
          : t("serverProblem");
  return (
    <Notice tone="bad" icon="alert" alert>
      {text}
    </Notice>
  );
}

function failureOf(problem: unknown): Failure {
  if (problem instanceof Unreachable) return { what: "unreachable" };
  if (!(problem instanceof ApiProblem)) return { what: "server" };
  if (problem.status === 429) return { what: "wait", minutes: Math.max(1, Math.ceil((problem.retryAfter ?? 60) / 60)) };
  return { what: problem.status === 401 || problem.status === 422 ? "credentials" : "server" };
}
