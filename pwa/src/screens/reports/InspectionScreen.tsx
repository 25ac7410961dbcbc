/** Inspectors of a school and their pack: leaders let them in for some days, inspectors take the pack. */
import { useState } from "preact/hooks";

import { askMine, tellMine } from "../../data/asking.ts";
import { ApiProblem } from "../../data/http.ts";
import { saveFile } from "../../data/saving.ts";
import { lang } from "../../i18n/index.ts";
import { t } from "../../i18n/overview.ts";
import { addDays } from "../../planning/flow.ts";
import { Chip, Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { schoolDay } from "../gradebook/school.ts";
import { Answer } from "./Answer.tsx";
import { dayText, leads, schoolOverseen } from "./school.ts";
import { useAnswer } from "./useAnswer.ts";
import "./overview.css";

interface Inspector {
  readonly person: string;
  readonly name: string;
  readonly login: string | null;
  readonly ends_on: string | null;
  readonly over: boolean;
}

interface Card {
  readonly name: string;
  readonly login: string | null;
  readonly password: string | null;
}

/** Days of an inspection unless somebody says otherwise: a week. */
const USUAL_DAYS = 6;
/** Days that a pack covers unless somebody says otherwise. */
const PACK_DAYS = 29;

/** `/inspection` */
export default function InspectionScreen() {
  const leading = leads();
  return (
    <Page title={t(leading ? "inspectors" : "pack")} back="/overview">
      <div class="stack-wide">
        {leading && <Inspectors />}
        <Pack />
      </div>
    </Page>
  );
}

function Inspectors() {
  const path = `/api/v1/inspectors?school=${encodeURIComponent(schoolOverseen())}`;
  const asked = useAnswer<{ inspectors: readonly Inspector[] }>(path);
  const [card, setCard] = useState<Card | null>(null);
  const [names, setNames] = useState({ family_name: "", given_name: "", ends_on: addDays(schoolDay(), USUAL_DAYS) });
  const ready = names.family_name.trim() !== "" && names.given_name.trim() !== "" && names.ends_on !== "";
  const admit = async (): Promise<void> => {
    try {
      const made = await askMine<{ cards: readonly Card[] }>(path, { method: "POST", json: names });
      setCard(made.cards[0] ?? null);
      setNames({ ...names, family_name: "", given_name: "" });
      asked.again();
    } catch (error) {
      toast(t(error instanceof ApiProblem && error.type === "inspector-end" ? "badEnd" : "failed"));
    }
  };
  const dismiss = async (person: string): Promise<void> => {
    try {
      await tellMine(path.replace("?", `/${encodeURIComponent(person)}?`), { method: "DELETE" });
      toast(t("dismissed"));
      asked.again();
    } catch {
      toast(t("failed"));
    }
  };
  const text = (name: "family_name" | "given_name", label: string) => (
    <Field id={`inspector-${name}`} label={label}>
      <input id={`inspector-${name}`} class="input" maxLength={120} autocomplete="off" aria-describedby={noteId(`inspector-${name}`)} value={names[name]} onInput={(event) => setNames({ ...names, [name]: event.currentTarget.value })} />
    </Field>
  );
  return (
    <>
      <p class="muted">{t("inspectorsText")}</p>
      {card && (
        <Notice tone="good" icon="check" alert>
          <p>{t("cardOnce")}</p>
          <dl class="inspection-card">
            <dt>{t("login")}</dt>
            <dd>{card.login}</dd>
            <dt>{t("password")}</dt>
            <dd>{card.password}</dd>
          </dl>
        </Notice>
      )}
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) void admit();
        }}
      >
        {text("family_name", t("familyName"))}
        {text("given_name", t("givenName"))}
        <Day id="inspector-end" label={t("lastDay")} value={names.ends_on} onChange={(ends_on) => setNames({ ...names, ends_on })} />
        <Button type="submit" kind="primary" icon="plus" block busy={!ready}>
          {t("admit")}
        </Button>
      </form>
      <Answer of={asked}>
        {({ inspectors }) =>
          inspectors.length === 0 ? (
            <p class="muted">{t("noInspectors")}</p>
          ) : (
            <ul class="policy-list">
              {inspectors.map((one) => (
                <li key={`${one.person} ${one.ends_on ?? ""}`} class="card row">
                  <span class="row-grow">
                    <b>{one.name}</b>
                    <br />
                    <span class="muted small">{[one.login, one.ends_on ? t("until", { day: dayText(one.ends_on) }) : ""].filter(Boolean).join(" · ")}</span>
                  </span>
                  {one.over ? <Chip>{t("over")}</Chip> : <Button onClick={() => void dismiss(one.person)}>{t("dismiss")}</Button>}
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </>
  );
}

function Pack() {
  const today = schoolDay();
  const [days, setDays] = useState({ starts_on: addDays(today, -PACK_DAYS), ends_on: today });
  const take = (): void => {
    const query = new URLSearchParams({ school: schoolOverseen(), language: lang.peek(), ...days });
    saveFile(`/api/v1/inspection/pack?${query.toString()}`, `inspection-${days.starts_on}-${days.ends_on}.zip`).catch(() => toast(t("failed")));
  };
  return (
    <section class="stack" aria-labelledby="pack-title">
      <h2 id="pack-title">{t("pack")}</h2>
      <p class="muted">{t("packText")}</p>
      <div class="inspection-days">
        <Day id="pack-from" label={t("from")} value={days.starts_on} onChange={(starts_on) => setDays({ ...days, starts_on })} />
        <Day id="pack-to" label={t("to")} value={days.ends_on} onChange={(ends_on) => setDays({ ...days, ends_on })} />
      </div>
      <Button icon="download" block busy={days.starts_on === "" || days.ends_on < days.starts_on} onClick={take}>
        {t("pack")}
      </Button>
    </section>
  );
}

function Day({ id, label, value, onChange }: { id: string; label: string; value: string; onChange: (value: string) => void }) {
  return (
    <Field id={id} label={label}>
      <input id={id} type="date" class="input" aria-describedby={noteId(id)} value={value} onInput={(event) => onChange(event.currentTarget.value)} />
    </Field>
  );
}
