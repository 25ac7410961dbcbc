/** When the server exchanges and for how many bytes: a ready plan, or hours and budgets of one's own. */
import { useEffect, useState } from "preact/hooks";

import { ApiProblem } from "../../data/http.ts";
import { t as a } from "../../i18n/admin.ts";
import { lang } from "../../i18n/index.ts";
import { t } from "../../i18n/link.ts";
import { goBack } from "../../router.ts";
import { EmptyState, Loading } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import {
  amount, CAPS, emptyWindow, EVERY_DAY, formOf, gapOf, KNOWN_NAMES, MOST_WINDOWS, NAME_CHARACTERS, planOf, PRESETS, presetOf,
  type Cap, type PlanForm, type WindowForm,
} from "./model/plan.ts";
import { askPlan, keepPlan, type PlanAnswer } from "./status.ts";
import { windowName } from "./windowName.ts";
import "./admin.css";
import "./sync.css";

const CAP_NAMES = { records: "capRecords", files: "capFiles", text: "capText", media: "capMedia" } as const;

export default function WindowsScreen() {
  const [known, setKnown] = useState<PlanAnswer | null>(null);
  const [form, setForm] = useState<PlanForm | null>(null);
  const [trouble, setTrouble] = useState<"away" | "notAllowed" | null>(null);
  const [failed, setFailed] = useState(false);
  const [busy, setBusy] = useState(false);

  const look = (): void => {
    setTrouble(null);
    askPlan().then(
      (answer) => {
        setKnown(answer);
        setForm(formOf(answer.plan));
      },
      (error: unknown) => setTrouble(error instanceof ApiProblem && error.status === 403 ? "notAllowed" : "away"),
    );
  };
  useEffect(look, []);

  const save = async (): Promise<void> => {
    if (!form || form.windows.some((one) => gapOf(one) !== null)) return;
    setBusy(true);
    setFailed(false);
    try {
      await keepPlan(planOf(form));
      toast(t("saved"));
      goBack("/admin/sync");
    } catch {
      setFailed(true);
    }
    setBusy(false);
  };

  return (
    <Page title={t("planTitle")} back="/admin/sync">
      {!known || !form ? (
        trouble ? (
          <EmptyState icon="wifi-off" title={a(trouble)} text={trouble === "away" ? a("awayMore") : ""}>
            <Button icon="refresh" onClick={look}>
              {a("retry")}
            </Button>
          </EmptyState>
        ) : (
          <Loading label={a("loading")} />
        )
      ) : (
        <form
          class="stack-wide"
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <p class="muted">{t("planHint")}</p>
          <Presets known={known} form={form} onChoose={setForm} />
          {form.windows.map((one, at) => (
            <WindowCard
              key={at}
              at={at}
              one={one}
              onChange={(next) => setForm({ ...form, windows: form.windows.map((old, n) => (n === at ? next : old)) })}
              onRemove={form.windows.length > 1 ? () => setForm({ ...form, windows: form.windows.filter((_, n) => n !== at) }) : null}
            />
          ))}
          {form.windows.length < MOST_WINDOWS ? (
            <Button icon="plus" block onClick={() => setForm({ ...form, windows: [...form.windows, emptyWindow(t("newWindow"))] })}>
              {t("addWindow")}
            </Button>
          ) : null}
          {form.windows.some((one) => one.total !== "") ? (
            <div class="card">
              <Amount id="day-total" label={t("dayTotal")} hint={t("dayTotalHint")} value={form.dayTotal} onChange={(dayTotal) => setForm({ ...form, dayTotal })} />
            </div>
          ) : null}
          {failed ? (
            <p class="field-error" role="alert">
              {t("notSaved")}
            </p>
          ) : null}
          <Button kind="primary" icon="check" type="submit" block busy={busy}>
            {t("save")}
          </Button>
        </form>
      )}
    </Page>
  );
}

function Presets({ known, form, onChoose }: { known: PlanAnswer; form: PlanForm; onChoose: (form: PlanForm) => void }) {
  const chosen = presetOf(form, known.presets);
  return (
    <div class="stack" role="radiogroup" aria-label={t("presetTitle")}>
      <h2>{t("presetTitle")}</h2>
      {PRESETS.map((name) => {
        const ready = known.presets[name];
        return ready ? (
          <label key={name} class={name === chosen ? "preset preset-on" : "preset"}>
            <input type="radio" name="preset" checked={name === chosen} onChange={() => onChoose(formOf(ready))} />
            <span>
              <b>{t(`preset_${name}`)}</b>
              <span class="small">{t(`presetMore_${name}`)}</span>
            </span>
          </label>
        ) : null;
      })}
      {chosen === null ? <p class="small muted">{t("presetOwn")}</p> : null}
    </div>
  );
}

