/** A mark in the making: on the phone from the first line drawn, gone once it was given. */
import { useEffect, useMemo, useState } from "preact/hooks";

import { formWriter, readForm, writeForm } from "../../data/drafts.ts";
import { dropDraftFile, fileFields, keepDraftFile, type WorkBlob } from "../../data/files.ts";
import { me } from "./desk.ts";
import { givenOf, type Given } from "./model/marking.ts";
import { workKey, type Work } from "./model/work.ts";

export interface Making {
  readonly given: Given;
  readonly change: (next: Given) => void;
  /** The recording with the mark, or none. */
  readonly say: (file: WorkBlob | null) => Promise<void>;
  /** The mark was given: nothing of the making is left. */
  readonly done: () => Promise<void>;
}

/** What stands, or what was begun for the same newest hand-in before the app went away. */
export function useMaking(work: Work): Making {
  const person = me.peek();
  const form = `mark:${workKey(work.assignment.id, work.learner)}`;
  const over = `${work.submissions[0]?.id ?? ""} ${work.mark?.op ?? ""}`;
  const [given, setGiven] = useState(() => givenOf(work));
  const writer = useMemo(() => formWriter(person, form), [person, form]);

  useEffect(() => {
    void readForm<{ over: string; given: Given }>(person, form).then((found) => {
      if (found?.value.over === over) setGiven(found.value.given);
    });
    const leaving = (): void => void writer.now();
    document.addEventListener("visibilitychange", leaving);
    return () => {
      document.removeEventListener("visibilitychange", leaving);
      leaving();
    };
  }, [form]);

  const change = (next: Given): void => {
    setGiven(next);
    writer.later({ value: { over, given: next }, files: next.files ?? [] }, () => undefined, () => undefined);
  };
  return {
    given,
    change,
    async say(file) {
      for (const old of given.files ?? []) await dropDraftFile(person, old.sha256);
      if (file) await keepDraftFile(person, file);
      change({ ...given, files: file ? [fileFields(file)] : [] });
    },
    async done() {
      await writer.stop();
      await writeForm(person, form, null);
    },
  };
}
