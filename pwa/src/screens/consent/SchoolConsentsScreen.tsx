/** Class by class, and who has left, for those who lead the school, as its server answers; each look is noted there. */
import { useEffect, useRef, useState } from "preact/hooks";

import type { ConsentDoc } from "../../data/docs-consent.ts";
import { rows } from "../../data/outbox.ts";
import { records, recordsReady } from "../../data/records.ts";
import { compareKazakh } from "../../i18n/collate.ts";
import { t as consent } from "../../i18n/consent.ts";
import { t } from "../../i18n/consentKeeping.ts";
import { t as core } from "../../i18n/core.ts";
import { t as former } from "../../i18n/former.ts";
import { EmptyState, Loading } from "../../ui/bits.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { Page } from "../../ui/Page.tsx";
import { LEADING, ledSchool } from "../people/led.ts";
import { Answer } from "../reports/Answer.tsx";
import { type Answered, useAnswer } from "../reports/useAnswer.ts";
import { type Asked, ClassConsents } from "./ClassConsents.tsx";
import { FormerConsents, type FormerLearner } from "./FormerConsents.tsx";
import "./consent.css";

interface Decided {
  readonly decisions: readonly ConsentDoc[];
}
type Found = { readonly school: string; readonly learners: readonly (Asked & Decided)[] };

/** In the list of classes: who has left them all. No class has an id of one sign. */
const FORMER = "*";

/** `/admin/consents` */
export default function SchoolConsentsScreen() {
  const school = ledSchool(LEADING);
  const classes = records.list("class").value.filter((one) => one.school === school).sort((a, b) => Math.min(...a.grades) - Math.min(...b.grades) || compareKazakh(a.label, b.label));
  const [chosen, setChosen] = useState("");
  const id = chosen || (classes[0]?.id ?? "");
  return (
    <Page title={consent("title")} back="/admin">
      {!recordsReady.value ? (
        <Loading label={core("loading")} rows={6} />
      ) : classes.length === 0 ? (
        <EmptyState icon="people" title={t("noClass")} />
      ) : (
        <div class="stack-wide">
          <Field id="consents-class" label={t("class")}>
            <select id="consents-class" class="input" aria-describedby={noteId("consents-class")} value={id} onChange={(event) => setChosen(event.currentTarget.value)}>
              {classes.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.label}
                </option>
              ))}
              <option value={FORMER}>{former("title")}</option>
            </select>
          </Field>
          {id === FORMER ? <OfFormer school={school} /> : <OfClass key={id} id={id} />}
        </div>
      )}
    </Page>
  );
}

function OfClass({ id }: { id: string }) {
  const asked = useDecisions<Found>(`/api/v1/consents/${encodeURIComponent(id)}`);
  return <Answer of={asked}>{({ school, learners }) => <ClassConsents school={school} learners={learners} decisions={known(learners)} />}</Answer>;
}

function OfFormer({ school }: { school: string }) {
  const asked = useDecisions<{ learners: readonly (FormerLearner & Decided)[] }>(`/api/v1/former/consents?school=${encodeURIComponent(school)}`);
  return <Answer of={asked}>{({ learners }) => <FormerConsents school={school} learners={learners} decisions={known(learners)} />}</Answer>;
}

/** What was noted here stands in the server's answer once it has been sent. */
function useDecisions<T>(path: string): Answered<T> {
  const asked = useAnswer<T>(path);
  const unsent = rows.value.filter((row) => row.state === "waiting" && row.kind === "consent.decide").length;
  const before = useRef(unsent);
  useEffect(() => {
    if (unsent < before.current) asked.again();
    before.current = unsent;
  }, [unsent]);
  return asked;
}

/** What the server has told, and what this phone has noted since. */
function known(learners: readonly Decided[]): readonly ConsentDoc[] {
  const told = learners.flatMap((one) => one.decisions);
  return [...told, ...records.list("consent").value.filter((one) => !told.some(({ id }) => id === one.id))];
}
