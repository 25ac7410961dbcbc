/** A task that was begun and not sent, on this phone until it is: a browser may be killed at any time. */
import { draftBlobs, formWriter, readForm, writeForm, type DraftWriter, type FormDraft } from "../../data/drafts.ts";
import { dropDraftFile, fileFields, keepDraftFile, type WorkBlob } from "../../data/files.ts";
import type { Draft } from "./model/draft.ts";

/** There is one begun task; several would be forgotten ones. */
const FORM = "new-task";

export interface Kept {
  readonly draft: Draft;
  readonly files: readonly WorkBlob[];
}

/** What was begun earlier, with the files whose bytes are still here; null when nothing was. */
export async function keptTask(person: string): Promise<Kept | null> {
  const found = await readForm<Draft>(person, FORM);
  return found ? { draft: found.value, files: await draftBlobs(person, found) } : null;
}

export interface Keeper {
  /** After every change; an untouched form is no draft. */
  keep(draft: Draft, files: readonly WorkBlob[]): void;
  /** Now: the app is being left. */
  now(): Promise<void>;
  /** The task was sent, or its author starts over. `files` are dropped unless they were sent. */
  forget(files?: readonly WorkBlob[]): Promise<void>;
}

export function keeper(person: string): Keeper {
  const writer: DraftWriter<FormDraft<unknown> | null> = formWriter(person, FORM);
  const stored = new Set<string>();
  let bytes: Promise<unknown> = Promise.resolve();
  return {
    keep(draft, files) {
      for (const file of files) {
        if (stored.has(file.sha256)) continue;
        stored.add(file.sha256);
        bytes = bytes.then(() => keepDraftFile(person, file)).catch(() => stored.delete(file.sha256));
      }
      const value = isTouched(draft, files) ? { value: draft, files: files.map(fileFields) } : null;
      writer.later(value, () => undefined, () => undefined);
    },
    async now() {
      await bytes;
      await writer.now();
    },
    async forget(files = []) {
      await writer.stop();
      await bytes;
      await writeForm(person, FORM, null);
      for (const file of files) await dropDraftFile(person, file.sha256);
    },
  };
}

export function isTouched(draft: Draft, files: readonly unknown[]): boolean {
  return draft.title.trim() !== "" || draft.instructions.trim() !== "" || draft.lesson !== null || files.length > 0;
}
