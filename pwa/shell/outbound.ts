/** What content sets, on its way to the app: every value within JOURNAL_DELAY_MS, commits sooner. */
import { COMMIT_INTERVAL_MS, JOURNAL_DELAY_MS } from "../src/player/limits.ts";
import type { Values, ValuesMessage } from "../src/player/protocol.ts";

export class Outbound {
  private waiting: Values = {};
  private asked = false;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private due = Infinity;
  private sent = -Infinity;

  constructor(
    private readonly activity: string,
    private readonly send: (message: ValuesMessage) => void,
    private readonly now: () => number,
  ) {}

  note(element: string, value: string): void {
    this.waiting[element] = value;
    this.flushWithin(JOURNAL_DELAY_MS);
  }

  commit(): void {
    this.asked = true;
    this.flushWithin(Math.max(0, this.sent + COMMIT_INTERVAL_MS - this.now()));
  }

  /** Sends what waits, now. */
  flush(finish = false): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.due = Infinity;
    const values = this.waiting;
    const commit = this.asked || finish;
    if (!commit && Object.keys(values).length === 0) return;
    this.waiting = {};
    this.asked = false;
    this.sent = this.now();
    this.send({ type: "values", activity: this.activity, values, commit, finish });
  }

  private flushWithin(delay: number): void {
    if (delay === 0) {
      this.flush();
      return;
    }
    const due = this.now() + delay;
    if (due >= this.due) return;
    if (this.timer !== null) clearTimeout(this.timer);
    this.due = due;
    this.timer = setTimeout(() => this.flush(), delay);
  }
}
