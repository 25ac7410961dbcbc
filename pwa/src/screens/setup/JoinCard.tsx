/** Joining a hub: this box's line goes to its operator, the operator's line comes back. */
import { useSignal } from "@preact/signals";

import { t } from "../../i18n/setup.ts";
import { Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Card } from "../../ui/Card.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { CodeImage } from "./CodeImage.tsx";
import { asked, type Box, troubleOf } from "./model.ts";
import { Wrong } from "./Wrong.tsx";

/** How often and how long a server that starts anew is asked whether it is there (ms, times). */
const ASK_EVERY_MS = 1000;
const ASK_TIMES = 90;

export function JoinCard({ token, box }: { token: string | null; box: Box }) {
  const kit = useSignal("");
  const copied = useSignal(false);
  const state = useSignal<"asking" | "starting" | "joined">(box.joined ? "joined" : "asking");
  const wrong = useSignal<string | null>(null);
  const join = async (): Promise<void> => {
    if (state.value !== "asking") return;
    wrong.value = null;
    try {
      await asked(token, "upstream", "PUT", { kit: kit.value });
    } catch (problem) {
      wrong.value = t(troubleOf(problem));
      return;
    }
    state.value = "starting";
    for (let at = 0; at < ASK_TIMES; at += 1) {
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
      const there = await asked<Box>(token, "box").catch(() => null);
      if (there?.joined) {
        state.value = "joined";
        return;
      }
    }
    state.value = "asking";
    wrong.value = t("away");
  };
  const copy = async (): Promise<void> => {
    // Without HTTPS there is no clipboard: the line can be selected.
    await (navigator.clipboard as Clipboard | undefined)?.writeText(box.request ?? "").then(
      () => (copied.value = true),
      () => null,
    );
  };
  return (
    <Card>
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void join();
        }}
      >
        <h2>{t("hubTitle")}</h2>
        {state.value === "joined" ? (
          <Notice icon={box.claim === "refused" ? "alert" : "check"} tone={box.claim === "refused" ? "bad" : "neutral"}>
            {t(box.claim === "refused" ? "claimRefused" : box.claim === "waiting" ? "claimWaiting" : "hubJoined")}
          </Notice>
        ) : (
          <>
            <p>{t("hubMore")}</p>
            {box.request !== null && box.request_code && (
              <>
                <Field id="request" label={t("request")}>
                  <textarea id="request" class="input box-line" readOnly rows={4} aria-describedby={noteId("request")} value={box.request} onFocus={(event) => event.currentTarget.select()} />
                </Field>
                <CodeImage code={box.request_code} label={`QR: ${t("request")}`} />
                <Button block icon="file" onClick={() => void copy()}>
                  {t(copied.value ? "copied" : "copy")}
                </Button>
              </>
            )}
            <Field id="kit" label={t("kit")} hint={t("kitHint")}>
              <textarea id="kit" class="input box-line" rows={4} autocapitalize="none" spellcheck={false} aria-describedby={noteId("kit")} value={kit.value} onInput={(event) => (kit.value = event.currentTarget.value)} />
            </Field>
            <Button type="submit" block busy={state.value === "starting"}>
              {t(state.value === "starting" ? "joining" : "join")}
            </Button>
          </>
        )}
        <Wrong text={wrong.value} />
      </form>
    </Card>
  );
}
