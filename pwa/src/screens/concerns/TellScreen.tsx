/** Somebody tells the school that something is wrong, with or without a link, and sees what becomes of it. */
import { useSignal } from "@preact/signals";

import type { ConcernDoc } from "../../data/docs-concerns.ts";
import { submit } from "../../data/outbox.ts";
import { records, recordsReady } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { t } from "../../i18n/concerns.ts";
import { t as core } from "../../i18n/core.ts";
import { moment } from "../../i18n/time.ts";
import { t as todo } from "../../i18n/todo.ts";
import type { ScreenProps } from "../../routes.tsx";
import { Loading, Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { chosenOf } from "../common/chosen.ts";
import { schoolsOf } from "../common/schoolOf.ts";
import { childrenOf } from "../parent/children.ts";
import { nameOf } from "../pupil/mine.ts";
import { StateChip } from "./StateChip.tsx";
import { READERS, type Told, told, WHATS } from "./model.ts";

const PLACES = ["lesson", "task", "notice"] as const;

/** `/tell`, and from a lesson, a task or a notice `/tell/:place/:about` */
export default function TellScreen({ params }: ScreenProps) {
  const me = session.value?.person ?? "";
  const place = PLACES.find((one) => one === params["place"]) ?? "";
  const about = place === "" ? "" : (params["about"] ?? "");
  const mine = records.list("concern").value.filter((one) => one.author === me);
  return (
    <Page title={todo("tell")} back={place === "" ? "/" : `/${place}/${encodeURIComponent(about)}`}>
      <div class="stack-wide">
        <p>{t("lead")}</p>
        <Notice tone="accent" icon="info">
          {t("danger")}
        </Notice>
        <Telling place={place} about={about} />
        {mine.length > 0 && (
          <section class="stack">
            <h2>{t("mine")}</h2>
            {told(mine, records.list("concern_step").value).map((one) => (
              <Mine key={one.concern.id} told={one} />
            ))}
          </section>
        )}
      </div>
    </Page>
  );
}

function Telling({ place, about }: Pick<ConcernDoc, "place" | "about">) {
  const me = session.value?.person ?? "";
  const own = session.value?.roles.some(({ role }) => role === "pupil") === true ? [me] : [];
  const family = [...own, ...childrenOf(me)];
  const learners = family.filter((one) => schoolsOf(one).length > 0);
  const learner = useSignal("");
  const asked = useSignal(false);
  const what = useSignal<ConcernDoc["what"]>(place === "lesson" ? "content" : "trouble");
  const readers = useSignal<ConcernDoc["readers"]>("both");
  const text = useSignal("");
  const stage = useSignal<"writing" | "saving" | "sent">("writing");
  const whom = chosenOf(learners, learner.value);
  if (!recordsReady.value) return <Loading label={core("loading")} rows={5} />;
  if (learners.length === 0) return family.length > 0 ? <Notice>{t("noSchool")}</Notice> : null;
  const send = (): void => {
    if (stage.value !== "writing") return;
    asked.value = whom === "";
    if (asked.value) return document.getElementById("tell-whom")?.focus();
    stage.value = "saving";
    const fields = { school: schoolsOf(whom)[0] ?? "", learner: whom, what: what.value, text: text.value.trim(), readers: readers.value, place, about };
    submit({ kind: "concern.raise", fields }).then(
      () => {
        text.value = "";
        stage.value = "sent";
      },
      () => {
        stage.value = "writing";
        toast(t("notSaved"));
      },
    );
  };
  if (stage.value === "sent") {
    return (
      <section class="stack" role="status">
        <Notice tone="good" icon="check">
          {t("sent")}
        </Notice>
        <Button kind="quiet" icon="plus" block onClick={() => (stage.value = "writing")}>
          {t("more")}
        </Button>
      </section>
    );
  }
  return (
    <form
      class="card stack"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {(learners.length > 1 || whom === "") && (
        <Field id="tell-whom" label={t("whom")} error={asked.value && whom === "" ? t("whomMissing") : null}>
          <select id="tell-whom" class="input" aria-describedby={noteId("tell-whom")} value={whom} onChange={(event) => (learner.value = event.currentTarget.value)}>
            {whom === "" && <option value="">–</option>}
            {learners.map((one) => (
              <option key={one} value={one}>
                {nameOf(one)}
              </option>
            ))}
          </select>
        </Field>
      )}
      <Rows name="tell-what" legend={t("what")} options={WHATS} value={what.value} onChoose={(next) => (what.value = next)} />
      <Field id="tell-text" label={t("text")} hint={t("textHint")}>
        <textarea id="tell-text" class="input" rows={4} maxLength={1000} aria-describedby={noteId("tell-text")} value={text.value} onInput={(event) => (text.value = event.currentTarget.value)} />
      </Field>
      <Rows name="tell-readers" legend={t("readers")} options={READERS} value={readers.value} onChoose={(next) => (readers.value = next)} />
      <Button type="submit" kind="primary" icon="send" block busy={stage.value === "saving"}>
        {t("send")}
      </Button>
    </form>
  );
}

/** Choices of a sentence each, one under the other. */
function Rows<V extends ConcernDoc["what"] | ConcernDoc["readers"]>({ name, legend, options, value, onChoose }: { name: string; legend: string; options: readonly V[]; value: V; onChoose: (value: V) => void }) {
  return (
    <div role="radiogroup" aria-label={legend}>
      <p class="field-label">{legend}</p>
      {options.map((one) => (
        <label key={one} class="row" style={{ minHeight: "var(--tap)" }}>
          <input type="radio" style={{ flex: "none", width: 20, height: 20, margin: "0 12px 0 0" }} name={name} value={one} checked={one === value} onChange={() => onChoose(one)} />
          <span class="row-grow">{t(one)}</span>
        </label>
      ))}
    </div>
  );
}

function Mine({ told: { concern, steps, state } }: { told: Told }) {
  return (
    <section class="card stack">
      <h3>{t(concern.what)}</h3>
      {concern.text !== "" && <p class="prose">{concern.text}</p>}
      <p class="small muted">
        {moment(concern.made_at)} · {t(concern.readers)}
      </p>
      <div>
        <StateChip state={state} />
      </div>
      {steps
        .filter((step) => step.words !== "")
        .map((step) => (
          <Notice key={step.id} icon="school">
            <p class="small">
              {t("answer")} · {moment(step.made_at)}
            </p>
            <p class="prose">{step.words}</p>
          </Notice>
        ))}
    </section>
  );
}
