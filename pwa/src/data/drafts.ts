/** Drafts of hand-ins: on the phone from the first letter, gone only when they have become an operation. */
import { signal } from "@preact/signals";

import { dropDraftFile, fileFields, keepDraftFile, type WorkBlob } from "./files.ts";
import { DRAFT_PAUSE_MS } from "./limits.ts";
import { openProfile } from "./open.ts";

export interface DraftFile {
  readonly sha256: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
}

export interface HandInDraft {
  readonly text: string;
  readonly files: readonly DraftFile[];
}

export const EMPTY_DRAFT: HandInDraft = { text: "", files: [] };

const HAND_IN = "hand-in:";

/** Rises when a draft has come back from the school: an answer that is open and empty shows it. */
export const draftsBack = signal(0);

/** In `meta`: what the school keeps of drafts; see draft-copies.ts. */
export const COPIED = "draft-copies";

/** Rises when it is known anew what its writer has on other devices. */
export const elsewhereTold = signal(0);

interface Others {
  readonly others?: Readonly<Record<string, string>>;
  readonly brought?: Readonly<Record<string, unknown>>;
}

/** What its writer has for a task on another device; empty where nothing is known of it. */
export async function draftElsewhere(person: string, assignment: string): Promise<string> {
  const found = (await (await openProfile(person)).get("meta", COPIED)) as Others | undefined;
  return found?.others?.[assignment] ?? "";
}

/** They have seen it: it is not offered again. */
export async function leaveElsewhere(person: string, assignment: string, text: string): Promise<void> {
  const tx = (await openProfile(person)).transaction("meta", "readwrite");
  const found = (await tx.store.get(COPIED)) as Others | undefined;
  const others = Object.fromEntries(Object.entries(found?.others ?? {}).filter(([of]) => of !== assignment));
  await tx.store.put({ ...found, others, brought: { ...found?.brought, [assignment]: { text, at: 0 } } }, COPIED);
  await tx.done;
}

export function draftKey(assignment: string): string {
  return HAND_IN + assignment;
}

/** Every draft of a hand-in that is on this phone, by assignment. */
export async function handInDrafts(person: string): Promise<Map<string, HandInDraft>> {
  const db = await openProfile(person);
  const keys = await db.getAllKeys("drafts", IDBKeyRange.bound(HAND_IN, `${HAND_IN}\uffff`));
  const found = new Map<string, HandInDraft>();
  for (const key of keys) {
    const draft = await db.get("drafts", key);
    if (draft) found.set(key.slice(HAND_IN.length), draft as HandInDraft);
  }
  return found;
}

export async function readDraft(person: string, assignment: string): Promise<HandInDraft> {
  const found = await (await openProfile(person)).get("drafts", draftKey(assignment));
  return found ? (found as HandInDraft) : EMPTY_DRAFT;
}

/** An empty draft is no draft: it must not keep a profile from being cleared on logging out. */
export async function writeDraft(person: string, assignment: string, draft: HandInDraft): Promise<void> {
  const db = await openProfile(person);
  if (draft.text === "" && draft.files.length === 0) await db.delete("drafts", draftKey(assignment));
  else await db.put("drafts", draft, draftKey(assignment));
}

/** Adds a file to a draft: first the bytes to the disk, then the mention of them. */
export async function addDraftFile(person: string, assignment: string, draft: HandInDraft, file: WorkBlob): Promise<HandInDraft> {
  if (draft.files.some((one) => one.sha256 === file.sha256)) return draft;
  await keepDraftFile(person, file);
  const next = { ...draft, files: [...draft.files, fileFields(file)] };
  await writeDraft(person, assignment, next);
  return next;
}

export async function removeDraftFile(person: string, assignment: string, draft: HandInDraft, sha256: string): Promise<HandInDraft> {
  const next = { ...draft, files: draft.files.filter((one) => one.sha256 !== sha256) };
  await writeDraft(person, assignment, next);
  await dropDraftFile(person, sha256);
  return next;
}

/** The draft's files with their bytes, as `submit` takes them. A file whose bytes are lost is left out. */
export async function draftBlobs(person: string, draft: Pick<HandInDraft, "files">): Promise<WorkBlob[]> {
  const db = await openProfile(person);
  const blobs: WorkBlob[] = [];
  for (const file of draft.files) {
    const stored = await db.get("files", file.sha256);
    if (stored) blobs.push({ ...file, blob: stored.blob });
  }
  return blobs;
}

export interface DraftWriter<D = HandInDraft> {
  /** Writes after a pause in typing, then calls one of the two. */
  later(draft: D, saved: () => void, failed: (problem: unknown) => void): void;
  /** Writes at once what waits: the tab is going away. */
  now(): Promise<void>;
  /** Writes nothing more: the draft becomes an operation. */
  stop(): Promise<void>;
}

export function draftWriter(person: string, assignment: string): DraftWriter {
  return writerOf((draft) => writeDraft(person, assignment, draft));
}

/** A form that is not sent yet, of whatever shape: `value` with the files that were added to it. */
export interface FormDraft<V> {
  readonly value: V;
  readonly files: readonly DraftFile[];
}

function formKey(form: string): string {
  return `form:${form}`;
}

/** What was typed before the app went away; null when nothing was. The shape is the writer's own. */
 
export async function readForm<V>(person: string, form: string): Promise<FormDraft<V> | null> {
  const found = await (await openProfile(person)).get("drafts", formKey(form));
  return found ? (found as FormDraft<V>) : null;
}

/** null forgets it: an empty form is no draft. */
export async function writeForm(person: string, form: string, draft: FormDraft<unknown> | null): Promise<void> {
  const db = await openProfile(person);
  if (draft === null) await db.delete("drafts", formKey(form));
  else await db.put("drafts", draft, formKey(form));
}

export function formWriter(person: string, form: string): DraftWriter<FormDraft<unknown> | null> {
  return writerOf((draft) => writeForm(person, form, draft));
}

function writerOf<D>(write: (draft: D) => Promise<void>): DraftWriter<D> {
  let latest: { draft: D; saved: () => void; failed: (problem: unknown) => void } | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let writing: Promise<void> = Promise.resolve();
  const take = (): void => {
    if (timer) clearTimeout(timer);
    timer = null;
    const job = latest;
    latest = null;
    // One after the other, so that an older text never lands on a newer one.
    if (job) writing = writing.then(() => write(job.draft)).then(job.saved, job.failed);
  };
  return {
    later(draft, saved, failed) {
      latest = { draft, saved, failed };
      if (timer) clearTimeout(timer);
      timer = setTimeout(take, DRAFT_PAUSE_MS);
    },
    now() {
      take();
      return writing;
    },
    stop() {
      if (timer) clearTimeout(timer);
      latest = null;
      return writing;
    },
  };
}
