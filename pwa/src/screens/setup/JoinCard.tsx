/** Joining a hub: this box's line goes to its operator, the operator's line comes back. */
import { useSignal } from "@preact/signals";

import { t } from "../../i18n/setup.ts";
import { Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Card } from "../../ui/Card.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { CodeImage } from "./CodeImage.tsx";
import { asked, type Box, troubleOf, untilJoined } from "./model.ts";
import { Wrong } from "./Wrong.tsx";

export function JoinCard({ token, box }: { token: string | null; box: Box }) {
  const kit = useSignal("");
  const copied = useSignal(false);
  const busy = useSignal(false);
  /** The box as it is once it has started anew. */
  const now = useSignal(box);
  const refused = now.value.claim === "refused";
  const wrong = useSignal<string | null>(null);
  const join = async (): Promise<void> => {
    if (busy.value) return;
    wrong.value = null;
    busy.value = true;
    try {
      await asked(token, "upstream", "PUT", { kit: kit.value });
      now.value = await untilJoined(token);
      kit.value = "";
    } catch (problem) {
      wrong.value = t(troubleOf(problem));
    } finally {
      busy.value = false;
    }
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
        {now.value.joined && (
          <Notice icon={refused ? "alert" : "check"} tone={refused ? "bad" : "neutral"}>
            {t(refused ? "claimRefused" : now.value.claim === "waiting" ? "claimWaiting" : "hubJoined")}
          </Notice>
        )}
        {(!now.value.joined || refused) && (
          <>
            {!refused && <p>{t("hubMore")}</p>}
            {!refused && box.request !== null && box.request_code && (
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
            <Button type="submit" block busy={busy.value}>
              {t(busy.value ? "joining" : "join")}
            </Button>
          </>
        )}
        <Wrong text={wrong.value} />
      </form>
    </Card>
  );
}
