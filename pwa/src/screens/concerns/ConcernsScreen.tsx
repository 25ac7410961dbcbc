/** What pupils and parents told, for those at the school who read it: looked into, answered, settled. */
import { useSignal } from "@preact/signals";

import type { ConcernDoc, ConcernStepDoc } from "../../data/docs-concerns.ts";
import { submit } from "../../data/outbox.ts";
import { records, recordsReady } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { t as words } from "../../i18n/concerns.ts";
import { t } from "../../i18n/concernsRead.ts";
import { t as core } from "../../i18n/core.ts";
import { moment } from "../../i18n/time.ts";
import { EmptyState, Loading } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { homeOf } from "../common/Nav.tsx";
import { nameOf } from "../pupil/mine.ts";
import { findLesson } from "../pupil/model/lessons.ts";
import { type Told, waiting } from "./model.ts";
import { StateChip } from "./StateChip.tsx";
import { toldByOthers } from "./waiting.ts";

/** `/t/concerns` */
export default function ConcernsScreen() {
  const showDone = useSignal(false);
  const all = toldByOthers();
  const open = waiting(all);
  const done = all.filter(({ state }) => state === "closed");
  return (
    <Page title={t("title")} back={homeOf(session.value?.roles ?? [])}>
      {recordsReady.value ? (
        <div class="stack-wide">
          <p class="muted">{t("lead")}</p>
          {open.length === 0 && <EmptyState icon="check" title={t("none")} text={t("noneMore")} />}
          {open.map((one) => (
            <One key={one.concern.id} told={one} />
          ))}
          {done.length > 0 && (
            <Button kind="quiet" icon="check" block onClick={() => (showDone.value = !showDone.value)}>
              {t("done", { n: done.length })}
            </Button>
          )}
          {showDone.value && done.map((one) => <One key={one.concern.id} told={one} />)}
        </div>
      ) : (
        <Loading label={core("loading")} />
      )}
    </Page>
  );
}

function One({ told: { concern, steps, state } }: { told: Told }) {
  const answer = useSignal("");
  const id = `answer-${concern.id}`;
  const step = (next: ConcernStepDoc["state"]): void => {
    const { school, learner } = concern;
    submit({ kind: "concern.step", fields: { school, learner, concern: concern.id, state: next, words: answer.value.trim() } }).then(
      () => {
        answer.value = "";
        toast(t("saved"));
      },
      () => toast(t("notSaved")),
    );
  };
  const place = placeOf(concern);
  return (
    <section class="card stack">
      <div>
        <h2>{nameOf(concern.learner)}</h2>
        <p class="small muted">
          {[moment(concern.made_at), concern.author && concern.author !== concern.learner ? t("from", { name: nameOf(concern.author) }) : "", words(concern.readers)].filter(Boolean).join(" · ")}
        </p>
      </div>
      <p>
        <strong>{words(concern.what)}</strong>
      </p>
      {concern.text !== "" && <p class="prose">{concern.text}</p>}
      {place !== "" && <p class="small">{place}</p>}
      <div>
        <StateChip state={state} />
      </div>
      {steps.map((one) => (
        <div key={one.id}>
          <p class="small muted">
            {[moment(one.made_at), one.author ? nameOf(one.author) : "", words(one.state)].filter(Boolean).join(" · ")}
          </p>
          {one.words !== "" && <p class="prose">{one.words}</p>}
        </div>
      ))}
      {state === "closed" ? (
        <Button kind="quiet" icon="refresh" block onClick={() => step("looking")}>
          {t("again")}
        </Button>
      ) : (
        <>
          <Field id={id} label={t("words")} hint={t("wordsHint")}>
            <textarea id={id} class="input" rows={3} maxLength={1000} aria-describedby={noteId(id)} value={answer.value} onInput={(event) => (answer.value = event.currentTarget.value)} />
          </Field>
          <Button kind={state === "looking" ? "soft" : "primary"} icon="eye" block onClick={() => step("looking")}>
            {t("look")}
          </Button>
          <Button kind={state === "looking" ? "primary" : "soft"} icon="check" block onClick={() => step("closed")}>
            {t("close")}
          </Button>
        </>
      )}
    </section>
  );
}

/** What it was told about, where this phone knows it. */
function placeOf({ place, about }: ConcernDoc): string {
  if (place === "lesson") {
    const title = findLesson(records.list("course").value, about)?.lesson.title;
    return title === undefined ? "" : t("atLesson", { title });
  }
  const title = place === "task" ? records.get("assignment", about)?.title : place === "notice" ? records.get("notice", about)?.title : undefined;
  return title === undefined ? "" : t(place === "task" ? "atTask" : "atNotice", { title });
}
