/** An order is entered, or changed. What it moves is shown before it is saved. */
import { useState } from "preact/hooks";

import { type NewOperation, submit } from "../../data/outbox.ts";
import { type ClosureDoc, records } from "../../data/records.ts";
import { change } from "../../data/rewriting.ts";
import { t } from "../../i18n/closures.ts";
import { date } from "../../i18n/time.ts";
import { closes } from "../../planning/flow.ts";
import { knownOn, subjectName } from "../../planning/school.ts";
import { Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Choices, Field, noteId } from "../../ui/Field.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { toast } from "../../ui/toast.tsx";
import { classesOf } from "../planning/known.ts";
import { assessmentsIn, changes, type Draft, faultOf, lessonsMoved, MAX_DAYS } from "./model.ts";

const REASONS: readonly ClosureDoc["reason"][] = ["weather", "quarantine", "emergency", "other"];
const ORDER_CHARACTERS = 120;
const NOTE_CHARACTERS = 500;

interface SheetProps {
  readonly school: string;
  /** null: a new order. */
  readonly before: ClosureDoc | null;
  readonly today: string;
  readonly onClose: () => void;
}

export function ClosureSheet({ school, before, today, onClose }: SheetProps) {
  const [draft, setDraft] = useState<Draft>(before ?? { order: "", reason: "weather", note: "", starts_on: today, ends_on: today, classes: [] });
  const [whole, setWhole] = useState(draft.classes.length === 0);
  const [tried, setTried] = useState(false);
  const alter = (some: Partial<Draft>): void => setDraft({ ...draft, ...some });
  const fault = faultOf(draft);
  const noClass = !whole && draft.classes.length === 0;
  const save = async (): Promise<void> => {
    setTried(true);
    if (fault || noClass) return;
    const ready: Draft = { order: draft.order.trim(), reason: draft.reason, note: draft.note.trim(), starts_on: draft.starts_on, ends_on: draft.ends_on, classes: whole ? [] : draft.classes };
    if (!before) await submit({ kind: "closure.set", fields: { school, ...ready } });
    else {
      const changed = changes(ready, before);
      if (Object.keys(changed).length > 0) await submit({ kind: "closure.set", record: before.id, base: before.op ?? null, fields: changed });
    }
    toast(t("saved"));
    onClose();
  };
  const setWithdrawn = async (withdrawn: boolean): Promise<void> => {
    if (!before) return;
    const set = (value: boolean): NewOperation => ({ kind: "closure.set", record: before.id, base: before.op ?? null, fields: { withdrawn: value } });
    const back = await change([set(withdrawn)], () => [set(!withdrawn)]);
    onClose();
    if (withdrawn) toast(t("withdrew"), back && { label: t("undo"), run: () => void back() });
    else toast(t("saved"));
  };
  return (
    <Sheet title={t(before ? "edit" : "add")} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Choices name="reason" legend={t("reason")} value={draft.reason} options={REASONS.map((one) => ({ value: one, label: t(one) }))} onChoose={(reason) => alter({ reason })} />
        <Field id="closure-order" label={t("order")}>
          <input id="closure-order" class="input" maxLength={ORDER_CHARACTERS} aria-describedby={noteId("closure-order")} value={draft.order} onInput={(event) => alter({ order: event.currentTarget.value })} />
        </Field>
        <Field id="closure-from" label={t("from")}>
          <input id="closure-from" class="input" type="date" required aria-describedby={noteId("closure-from")} value={draft.starts_on} onInput={(event) => alter({ starts_on: event.currentTarget.value })} />
        </Field>
        <Field id="closure-to" label={t("to")} error={fault && (tried || draft.ends_on !== "") ? t(fault, { n: MAX_DAYS }) : null}>
          <input id="closure-to" class="input" type="date" required aria-describedby={noteId("closure-to")} value={draft.ends_on} onInput={(event) => alter({ ends_on: event.currentTarget.value })} />
        </Field>
        <ClassChoice
          school={school}
          whole={whole}
          chosen={draft.classes}
          error={tried && noClass}
          onChoose={(classes, all) => {
            setWhole(all);
            alter({ classes });
          }}
        />
        <Field id="closure-note" label={t("note")} hint={t("noteHint")}>
          <textarea id="closure-note" class="input" rows={3} maxLength={NOTE_CHARACTERS} aria-describedby={noteId("closure-note")} value={draft.note} onInput={(event) => alter({ note: event.currentTarget.value })} />
        </Field>
        {!fault && !noClass && <Effects school={school} draft={whole ? { ...draft, classes: [] } : draft} before={before} />}
        <Button type="submit" kind="primary" icon="check" block>
          {t("save")}
        </Button>
        {before && (
          <Button kind={before.withdrawn ? "soft" : "danger"} icon={before.withdrawn ? "refresh" : "trash"} block onClick={() => void setWithdrawn(!before.withdrawn)}>
            {t(before.withdrawn ? "restore" : "withdraw")}
          </Button>
        )}
        {before && !before.withdrawn && <p class="small muted">{t("withdrawMore")}</p>}
      </form>
    </Sheet>
  );
}

function ClassChoice({ school, whole, chosen, error, onChoose }: { school: string; whole: boolean; chosen: readonly string[]; error: boolean; onChoose: (classes: readonly string[], whole: boolean) => void }) {
  const classes = classesOf(school);
  return (
    <fieldset class="closure-classes">
      <legend class="field-label">{t("classes")}</legend>
      <label class={whole ? "choice choice-on" : "choice"}>
        <input type="checkbox" checked={whole} onChange={() => onChoose(chosen, !whole)} />
        <span>{t("all")}</span>
      </label>
      {!whole &&
        classes.map(({ id, label }) => {
          const on = chosen.includes(id);
          return (
            <label key={id} class={on ? "choice choice-on" : "choice"}>
              <input type="checkbox" checked={on} onChange={() => onChoose(on ? chosen.filter((one) => one !== id) : [...chosen, id], false)} />
              <span>{label}</span>
            </label>
          );
        })}
      {error && (
        <p class="field-error" role="alert">
          {t("classesWrong")}
        </p>
      )}
    </fieldset>
  );
}

/** What the order moves. The order itself, if it stands already, is looked past. */
function Effects({ school, draft, before }: { school: string; draft: Draft; before: ClosureDoc | null }) {
  const others = records
    .list("closure")
    .value.filter((one) => !one.withdrawn && one.school === school && one.id !== before?.id)
    .map((one) => ({ span: [one.starts_on, one.ends_on] as const, classes: one.classes }));
  const moved = lessonsMoved(draft, (day) => {
    const known = knownOn(day);
    return { ...known, slots: known.slots.filter((one) => one.school === school), closures: () => others };
  });
  const own = new Set(classesOf(school).map((one) => one.id));
  const found = assessmentsIn(draft, records.list("assessment").value).filter((one) => own.has(one.class) && !others.some((other) => closes(other, one.class, one.date)));
  return (
    <>
      {moved > 0 && (
        <Notice tone="accent" icon="clock">
          {t("moved", { n: moved })}
        </Notice>
      )}
      {found.length > 0 && (
        <Notice tone="warn" icon="alert">
          <p>{t("assessments")}</p>
          <ul>
            {found.map((one) => (
              <li key={one.id}>{`${date(one.date)}: ${records.get("class", one.class)?.label ?? "…"}, ${subjectName(one.subject)}`}</li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}
