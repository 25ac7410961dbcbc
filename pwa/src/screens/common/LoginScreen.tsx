/** The way in. Errors say what happened and what to do; the language can be chosen before anything. */
import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { ApiProblem, Unreachable } from "../../data/http.ts";
import { checkLink, link } from "../../data/link.ts";
import { node } from "../../data/node.ts";
import { knocking, logIn, logInBy, profiles } from "../../data/session.ts";
import { classTablet, restoreTablet } from "../../data/tablet.ts";
import { t } from "../../i18n/core.ts";
import { LANG_NAMES, LANGS, lang, named, setLang } from "../../i18n/index.ts";
import { go } from "../../router.ts";
import { Notice } from "../../ui/bits.tsx";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { Choices, Field, noteId } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import type { TabletLoginProps } from "../people/TabletLogin.tsx";
import "./login.css";

type Failure = { readonly what: "empty" | "credentials" | "card" | "unreachable" | "server" } | { readonly what: "wait"; readonly minutes: number };

export function LoginScreen() {
  const again = knocking.value;
  const login = useSignal(again?.login ?? typed("login"));
  const password = useSignal(typed("password"));
  const shown = useSignal(false);
  const busy = useSignal(false);
  const passwordField = useRef<HTMLInputElement>(null);
  const failure = useSignal<Failure | null>(null);
  const byPassword = useSignal(Boolean(again?.login));
  const [School, setSchool] = useState<ComponentType<{ asked: number }> | null>(null);
  const schoolAsked = useSignal(0);
  const [Tablet, setTablet] = useState<ComponentType<TabletLoginProps> | null>(null);
  const tablet = classTablet.value;
  useEffect(() => {
    const card = takeCard();
    if (card !== null) void enter(() => logInBy("/card", { card }), "card");
    else if (window.tirekEntered) submit();
    window.tirekEntered = false;
    void restoreTablet();
  }, []);
  useEffect(() => {
    if (tablet) void import("../people/TabletLogin.tsx").then((module) => setTablet(() => module.default));
  }, [tablet]);

  const enter = async (proving: () => Promise<unknown>, wrong: "credentials" | "card"): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    failure.value = null;
    try {
      await proving();
      if (link.peek() !== "school" && link.peek() !== "hub") void checkLink();
      go("/", { replace: true });
    } catch (problem) {
      if (problem instanceof ApiProblem && problem.type === "which-school") await askSchool();
      else failure.value = failureOf(problem, wrong);
    } finally {
      busy.value = false;
    }
  };
  const askSchool = async (): Promise<void> => {
    try {
      const { default: field } = await import("./SchoolField.tsx");
      setSchool(() => field);
      schoolAsked.value += 1;
    } catch {
      failure.value = { what: "unreachable" };
    }
  };
  const submit = (): void => {
    if (login.value.trim() === "" || password.value === "") failure.value = { what: "empty" };
    else void enter(() => logIn(login.value, password.value, typed("school")), "credentials");
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
      {tablet && Tablet && !byPassword.value ? (
        <Tablet tablet={tablet} person={again?.person} />
      ) : (
      <form
        class="stack login-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
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
        {School && <School asked={schoolAsked.value} />}
        {failure.value && (
          <>
            <Trouble failure={failure.value} />
            <LinkButton kind="plain" block href="/help">
              {t("help")}
            </LinkButton>
          </>
        )}
        <Button kind="primary" type="submit" block busy={busy.value}>
          {busy.value ? t("loading") : t("logIn")}
        </Button>
      </form>
      )}
      {tablet && (
        <Button kind="plain" block onClick={() => (byPassword.value = !byPassword.value)}>
          {t(byPassword.value ? "byPin" : "byPassword")}
        </Button>
      )}
      {profiles.value.length > 0 && (
        <Button kind="plain" block onClick={() => go("/profiles")}>
          {t("whoAreYou")}
        </Button>
      )}
    </main>
  );
}

/** What somebody has typed: into the page's own form (index.html), or into the field that was asked for. */
function typed(field: string): string {
  return (document.getElementById(field) as HTMLInputElement | null)?.value ?? "";
}

/** The secret that a card's code brought; taken out of the address, and so out of the history. */
function takeCard(): string | null {
  const found = /^#card=([A-Za-z2-7]{16,64})$/.exec(location.hash);
  if (!found) return null;
  history.replaceState(null, "", location.pathname);
  return found[1] ?? null;
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
        : failure.what === "card"
          ? t("cardEnded")
        : failure.what === "wait"
          ? t("tooMany", { n: failure.minutes })
          : t("serverProblem");
  return (
    <Notice tone="bad" icon="alert" alert>
      {text}
    </Notice>
  );
}

function failureOf(problem: unknown, wrong: "credentials" | "card"): Failure {
  if (problem instanceof Unreachable) return { what: "unreachable" };
  if (!(problem instanceof ApiProblem)) return { what: "server" };
  if (problem.status === 429) return { what: "wait", minutes: Math.max(1, Math.ceil((problem.retryAfter ?? 60) / 60)) };
  return { what: problem.status === 401 || problem.status === 422 ? wrong : "server" };
}
