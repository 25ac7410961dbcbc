/** One short message at the foot of the screen, with an optional way back. */
import { signal } from "@preact/signals";

interface Message {
  text: string;
  action: { label: string; run: () => void } | null;
}

/** Milliseconds a message stays: long enough to read two lines and to press "undo". */
const SHOWN_MS = 5000;

const current = signal<Message | null>(null);
let timer: ReturnType<typeof setTimeout> | null = null;

export function toast(text: string, action: Message["action"] = null): void {
  if (timer) clearTimeout(timer);
  current.value = { text, action };
  timer = setTimeout(() => (current.value = null), SHOWN_MS);
}

export function Toast() {
  const message = current.value;
  return (
    <div role="status" aria-live="polite">
      {message && (
        <div class="toast">
          <span>{message.text}</span>
          {message.action && (
            <button
              type="button"
              class="button"
              onClick={() => {
                current.value = null;
                message.action?.run();
              }}
            >
              {message.action.label}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
