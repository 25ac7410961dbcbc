/** Who leads the school notes that a club's journal was looked through, and what is amiss in it. */
import { useState } from "preact/hooks";

import { t } from "../../i18n/clubKeeping.ts";
import { Field, noteId } from "../../ui/Field.tsx";
import { FormSheet } from "../../ui/FormSheet.tsx";
import { schoolDay } from "../gradebook/school.ts";
import { type Check, noteCheck } from "./writing.ts";

/** Characters; the server's limit. */
const NOTE_CHARACTERS = 300;

interface SheetProps {
  readonly school: string;
  readonly club: Check & { readonly id: string; readonly name: string };
  readonly onClose: () => void;
}

export function CheckSheet({ school, club, onClose }: SheetProps) {
  const [note, setNote] = useState("");
  return (
    <FormSheet
      title={`${t("check")}: ${club.name}`}
      action={t("checked")}
      failed={t("notSaved")}
      fault={false}
      onSave={() => noteCheck(school, club.id, club, { checked_on: schoolDay(), checked_note: note.trim() })}
      onClose={onClose}
    >
      {() => (
        <Field id="check-note" label={t("checkNote")} hint={t("checkHint")}>
          <textarea id="check-note" class="input" rows={3} maxLength={NOTE_CHARACTERS} aria-describedby={noteId("check-note")} value={note} onInput={(event) => setNote(event.currentTarget.value)} />
        </Field>
      )}
    </FormSheet>
  );
}
