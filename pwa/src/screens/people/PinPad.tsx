/** Four signs on big keys; each digit has its picture for those who cannot read numbers yet. */
import { useState } from "preact/hooks";

import { PIN_DIGITS } from "../../data/guard.ts";
import { signName, t } from "../../i18n/entering.ts";
import { IconButton } from "../../ui/Button.tsx";
import { Sign } from "./Sign.tsx";
import "./pin.css";

const KEYS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 0];

/** `onPin` gets each complete PIN; the pad is empty again afterwards. */
export function PinPad({ label, busy = false, onPin }: { label: string; busy?: boolean; onPin: (pin: string) => void }) {
  const [typed, setTyped] = useState("");
  const press = (digit: number): void => {
    if (busy) return;
    const next = `${typed}${digit}`;
    const complete = next.length === PIN_DIGITS;
    setTyped(complete ? "" : next);
    if (complete) onPin(next);
  };
  return (
    <div class="pin" role="group" aria-label={label}>
      <p class="pin-dots" role="status" aria-label={`${typed.length} / ${PIN_DIGITS}`}>
        {Array.from({ length: PIN_DIGITS }, (_, at) => (
          <span key={at} class={at < typed.length ? "pin-dot pin-dot-on" : "pin-dot"} />
        ))}
      </p>
      <div class="pin-keys">
        {KEYS.map((digit) => (
          <button key={digit} type="button" class="pin-key" aria-label={`${digit}, ${signName(digit)}`} aria-disabled={busy} onClick={() => press(digit)}>
            <Sign digit={digit} />
            <span aria-hidden="true">{digit}</span>
          </button>
        ))}
        <IconButton icon="back" label={t("erase")} onClick={() => setTyped(typed.slice(0, -1))} />
      </div>
    </div>
  );
}
