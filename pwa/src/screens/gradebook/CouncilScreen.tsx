/** What the pedagogical council decided at a year's end: class by class, with its protocol. */
import { useState } from "preact/hooks";

import type { Decision } from "../../data/docs.ts";
import { records, recordsReady } from "../../data/records.ts";
import { overEverySide } from "../../data/rewriting.ts";
import { compareKazakh } from "../../i18n/collate.ts";
import { t as core } from "../../i18n/core.ts";
import { t as book } from "../../i18n/gradebook.ts";
import { t as looking } from "../../i18n/looking.ts";
import { t } from "../../i18n/yearend.ts";
import { subjectName } from "../../planning/school.ts";
import { Chip, EmptyState, Loading } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { Beside } from "../common/Beside.tsx";
import { chosenOf } from "../common/chosen.ts";
import { dayText, schoolOverseen } from "../reports/school.ts";
import { pupilsFor } from "./desk.ts";
import { LookAgain } from "./LookAgain.tsx";
import type { BookPupil } from "./model.ts";
import { schoolDay } from "./school.ts";
import { sinceShown, useShown } from "./shown.ts";
import type { Term } from "./terms.ts";
import { useYearOf } from "./YearChoice.tsx";
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
  const classId = chosenOf(classes.map((each) => each.id), chosen);
  return (
    <Page title={t("council")} back="/admin/terms">
      {!recordsReady.value ? (
        <Loading label={core("loading")} rows={5} />
      ) : classes.length === 0 ? (
        <EmptyState icon="people" title={t("classesNone")} text={t("classesNoneText")} />
      ) : (
        <div class="stack-wide">
          <p class="muted">{t("councilText")}</p>
          <Field id="council-class" label={t("class")}>
            <select id="council-class" class="input" aria-describedby={noteId("council-class")} value={classId} onChange={(event) => setChosen(event.currentTarget.value)}>
                {classId === "" && <option value="">{t("none")}</option>}
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
          {classId === "" ? <p class="muted">{t("needClass")}</p> : <Pupils key={classId} school={school} classId={classId} protocol={protocol.trim()} day={day} />}
        </div>
      )}
    </Page>
  );
}

interface PupilsProps {
  readonly school: string;
  readonly classId: string;
  readonly protocol: string;
  readonly day: string;
}

function Pupils(props: PupilsProps) {
  const { terms, choice } = useYearOf(props.classId);
  const [last] = terms.slice(-1);
  if (!last) return <EmptyState icon="clock" title={book("noCalendar")} text={t("noCalendarText")} />;
  return (
    <>
      {choice}
      <Decisions key={last.key} {...props} last={last} />
    </>
  );
}

function Decisions({ school, classId, protocol, day, last }: PupilsProps & { readonly last: Term }) {
  const [busy, setBusy] = useState(false);
  const year = Number(last.key.split("-")[0]);
  const pupils = pupilsFor(classId, null, last);
  const subjects = [...new Set(records.list("subject").value.map((one) => one.code))].sort((a, b) => compareKazakh(subjectName(a), subjectName(b)));
  const found = (learner: string) => records.get("year_outcome", `${learner}~${year}`);
  const says = (one: BookPupil): string => saying(one, found(one.id)?.op, found(one.id)?.others);
  const { shown, look, wrote } = useShown(new Map(pupils.map((one) => [one.id, says(one)])));
  const { same, changed } = sinceShown(pupils, shown, (one) => one.id, says);
  const known = new Map(pupils.map((one) => [one.id, found(one.id) ?? null]));
  const decide = async (these: readonly BookPupil[], decided: (one: BookPupil) => Decision, resits: readonly string[] = []): Promise<void> => {
    if (busy) return;
    setBusy(true);
    try {
      for (const one of these) {
        const fields = { school, class: classId, learner: one.id, year, decision: decided(one), protocol, date: day, subjects: resits };
        const op = await overEverySide("year.decide", `${one.id}~${year}`, known.get(one.id) ?? null, fields);
        wrote(one.id, saying(one, op));
      }
      toast(t("saved"));
    } catch {
      toast(looking("notSaved"));
    } finally {
      setBusy(false);
    }
  };
  const open = same.filter((one) => !found(one.id));
  if (pupils.length === 0) return <EmptyState icon="people" title={t("noPupils")} text={t("noPupilsText")} />;
  const may = protocol !== "" && day !== "";
  return (
    <>
      {!may && <p class="muted">{t("needProtocol")}</p>}
      <ul class="book-list">
        {pupils.map((pupil) => {
          const stands = found(pupil.id);
          return (
            <li key={pupil.id} class="book-closing-row">
              <div class="row">
                <span class="row-grow">
                  <b>{pupil.name}</b>
                  {stands && (
                    <>
                      <br />
                      <span class="small muted">
                        № {stands.protocol}, {dayText(stands.date)}
                        {stands.subjects.length > 0 ? ` · ${stands.subjects.map(subjectName).join(", ")}` : ""}
                      </span>
                    </>
                  )}
                </span>
                {stands && <Chip tone={stands.decision === "promoted" || stands.decision === "graduates" ? "good" : "warn"}>{t(stands.decision)}</Chip>}
              </div>
              <Beside others={stands?.others} tell={(one) => [t(one.decision), `№ ${one.protocol}`, ...one.subjects.map(subjectName)].join(", ")} />
              {changed.includes(pupil) && !busy && <p class="small import-bad">{looking("changed")}</p>}
              {may && (busy || !changed.includes(pupil)) && <Choice learner={pupil.id} name={pupil.name} subjects={subjects} onDecide={(decision, resits) => void decide([pupil], () => decision, resits)} />}
            </li>
          );
        })}
      </ul>
      <LookAgain n={busy ? 0 : changed.length} onLook={look} />
      {may && open.length > 0 && (
        <Button icon="check" block busy={busy} onClick={() => void decide(open, (one) => (one.grade >= LAST_GRADE ? "graduates" : "promoted"))}>
          {t("allPromoted", { n: open.length })}
        </Button>
      )}
    </>
  );
}

/** What stands of a pupil, by the operations that said it. */
function saying({ grade }: BookPupil, op = "", others: readonly { readonly op: string }[] = []): string {
  return [grade, op, ...others.map((one) => one.op).sort()].join(" ");
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
