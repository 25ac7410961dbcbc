/** One line of a lesson: a class, one of its grades or a group, and what it has. */
import { useState } from "preact/hooks";

import { type Following, submit, submitAll } from "../../data/outbox.ts";
import { records, type SlotLine } from "../../data/records.ts";
import { t } from "../../i18n/timetable.ts";
import { subjectCode } from "../../planning/subjects.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { pupilsIn } from "../teacher/desk.ts";
import { classesOf, groupsOf, subjectOptions } from "./known.ts";

const NEW = "~new";
const NAME_CHARACTERS = 120;

interface LineProps {
  readonly school: string;
  readonly line: SlotLine;
  readonly alone: boolean;
  readonly error: boolean;
  /** Only what changes: a subject or a group that is made first takes its time, and the rest may change meanwhile. */
  readonly onChange: (changes: Partial<SlotLine>) => void;
  readonly onRemove: () => void;
}

export function LineFields({ school, line, alone, error, onChange, onRemove }: LineProps) {
  const [making, setMaking] = useState<"subject" | "group" | null>(null);
  const id = `line-${line.n}`;
  const grades = records.get("class", line.class)?.grades ?? [];
  return (
    <div class="plan-line">
      <div class="plan-pair">
        <Field id={`${id}-class`} label={t("klass")}>
          <select id={`${id}-class`} class="input" aria-describedby={noteId(`${id}-class`)} value={line.class} onChange={(event) => onChange({ class: event.currentTarget.value, grade: null, group: null })}>
            {classesOf(school).map((one) => (
              <option key={one.id} value={one.id}>
                {one.label}
              </option>
            ))}
          </select>
        </Field>
        {!alone && <IconButton icon="close" label={t("removeLine")} onClick={onRemove} />}
      </div>
      {grades.length > 1 && (
        <Field id={`${id}-grade`} label={t("grade")}>
          <select id={`${id}-grade`} class="input" aria-describedby={noteId(`${id}-grade`)} value={line.grade ?? ""} onChange={(event) => onChange({ grade: event.currentTarget.value === "" ? null : Number(event.currentTarget.value) })}>
            <option value="">{t("wholeClass")}</option>
            {grades.map((grade) => (
              <option key={grade} value={grade}>
                {t("gradeOf", { n: grade })}
              </option>
            ))}
          </select>
        </Field>
      )}
      <Field id={`${id}-subject`} label={t("subject")} error={error ? t("chooseSubject") : null}>
        <select
          id={`${id}-subject`}
          class="input"
          aria-describedby={noteId(`${id}-subject`)}
          value={making === "subject" ? NEW : line.subject}
          onChange={(event) => {
            const { value } = event.currentTarget;
            setMaking(value === NEW ? "subject" : null);
            if (value !== NEW) onChange({ subject: value });
          }}
        >
          <option value="" disabled>
            …
          </option>
          {subjectOptions(school).map((one) => (
            <option key={one.value} value={one.value}>
              {one.label}
            </option>
          ))}
          <option value={NEW}>{t("newSubject")}</option>
        </select>
      </Field>
      {making === "subject" && (
        <NewSubject
          school={school}
          onMade={(code) => {
            setMaking(null);
            onChange({ subject: code });
          }}
        />
      )}
      <Field id={`${id}-group`} label={t("group")}>
        <select
          id={`${id}-group`}
          class="input"
          aria-describedby={noteId(`${id}-group`)}
          value={making === "group" ? NEW : (line.group ?? "")}
          onChange={(event) => {
            const { value } = event.currentTarget;
            setMaking(value === NEW ? "group" : null);
            if (value !== NEW) onChange({ group: value || null });
          }}
        >
          <option value="">{t("noGroup")}</option>
          {groupsOf(school).map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
          <option value={NEW}>{t("newGroup")}</option>
        </select>
      </Field>
      {making === "group" && (
        <NewGroup
          school={school}
          classId={line.class}
          onMade={(group) => {
            setMaking(null);
            onChange({ group });
          }}
        />
      )}
    </div>
  );
}

/** A subject that the school names itself. */
function NewSubject({ school, onMade }: { school: string; onMade: (code: string) => void }) {
  const [names, setNames] = useState({ kk: "", ru: "", en: "" });
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const first = names.kk.trim() || names.ru.trim();
  const save = async (): Promise<void> => {
    setTried(true);
    if (first === "") return;
    setBusy(true);
    const code = subjectCode(first, new Set(records.list("subject").value.map((one) => one.code)));
    try {
      await submit({ kind: "subject.set", fields: { school, code, kk: names.kk.trim() || first, ru: names.ru.trim() || first, en: names.en.trim() || first } });
      onMade(code);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="plan-inner stack">
      {(["kk", "ru", "en"] as const).map((language) => (
        <Field key={language} id={`subject-${language}`} label={t(language === "kk" ? "nameKk" : language === "ru" ? "nameRu" : "nameEn")} error={tried && first === "" && language === "kk" ? t("nameNeeded") : null}>
          <input id={`subject-${language}`} class="input" lang={language} maxLength={NAME_CHARACTERS} aria-describedby={noteId(`subject-${language}`)} value={names[language]} onInput={(event) => setNames({ ...names, [language]: event.currentTarget.value })} />
        </Field>
      ))}
      <Button icon="check" block busy={busy} onClick={() => void save()}>
        {t("save")}
      </Button>
    </div>
  );
}

/** A group and who is in it: of this class, and of others when it is chosen again there. */
function NewGroup({ school, classId, onMade }: { school: string; classId: string; onMade: (group: string) => void }) {
  const [name, setName] = useState("");
  const [members, setMembers] = useState<readonly string[]>([]);
  const [others, setOthers] = useState<readonly string[]>([classId]);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setTried(true);
    if (name.trim() === "") return;
    setBusy(true);
    try {
      const [group = ""] = await submitAll([
        { kind: "group.set", fields: { school, name: name.trim() } },
        ...members.map((learner): Following => ([made]) => ({ kind: "membership.set", fields: { school, group: made, learner } })),
      ]);
      onMade(group);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="plan-inner stack">
      <Field id="group-name" label={t("groupName")} error={tried && name.trim() === "" ? t("nameNeeded") : null}>
        <input id="group-name" class="input" maxLength={NAME_CHARACTERS} aria-describedby={noteId("group-name")} value={name} onInput={(event) => setName(event.currentTarget.value)} />
      </Field>
      <fieldset class="plan-checks">
        <legend class="field-label">{t("groupMembers")}</legend>
        {classesOf(school).map((one) => {
          const shown = others.includes(one.id);
          return (
            <div key={one.id} class="plan-members">
              <button type="button" class="chip chip-button" aria-expanded={shown} onClick={() => setOthers(shown ? others.filter((id) => id !== one.id) : [...others, one.id])}>
                {one.label}
              </button>
              {shown &&
                pupilsIn(one.id).map((pupil) => {
                  const on = members.includes(pupil.id);
                  return (
                    <label key={pupil.id} class={on ? "choice choice-on" : "choice"}>
                      <input type="checkbox" checked={on} onChange={() => setMembers(on ? members.filter((id) => id !== pupil.id) : [...members, pupil.id])} />
                      <span>{pupil.name}</span>
                    </label>
                  );
                })}
            </div>
          );
        })}
      </fieldset>
      <Button icon="check" block busy={busy} onClick={() => void save()}>
        {t("save")}
      </Button>
    </div>
  );
}
