/** A school that has no box yet: its name, its language and where it lies. */
import { useState } from "preact/hooks";

import { t } from "../../i18n/console.ts";
import { LANG_NAMES, LANGS, lang } from "../../i18n/index.ts";
import { go } from "../../router.ts";
import { Button } from "../../ui/Button.tsx";
import { Choices, Field, noteId } from "../../ui/Field.tsx";
import { toast } from "../../ui/toast.tsx";
import { degrees, makeSchool, troubleOf } from "./model.ts";

const NOTHING = { name: "", region: "", district: "", latitude: "", longitude: "" };

export function NewSchoolForm({ region, district, onCancel }: { region: string; district: string; onCancel: () => void }) {
  const [given, setGiven] = useState({ ...NOTHING, region, district });
  const [language, setLanguage] = useState(lang.peek());
  const [busy, setBusy] = useState(false);
  const add = async (): Promise<void> => {
    const place = { latitude: degrees(given.latitude), longitude: degrees(given.longitude) };
    if (given.name.trim() === "" || given.region.trim() === "" || Number.isNaN(place.latitude) || Number.isNaN(place.longitude)) {
      toast(t("failed"));
      return;
    }
    setBusy(true);
    try {
      const { school } = await makeSchool({ name: given.name.trim(), region: given.region.trim(), district: given.district.trim(), language, ...place });
      go(`/console/school/${encodeURIComponent(school)}`);
    } catch (error) {
      toast(t(troubleOf(error) === "notAllowed" ? "notAllowed" : "failed"));
      setBusy(false);
    }
  };
  const field = (name: keyof typeof NOTHING, hint = "", required = false) => (
    <Field id={`school-${name}`} label={t(name)} hint={hint}>
      <input id={`school-${name}`} class="input" required={required} autocomplete="off" aria-describedby={noteId(`school-${name}`)} value={given[name]} onInput={(event) => setGiven({ ...given, [name]: event.currentTarget.value })} />
    </Field>
  );
  return (
    <form
      class="card stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void add();
      }}
    >
      <h2>{t("newSchool")}</h2>
      {field("name", "", true)}
      <Choices name="school-language" legend={t("language")} value={language} options={LANGS.map((value) => ({ value, label: LANG_NAMES[value], lang: value }))} onChoose={setLanguage} />
      {field("region", "", true)}
      {field("district")}
      {field("latitude", t("coordinatesHint"))}
      {field("longitude", t("coordinatesHint"))}
      <div class="console-links">
        <Button type="submit" kind="primary" busy={busy}>
          {t("create")}
        </Button>
        <Button onClick={onCancel}>{t("cancel")}</Button>
      </div>
    </form>
  );
}
