/** For whoever leads or inspects several schools: which one the pages are about. */
import { records } from "../../data/records.ts";
import { t } from "../../i18n/admin.ts";
import { compareKazakh } from "../../i18n/collate.ts";
import { Field, noteId } from "../../ui/Field.tsx";
import { schoolNow, schoolsOverseen, workFor } from "./led.ts";

export function SchoolChoice() {
  const all = schoolsOverseen();
  if (all.length < 2) return null;
  const options = all.map((id) => ({ id, name: records.get("school", id)?.name ?? "…" })).sort((a, b) => compareKazakh(a.name, b.name));
  return (
    <Field id="school-now" label={t("schoolNow")}>
      <select id="school-now" class="input" aria-describedby={noteId("school-now")} value={schoolNow()} onChange={(event) => workFor(event.currentTarget.value)}>
        {options.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </Field>
  );
}
