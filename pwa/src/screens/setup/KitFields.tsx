/** A joining kit's line: pasted, or read from the file that the operator gave. */
import { t } from "../../i18n/setup.ts";
import { Field, noteId } from "../../ui/Field.tsx";
import { FileButton } from "../../ui/FileButton.tsx";
import "./setup.css";

/** Bytes of a file that may be a kit; larger ones were picked by mistake. */
const MAX_FILE_BYTES = 10_000;

export function KitFields({ value, onInput }: { value: string; onInput: (text: string) => void }) {
  const read = async (file: File | undefined): Promise<void> => {
    if (file && file.size <= MAX_FILE_BYTES) onInput((await file.text()).trim());
  };
  return (
    <>
      <FileButton icon="file" block label={t("kitFile")} accept=".txt,text/plain" onFiles={([file]) => void read(file)} />
      <Field id="school-kit" label={t("schoolKit")} hint={t("schoolKitHint")}>
        <textarea id="school-kit" class="input box-line" rows={4} autocapitalize="none" spellcheck={false} aria-describedby={noteId("school-kit")} value={value} onInput={(event) => onInput(event.currentTarget.value)} />
      </Field>
    </>
  );
}
