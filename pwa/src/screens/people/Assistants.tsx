/** Who helps a pupil: somebody of the staff is chosen, or ends it. */
import { useState } from "preact/hooks";

import { compareKazakh } from "../../i18n/collate.ts";
import { t } from "../../i18n/people.ts";
import { Button } from "../../ui/Button.tsx";
import { fits, isFor, type Listed, nameOf } from "./model.ts";
import { addAssistant, endAssistant } from "./server.ts";

interface AssistantsProps {
  readonly one: Listed;
  readonly all: readonly Listed[];
  readonly busy: boolean;
  /** Says what came of it, and looks again. */
  readonly settled: (work: Promise<void>, said: "assistantAdded" | "assistantEnded") => Promise<void>;
}

export function Assistants({ one, all, busy, settled }: AssistantsProps) {
  const [choosing, setChoosing] = useState(false);
  const helps = (other: Listed): boolean => isFor(other, "assistant", one.id);
  const staff = all.filter((other) => fits(other, "staff")).sort((a, b) => compareKazakh(nameOf(a), nameOf(b)));
  const helping = staff.filter(helps);
  return (
    <section class="stack" aria-label={t("assistant")}>
      <h3>{t("assistant")}</h3>
      <p class="small muted">{t("assistantMore")}</p>
      <ul class="people-list">
        {helping.map((other) => (
          <li key={other.id} class="people-device">
            <span class="people-text">
              <b>{nameOf(other)}</b>
            </span>
            <Button kind="danger" busy={busy} onClick={() => void settled(endAssistant(one.id, other.id), "assistantEnded")}>
              {t("assistantEnd")}
            </Button>
          </li>
        ))}
      </ul>
      {choosing ? (
        <ul class="people-list">
          {staff
            .filter((other) => !helps(other))
            .map((other) => (
              <li key={other.id}>
                <button type="button" class="people-row" onClick={() => void settled(addAssistant(one.id, other.id), "assistantAdded")}>
                  <span class="people-text">
                    <b>{nameOf(other)}</b>
                  </span>
                </button>
              </li>
            ))}
        </ul>
      ) : (
        <Button kind="quiet" icon="person" block onClick={() => setChoosing(true)}>
          {t("assistantAdd")}
        </Button>
      )}
    </section>
  );
}
