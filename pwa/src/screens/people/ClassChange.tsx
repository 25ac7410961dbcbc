/** One pupil into another class of the school: chosen with the first day in it, and taken back for a moment. */
import { useState } from "preact/hooks";

import { ApiProblem } from "../../data/http.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/people.ts";
import { Button } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { toast } from "../../ui/toast.tsx";
import { schoolDay } from "../gradebook/school.ts";
import { dayText } from "../reports/school.ts";
import { askClassOf, changeClass, type ClassPlace, type Standing } from "./server.ts";

interface ClassChangeProps {
  readonly person: string;
  readonly school: string;
  /** The lists have changed. */
  readonly onChanged: () => void;
  readonly onClose: () => void;
}

const SAID = { conflict: "classMeanwhile", "class-day": "classDay" } as const;

function say(error: unknown): void {
  const type = error instanceof ApiProblem ? error.type : "";
  toast(t(type in SAID ? SAID[type as keyof typeof SAID] : "failed"));
}

export function ClassChange(props: ClassChangeProps) {
  const [shown, setShown] = useState<Standing | null>(null);
  const [busy, setBusy] = useState(false);
  const open = async (): Promise<void> => {
    setBusy(true);
    await askClassOf(props.person, props.school).then(setShown, say);
    setBusy(false);
  };
  if (shown) return <Choice {...props} shown={shown} />;
  return (
    <Button kind="quiet" icon="people" block busy={busy} onClick={() => void open()}>
      {t("otherClass")}
    </Button>
  );
}

function Choice({ person, school, shown, onChanged, onClose }: ClassChangeProps & { readonly shown: Standing }) {
  const others = shown.places.filter((one) => one.class !== shown.class || one.grade !== shown.grade);
  // The parallel classes come first: that is what is meant nearly always.
  const offered = [...others].sort((a, b) => Number(b.grade === shown.grade) - Number(a.grade === shown.grade));
  const [key, setKey] = useState("");
  const [day, setDay] = useState(schoolDay());
  const [groups, setGroups] = useState<readonly string[]>([]);
  const [busy, setBusy] = useState(false);
  const goal = offered.find((one) => keyOf(one) === key);
  const change = async (): Promise<void> => {
    if (!goal) return;
    setBusy(true);
    try {
      await changeClass(person, school, { was: shown.class, class: goal.class, grade: goal.grade, on: day, groups });
      toast(t("classChanged", { label: goal.label }), { label: core("undo"), run: () => void back(goal) });
      onChanged();
      onClose();
    } catch (error) {
      say(error);
      setBusy(false);
    }
  };
  const back = async (from: ClassPlace): Promise<void> => {
    try {
      await changeClass(person, school, { was: from.class, class: shown.class, grade: shown.grade ?? from.grade, on: day, groups: shown.groups });
      toast(t("classBack", { label: shown.label }));
      onChanged();
    } catch (error) {
      say(error);
    }
  };
  const wrong = day < shown.first || day > schoolDay();
  return (
    <section class="stack" aria-label={t("otherClass")}>
      <h3>{t("otherClass")}</h3>
      <p class="small muted">{t("otherClassMore")}</p>
      <Field id="class-goal" label={t("classGoal", { label: shown.label })}>
        <select
          id="class-goal"
          class="input"
          value={key}
          onChange={(event) => {
            setKey(event.currentTarget.value);
            setGroups([]);
          }}
        >
          <option value="">{t("classChoose")}</option>
          {offered.map((one) => (
            <option key={keyOf(one)} value={keyOf(one)}>
              {labelOf(one, offered)}
            </option>
          ))}
        </select>
      </Field>
      <Field id="class-day" label={t("classFrom")} hint={t("classDays", { day: dayText(shown.first) })} error={wrong ? t("classDay") : null}>
        <input id="class-day" type="date" class="input" min={shown.first} max={schoolDay()} aria-describedby={noteId("class-day")} value={day} onInput={(event) => setDay(event.currentTarget.value)} />
      </Field>
      {goal && goal.groups.length > 0 && (
        <fieldset class="people-groups">
          <legend class="field-label">{t("classGroups")}</legend>
          {goal.groups.map((one) => (
            <label key={one.id} class={groups.includes(one.id) ? "choice choice-on" : "choice"}>
              <input type="checkbox" checked={groups.includes(one.id)} onChange={(event) => setGroups(event.currentTarget.checked ? [...groups, one.id] : groups.filter((id) => id !== one.id))} />
              <span>{one.name}</span>
            </label>
          ))}
        </fieldset>
      )}
      <Button kind="primary" icon="check" block busy={busy || !goal || wrong} onClick={() => void change()}>
        {t("classChange")}
      </Button>
    </section>
  );
}

const keyOf = (one: ClassPlace): string => `${one.class} ${one.grade}`;

/** «5 Б»; of a class of several grades each by itself. */
function labelOf(one: ClassPlace, all: readonly ClassPlace[]): string {
  const several = all.filter((other) => other.class === one.class).length > 1;
  return several ? t("classGrade", { label: one.label, grade: one.grade }) : one.label;
}
