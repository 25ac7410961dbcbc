/** Which school, where so many have a login that the server tries no password: server/people/candidates.py. */
import { useEffect, useRef } from "preact/hooks";

import { t } from "../../i18n/whichSchool.ts";
import { Field, noteId } from "../../ui/Field.tsx";

/** `asked`: how many times the server has asked. The log-in reads what is typed when it is sent. */
export default function SchoolField({ asked }: { asked: number }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), [asked]);
  return (
    <Field id="school" label={t("school")} error={t(asked > 1 && field.current?.value ? "unclear" : "several")}>
      <input id="school" class="input" name="school" autocomplete="organization" maxLength={200} ref={field} aria-describedby={noteId("school")} />
    </Field>
  );
}
