/** A mark in the making on this phone: kept from the first line drawn, gone once it was given. */
import { useEffect, useMemo, useState } from "preact/hooks";

import { formWriter, readForm, writeForm } from "../../data/drafts.ts";
import { dropDraftFile, keepDraftFile, type WorkBlob } from "../../data/files.ts";
import { me } from "./desk.ts";
import { Making, type MakingDraft, type MakingState } from "./model/making.ts";
import { workKey, type Work } from "./model/work.ts";

export interface MakingHere extends MakingState {
  readonly making: Making<WorkBlob>;
  /** The mark was given: nothing of the making is left. */
  readonly done: () => Promise<void>;
}

/** What stands, or what was begun for the same newest hand-in before the app went away. */
export function useMaking(work: Work): MakingHere {
  const person = me.peek();
  const form = `mark:${workKey(work.assignment.id, work.learner)}`;
  const [, setState] = useState<MakingState | null>(null);
  const writer = useMemo(() => formWriter(person, form), [person, form]);
  const making = useMemo(
    () =>
      new Making<WorkBlob>(work, {
        keep: (file) => keepDraftFile(person, file),
        drop: (sha256) => dropDraftFile(person, sha256),
        write: (draft) => writer.later({ value: draft, files: draft.given.files ?? [] }, () => undefined, () => undefined),
        changed: setState,
      }),
    [writer],
  );
  useEffect(() => making.follow(work), [work.mark]);

  useEffect(() => {
    void readForm<MakingDraft>(person, form).then((found) => {
      if (found) making.restore(found.value, work);
    });
    const leaving = (): void => void writer.now();
    document.addEventListener("visibilitychange", leaving);
    return () => {
      document.removeEventListener("visibilitychange", leaving);
      leaving();
    };
  }, [form]);

  return {
    ...making.state,
    making,
    async done() {
      await writer.stop();
      await writeForm(person, form, null);
      await making.done();
    },
  };
}
