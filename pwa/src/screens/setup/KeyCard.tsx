/** The recovery key: made and shown once, printed, and confirmed by a word that is read from the sheet. */
import { useSignal } from "@preact/signals";

import { t } from "../../i18n/setup.ts";
import { Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Card } from "../../ui/Card.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { CodeImage } from "./CodeImage.tsx";
import { asked, type Box, confirmKey, isOnSheet, type RecoveryKey, troubleOf } from "./model.ts";
import { printSheet } from "./printing.ts";
import { Wrong } from "./Wrong.tsx";

export function KeyCard({ token, box }: { token: string | null; box: Box }) {
  /** `unseen`: its sheet may exist nowhere; `done`: confirmed now. */
  const standing = useSignal<"none" | "unseen" | "there" | "done">(!box.recovery_key ? "none" : box.recovery_key_unseen ? "unseen" : "there");
  const key = useSignal<RecoveryKey | null>(null);
  const busy = useSignal(false);
  const wrong = useSignal<string | null>(null);
  const during = async (work: () => Promise<void>): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    wrong.value = null;
    try {
      await work();
    } catch (problem) {
      const trouble = troubleOf(problem);
      if (trouble === "keyMade") standing.value = "there";
      if (trouble === "keyReplaced") key.value = null;
      wrong.value = t(trouble);
    } finally {
      busy.value = false;
    }
  };
  const make = (password: string | null): Promise<void> =>
    during(async () => {
      key.value = await asked<RecoveryKey>(token, "recovery-key", "POST", password === null ? {} : { new: true, password });
      standing.value = "unseen";
    });
  const confirm = (made: RecoveryKey): Promise<void> =>
    during(async () => {
      await confirmKey(token, made.key);
      standing.value = "done";
      key.value = null;
    });
  const made = key.value;
  return (
    <Card>
      <div class="stack">
        <h2>{t("keyTitle")}</h2>
        {made ? (
          <Sheet key={made.key} made={made} busy={busy.value} onSeen={() => void confirm(made)} />
        ) : standing.value === "none" || standing.value === "unseen" ? (
          <>
            {standing.value === "none" ? (
              <p>{t("keyMore")}</p>
            ) : (
              <Notice tone="warn" icon="alert">
                {t("keyUnseen")}
              </Notice>
            )}
            <Button block busy={busy.value} onClick={() => void make(null)}>
              {t(standing.value === "none" ? "keyMake" : "keyMakeAgain")}
            </Button>
          </>
        ) : standing.value === "done" ? (
          <Notice tone="good" icon="check">
            {t("keyDone")}
          </Notice>
        ) : (
          <>
            <Notice icon="check">{t("keyThere")}</Notice>
            <Lost busy={busy.value} onMake={(password) => void make(password)} />
          </>
        )}
        <Wrong text={wrong.value} />
      </div>
    </Card>
  );
}

/** The key as it is printed; then, without it in sight, the question that only the paper answers. */
function Sheet({ made, busy, onSeen }: { made: RecoveryKey; busy: boolean; onSeen: () => void }) {
  const checking = useSignal(false);
  const word = useSignal("");
  const mistaken = useSignal(false);
  if (checking.value)
    return (
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          mistaken.value = !isOnSheet(made, word.value);
          if (!mistaken.value) onSeen();
        }}
      >
        <Field id="key-word" label={t("keyWord")} hint={t("keyWordHint")} error={mistaken.value ? t("keyWordWrong") : null}>
          <input
            id="key-word"
            class="input box-line"
            maxLength={8}
            autocomplete="off"
            autocapitalize="characters"
            spellcheck={false}
            aria-describedby={noteId("key-word")}
            value={word.value}
            onInput={(event) => (word.value = event.currentTarget.value)}
          />
        </Field>
        <Button kind="primary" type="submit" block busy={busy}>
          {t("keyConfirm")}
        </Button>
        <Button kind="quiet" block onClick={() => (checking.value = false)}>
          {t("keyShow")}
        </Button>
      </form>
    );
  return (
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
      <Button kind="primary" icon="check" block onClick={() => (checking.value = true)}>
        {t("keyCheck")}
      </Button>
    </>
  );
}

/** The sheet is nowhere: another key, by who knows the password. */
function Lost({ busy, onMake }: { busy: boolean; onMake: (password: string) => void }) {
  const open = useSignal(false);
  const password = useSignal("");
  if (!open.value)
    return (
      <Button kind="quiet" block onClick={() => (open.value = true)}>
        {t("keyLost")}
      </Button>
    );
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        onMake(password.value);
      }}
    >
      <p>{t("keyLostMore")}</p>
      <Field id="key-password" label={t("keyPassword")}>
        <input
          id="key-password"
          type="password"
          class="input"
          required
          maxLength={200}
          autocomplete="current-password"
          aria-describedby={noteId("key-password")}
          value={password.value}
          onInput={(event) => (password.value = event.currentTarget.value)}
        />
      </Field>
      <Button type="submit" block busy={busy}>
        {t("keyMakeAgain")}
      </Button>
    </form>
  );
}
