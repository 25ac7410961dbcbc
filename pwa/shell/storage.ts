/** The content's localStorage: brought back at a launch, and told to the app as it changes. */
import { JOURNAL_DELAY_MS, STORAGE_CHARACTERS, STORAGE_KEYS } from "../src/player/limits.ts";
import type { Stored } from "../src/player/protocol.ts";

export class ContentStorage {
  private launch: string | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private told = "";

  constructor(private readonly send: (message: { type: "stored"; stored: Stored }) => void) {
    // Fired here, in the shell's own window, for every change made by the content in its frames.
    addEventListener("storage", () => {
      this.timer ??= setTimeout(() => this.flush(), JOURNAL_DELAY_MS);
    });
  }

  /** Before content is shown: a new launch finds what was kept, further activities of it what is there. */
  restore(launch: string, stored: Stored): void {
    if (launch === this.launch) return;
    this.launch = launch;
    try {
      localStorage.clear();
      for (const [key, value] of stored) localStorage.setItem(key, value);
    } catch {
      // A browser that denies storage denies it to the content as well.
    }
    this.told = JSON.stringify(held());
  }

  /** Tells what changed, now. More than the app keeps is not told: what it has stays. */
  flush(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (this.launch === null) return;
    const stored = held();
    const characters = stored.reduce((sum, [key, value]) => sum + key.length + value.length, 0);
    if (stored.length > STORAGE_KEYS || characters > STORAGE_CHARACTERS) return;
    const text = JSON.stringify(stored);
    if (text === this.told) return;
    this.told = text;
    this.send({ type: "stored", stored });
  }
}

function held(): Stored {
  try {
    return Object.keys(localStorage).map((key) => [key, localStorage.getItem(key) ?? ""]);
  } catch {
    return [];
  }
}
