/** What the pedagogical council decided at a year's end: class by class, with its protocol. */
import { useState } from "preact/hooks";

import { submit } from "../../data/outbox.ts";
import type { Decision } from "../../data/docs.ts";
import { records, recordsReady } from "../../data/records.ts";
import { compareKazakh } from "../../i18n/collate.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/yearend.ts";
import { subjectName } from "../../planning/school.ts";
import { Chip, Loading } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { dayText, schoolOverseen } from "../reports/school.ts";
import { pupilsFor } from "./desk.ts";
import { schoolDay, termsOfClass } from "./school.ts";
import "./gradebook.css";

const DECISIONS: readonly Decision[] = ["promoted", "resit", "repeats", "graduates"];
/** The last grade: who is through goes out. */
const LAST_GRADE = 11;

/** `/admin/council` */
export default function CouncilScreen() {
  const school = schoolOverseen();
  const classes = records
    .list("class")
    .value.filter((one) => one.school === school)
    .sort((a, b) => (a.grades[0] ?? 0) - (b.grades[0] ?? 0) || compareKazakh(a.label, b.label));
  const [chosen, setChosen] = useState("");
  const [protocol, setProtocol] = useState("");
  const [day, setDay] = useState(schoolDay());
  const one = classes.find((each) => each.id === chosen) ?? classes[0];
  return (
    <Page title={t("council")} back="/admin/terms">
      {!recordsReady.value || !one ? (
        <Loading label={core("loading")} rows={5} />
      ) : (
        <div class="stack-wide">
          <p class="muted">{t("councilText")}</p>
          <Field id="council-class" label={t("class")}>
            <select id="council-class" class="input" aria-describedby={noteId("council-class")} value={one.id} onChange={(event) => setChosen(event.currentTarget.value)}>
              {classes.map((each) => (
                <option key={each.id} value={each.id}>
                  {each.label}
                </option>
              ))}
            </select>
          </Field>
          <Field id="council-protocol" label={t("protocol")}>
            <input id="council-protocol" class="input" maxLength={40} aria-describedby={noteId("council-protocol")} value={protocol} onInput={(event) => setProtocol(event.currentTarget.value)} />
          </Field>
          <Field id="council-day" label={t("date")}>
            <input id="council-day" type="date" class="input" aria-describedby={noteId("council-day")} value={day} onInput={(event) => setDay(event.currentTarget.value)} />
          </Field>
          <Pupils key={one.id} school={school} classId={one.id} protocol={protocol.trim()} day={day} />
        </div>
      )}
    </Page>
  );
}

function Pupils({ school, classId, protocol, day }: { school: string; classId: string; protocol: string; day: string }) {
  const last = termsOfClass(classId).at(-1);
  if (!last) return <p class="muted">{t("pupilsNone")}</p>;
  const year = Number(last.key.split("-")[0]);
  const pupils = pupilsFor(classId, null, last);
  const subjects = [...new Set(records.list("subject").value.map((one) => one.code))].sort((a, b) => compareKazakh(subjectName(a), subjectName(b)));
  const found = (learner: string) => records.get("year_outcome", `${learner}~${year}`);
  const decide = async (learner: string, decision: Decision, resits: readonly string[] = []): Promise<void> => {
    const record = `${learner}~${year}`;
    await submit({ kind: "year.decide", record, base: found(learner)?.op ?? null, fields: { school, class: classId, learner, year, decision, protocol, date: day, subjects: resits } });
    toast(t("saved"));
  };
  const open = pupils.filter((one) => !found(one.id));
  const may = protocol !== "" && day !== "";
  return (
    <>
      {!may && <p class="muted">{t("needProtocol")}</p>}
      <ul class="book-list">
        {pupils.map((pupil) => {
          const known = found(pupil.id);
          return (
            <li key={pupil.id} class="book-closing-row">
              <div class="row">
                <span class="row-grow">
                  <b>{pupil.name}</b>
                  {known && (
                    <>
                      <br />
                      <span class="small muted">
                        № {known.protocol}, {dayText(known.date)}
                        {known.subjects.length > 0 ? ` · ${known.subjects.map(subjectName).join(", ")}` : ""}
                      </span>
                    </>
                  )}
                </span>
                {known && <Chip tone={known.decision === "promoted" || known.decision === "graduates" ? "good" : "warn"}>{t(known.decision)}</Chip>}
              </div>
              {may && <Choice learner={pupil.id} name={pupil.name} subjects={subjects} onDecide={(decision, resits) => void decide(pupil.id, decision, resits)} />}
            </li>
          );
        })}
      </ul>
      {may && open.length > 0 && (
        <Button
          icon="check"
          block
          onClick={() => {
            void (async () => {
              for (const pupil of open) await decide(pupil.id, pupil.grade >= LAST_GRADE ? "graduates" : "promoted");
            })();
          }}
        >
          {t("allPromoted", { n: open.length })}
        </Button>
      )}
    </>
  );
}

function Choice({ learner, name, subjects, onDecide }: { learner: string; name: string; subjects: readonly string[]; onDecide: (decision: Decision, subjects: readonly string[]) => void }) {
  const [resit, setResit] = useState(false);
  return (
    <div class="book-two">
      <label class="small">
        {t("decision")}
        <select
          class="input"
          aria-label={`${t("decision")}: ${name}`}
          value=""
          onChange={(event) => {
            const decision = event.currentTarget.value as Decision;
            setResit(decision === "resit");
            if (decision !== "resit") onDecide(decision, []);
          }}
        >
          <option value="">{t("none")}</option>
          {DECISIONS.map((one) => (
            <option key={one} value={one}>
              {t(one)}
            </option>
          ))}
        </select>
      </label>
      {resit && (
        <label class="small">
          {t("resitIn")}
          <select
            class="input"
            id={`resit-${learner}`}
            value=""
            onChange={(event) => {
              setResit(false);
              onDecide("resit", [event.currentTarget.value]);
            }}
          >
            <option value="">{t("none")}</option>
            {subjects.map((code) => (
              <option key={code} value={code}>
                {subjectName(code)}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  );
}
