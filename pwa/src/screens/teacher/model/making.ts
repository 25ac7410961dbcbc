/** A mark in the making: over which hand-in and mark it is being made, and what of it is there so far. */
import type { DraftFile } from "./draft.ts";
import { givenOf, type Given } from "./marking.ts";
import { pinOf, settled, shownOf, type Pin } from "./shown.ts";
import type { Work } from "./work.ts";

/** What was begun over one hand-in. */
export interface Begun {
  readonly pin: Pin;
  readonly given: Given;
}

export interface MakingState extends Begun {
  /** What was begun before the teacher turned to a newer hand-in: they may go back to it. */
  readonly before: Begun | null;
}

/** As it is kept on the phone: `over` says what it was made over. */
export interface MakingDraft {
  readonly over: string;
  readonly given: Given;
}

export interface MakingPorts<F extends DraftFile> {
  /** Resolves when the recording is safe on the phone. */
  keep(file: F): Promise<void>;
  drop(sha256: string): Promise<void>;
  /** Called after every change by the teacher's hand. */
  write(draft: MakingDraft): void;
  changed(state: MakingState): void;
}

export class Making<F extends DraftFile = DraftFile> {
  private touched = false;
  private current: MakingState;

  constructor(
    work: Work,
    private readonly ports: MakingPorts<F>,
  ) {
    this.current = { ...begun(work), before: null };
  }

  get state(): MakingState {
    return this.current;
  }

  /** The work is there in a newer state. */
  follow(work: Work): void {
    const pin = settled(this.current.pin, work);
    if (pin !== this.current.pin) this.set({ ...this.current, pin });
  }

  /**
   * What the phone kept of an earlier opening, which comes a moment after the screen. What was tapped in that moment
   * counts more; what was begun over an earlier hand-in waits to be asked for; over another mark it is no longer meant.
   */
  restore({ over, given }: MakingDraft, work: Work): void {
    if (this.touched) return;
    const [submission = "", op = ""] = over.split(" ");
    if (op !== (work.mark?.op ?? "")) return;
    const pin = { submission: submission || null, mark: work.mark };
    if (pin.submission === this.current.pin.submission) this.set({ ...this.current, given });
    else if (pin.submission === null || work.submissions.some((one) => one.id === submission)) this.set({ ...this.current, before: { pin, given } });
  }

  /** The next state is made from the present one, however long ago the asking screen was drawn. */
  change(next: (now: Given) => Given): void {
    this.touched = true;
    this.set({ ...this.current, given: next(this.current.given) });
    this.ports.write(draftOf(this.current));
  }

  /** The recording with the mark, or none. Rejects when the phone could not keep it; the one before it then stays. */
  async say(file: F | null): Promise<void> {
    if (file) await this.ports.keep(file);
    const old = this.current.given.files ?? [];
    this.change((now) => ({ ...now, files: file ? [{ sha256: file.sha256, name: file.name, type: file.type, size: file.size }] : [] }));
    await this.forget(old.filter((one) => one.sha256 !== file?.sha256));
  }

  /** Turns to what has come. Words about a hand-in stay with it; those about the same one go on over the new mark. */
  look(work: Work): void {
    const { pin, given } = this.current;
    const next = begun(work);
    const untouched = JSON.stringify(given) === JSON.stringify(givenOf(shownOf(work, pin)));
    if (untouched) this.set({ ...this.current, ...next });
    else if (next.pin.submission === pin.submission) {
      this.set({ ...this.current, pin: next.pin });
      this.change((now) => now);
    } else this.set({ ...next, before: { pin, given } });
  }

  /** Back to what was begun over the earlier hand-in. */
  back(): void {
    const { before } = this.current;
    if (!before) return;
    this.set({ ...before, before: null });
    this.change((now) => now);
  }

  /** The mark was given: recordings of what was begun and left are not needed. */
  async done(): Promise<void> {
    const sent = this.current.given.files ?? [];
    await this.forget((this.current.before?.given.files ?? []).filter((old) => !sent.some((one) => one.sha256 === old.sha256)));
  }

  private async forget(files: readonly DraftFile[]): Promise<void> {
    for (const one of files) await this.ports.drop(one.sha256);
  }

  private set(state: MakingState): void {
    this.current = state;
    this.ports.changed(state);
  }
}

function begun(work: Work): Begun {
  return { pin: pinOf(work), given: givenOf(work) };
}

function draftOf({ pin, given }: Begun): MakingDraft {
  return { over: `${pin.submission ?? ""} ${pin.mark?.op ?? ""}`, given };
}
