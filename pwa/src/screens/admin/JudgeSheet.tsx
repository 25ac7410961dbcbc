/** Asks once more, and for a word why: what is released counts at once, and both are read by others. */
import { useState } from "preact/hooks";

import { t } from "../../i18n/attention.ts";
import { Button } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { Sheet } from "../../ui/Sheet.tsx";

export interface Judging {
  /** The list's item, and the operation that is judged. */
  readonly item: string;
  readonly target: string;
  readonly decision: "release" | "dismiss";
  readonly school: string;
}

/** As the server takes it. */
const REASON_CHARACTERS = 500;

export function JudgeSheet({ judging, onClose, onDecide }: { judging: Judging; onClose: () => void; onDecide: (reason: string) => void }) {
  const [reason, setReason] = useState("");
  const [asked, setAsked] = useState(false);
  const { decision } = judging;
  return (
    <Sheet title={t(`${decision}Title`)} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim() === "") setAsked(true);
          else onDecide(reason);
        }}
      >
        <p>{t(`${decision}More`)}</p>
        <Field id="judge-reason" label={t("reason")} hint={t("reasonHint")} error={asked && reason.trim() === "" ? t("needReason") : null}>
          <textarea
            id="judge-reason"
            class="input judge-reason"
            maxLength={REASON_CHARACTERS}
            aria-describedby={noteId("judge-reason")}
            value={reason}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        </Field>
        <Button kind="primary" icon="check" type="submit" block>
          {t(decision)}
        </Button>
        <Button kind="quiet" block onClick={onClose}>
          {t("cancel")}
        </Button>
      </form>
    </Sheet>
  );
}
