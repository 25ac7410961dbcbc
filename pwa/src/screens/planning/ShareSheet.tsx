/** Offers a plan to the schools around, a newer version of it, or takes it back. */
import { useState } from "preact/hooks";

import { type PlanRowDoc, records, type SharedPlanDoc } from "../../data/records.ts";
import { t as p } from "../../i18n/plans.ts";
import { t } from "../../i18n/sharing.ts";
import { date } from "../../i18n/time.ts";
import type { Taught } from "../../planning/flow.ts";
import { subjectName } from "../../planning/school.ts";
import { shared, TITLE_CHARACTERS } from "../../planning/sharing.ts";
import { Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Choices, Field, noteId } from "../../ui/Field.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { me } from "../teacher/desk.ts";
import { personName } from "./known.ts";
import { nameOfResource } from "./resources.tsx";
import { gradesOf, languageOf, leads, offer, offersOf, standing, takeBack } from "./sharing.ts";

interface ShareProps {
  readonly school: string;
  readonly taught: Taught;
  readonly rows: readonly PlanRowDoc[];
  readonly onClose: () => void;
}

export function ShareSheet({ school, taught, rows, onClose }: ShareProps) {
  const grades = gradesOf(taught);
  const [grade, setGrade] = useState(grades[0] ?? 0);
  const [title, setTitle] = useState(`${subjectName(taught.subject)}, ${p("gradeOf", { n: grade })}`);
  const [named, setNamed] = useState(false);
  const [state, setState] = useState<"" | "busy" | "failed">("");
  const offers = offersOf(school, taught);
  const former = offers.find((one) => one.author === me.value && one.grade === grade) ?? null;
  const parts = shared(rows, nameOfResource);
  const words = title.trim();
  const act = async (deed: () => Promise<void>): Promise<void> => {
    setState("busy");
    try {
      await deed();
      onClose();
    } catch {
      setState("failed");
    }
  };
  return (
    <Sheet title={t("title")} onClose={onClose}>
      <div class="stack">
        {offers.map((one) => (
          <Offer key={one.id} one={one} mine={one.author === me.value || leads(school)} busy={state === "busy"} onTakeBack={() => void act(() => takeBack(one))} />
        ))}
        <p>{t("lead")}</p>
        <ul class="small">
          <li>{parts?.outlines === false ? t("goesShort") : t("goes")}</li>
          <li>{t("staysHere")}</li>
          <li>{t("nobody")}</li>
        </ul>
        {grades.length > 1 && (
          <Choices
            name="share-grade"
            legend={t("grade")}
            value={String(grade)}
            options={grades.map((n) => ({ value: String(n), label: p("gradeOf", { n }) }))}
            onChoose={(n) => {
              setGrade(Number(n));
              setTitle(`${subjectName(taught.subject)}, ${p("gradeOf", { n })}`);
            }}
          />
        )}
        <Field id="share-title" label={t("name")} error={words === "" ? t("nameMissing") : null}>
          <input id="share-title" class="input" maxLength={TITLE_CHARACTERS} value={title} aria-describedby={noteId("share-title")} onInput={(event) => setTitle(event.currentTarget.value)} />
        </Field>
        <label class="row">
          <input type="checkbox" checked={named} onChange={(event) => setNamed(event.currentTarget.checked)} />
          <span>{t("named")}</span>
        </label>
        <p class="small muted">{t("seenAs", { who: [records.get("school", school)?.name ?? "", named ? personName(me.value) : ""].filter(Boolean).join(" · ") })}</p>
        {parts === null && (
          <Notice tone="warn" icon="alert" alert>
            {t("tooLong")}
          </Notice>
        )}
        {state === "failed" && (
          <Notice tone="bad" icon="alert" alert>
            {t("failed")}
          </Notice>
        )}
        <Button
          kind="primary"
          icon="share"
          busy={parts === null || words === "" || state === "busy"}
          onClick={() => {
            if (parts) void act(() => offer({ school, subject: taught.subject, grade, language: languageOf(taught), title: words, named }, parts, former));
          }}
        >
          {former ? t("newer") : t("offer")}
        </Button>
        {former && <p class="small muted">{t("newerMore")}</p>}
      </div>
    </Sheet>
  );
}

function Offer({ one, mine, busy, onTakeBack }: { one: SharedPlanDoc; mine: boolean; busy: boolean; onTakeBack: () => void }) {
  return (
    <section class="plan-inner" aria-label={one.title}>
      <b>{one.title}</b>
      <span class="small muted">{[t("offered", { day: date(one.made_at) }), personName(one.author), standing(one)].join(" · ")}</span>
      {mine && (
        <Button icon="back" busy={busy} onClick={onTakeBack}>
          {t("takeBack")}
        </Button>
      )}
    </section>
  );
}