interface WindowProps {
  readonly at: number;
  readonly one: WindowForm;
  readonly onChange: (next: WindowForm) => void;
  readonly onRemove: (() => void) | null;
}

function WindowCard({ at, one, onChange, onRemove }: WindowProps) {
  const id = `window-${at}`;
  const gap = gapOf(one);
  const ready = KNOWN_NAMES.some((name) => name === one.name);
  return (
    <section class="card stack" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`} class="window-head">
        {windowName(one.name) || t("newWindow")}
      </h2>
      {ready ? null : (
        <Field id={`${id}-name`} label={t("windowName")}>
          <input
            id={`${id}-name`}
            class="input"
            maxLength={NAME_CHARACTERS}
            aria-describedby={noteId(`${id}-name`)}
            value={one.name}
            onInput={(event) => onChange({ ...one, name: event.currentTarget.value })}
          />
        </Field>
      )}
      <div class="two-fields">
        <Moment id={`${id}-from`} type="time" label={t("from")} value={one.from} onChange={(from) => onChange({ ...one, from })} />
        <Moment id={`${id}-until`} type="time" label={t("until")} value={one.until} onChange={(until) => onChange({ ...one, until })} />
      </div>
      <div>
        <div class="field-label">{t("days")}</div>
        <div class="day-pills" role="group" aria-label={t("days")}>
          {EVERY_DAY.map((day) => {
            const on = one.days.includes(day);
            return (
              <label key={day} class={on ? "day-pill day-pill-on" : "day-pill"}>
                <input
                  type="checkbox"
                  checked={on}
                  onChange={() => onChange({ ...one, days: on ? one.days.filter((other) => other !== day) : [...one.days, day] })}
                />
                <span>{t(`day${day as 0 | 1 | 2 | 3 | 4 | 5 | 6}`)}</span>
              </label>
            );
          })}
        </div>
      </div>
      {one.first !== "" || one.last !== "" || !ready ? (
        <div class="two-fields date-fields">
          <Moment id={`${id}-first`} type="date" label={t("firstDay")} value={one.first} onChange={(first) => onChange({ ...one, first })} />
          <Moment id={`${id}-last`} type="date" label={t("lastDay")} value={one.last} onChange={(last) => onChange({ ...one, last })} />
        </div>
      ) : null}
      <Amount id={`${id}-total`} label={t("total")} hint={t("totalHint")} value={one.total} onChange={(total) => onChange({ ...one, total })} />
      <div class="two-fields">
        {CAPS.map((cap: Cap) => (
          <Amount
            key={cap}
            id={`${id}-${cap}`}
            label={t(CAP_NAMES[cap])}
            value={one.caps[cap]}
            onChange={(value) => onChange({ ...one, caps: { ...one.caps, [cap]: value } })}
          />
        ))}
      </div>
      <p class="field-hint">{t("capHint")}</p>
      {gap ? (
        <p class="field-error" role="alert">
          {t(gap)}
        </p>
      ) : null}
      {onRemove ? (
        <Button kind="quiet" icon="trash" onClick={onRemove}>
          {t("removeWindow")}
        </Button>
      ) : null}
    </section>
  );
}

function Moment({ id, type, label, value, onChange }: { id: string; type: "time" | "date"; label: string; value: string; onChange: (value: string) => void }) {
  return (
    <div>
      <label class="field-label" for={id}>
        {label}
      </label>
      <input id={id} class="input" type={type} lang={lang.value} value={value} onInput={(event) => onChange(event.currentTarget.value)} />
    </div>
  );
}

function Amount({ id, label, hint, value, onChange }: { id: string; label: string; hint?: string; value: string; onChange: (value: string) => void }) {
  return (
    <div>
      <label class="field-label" for={id}>
        {label}
      </label>
      <input
        id={id}
        class="input"
        inputMode="decimal"
        aria-describedby={hint ? noteId(id) : undefined}
        value={value}
        onInput={(event) => onChange(amount(event.currentTarget.value))}
      />
      {hint ? (
        <p id={noteId(id)} class="field-hint">
          {hint}
        </p>
      ) : null}
    </div>
  );
}
