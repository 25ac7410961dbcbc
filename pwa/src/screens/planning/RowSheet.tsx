/** One row of a plan: what is taught, with what, and how the lesson goes; moved, parted or joined. */
import { useState } from "preact/hooks";

import { type PlanResource, type PlanRowDoc, records } from "../../data/records.ts";
import { t } from "../../i18n/plans.ts";
import type { Taught } from "../../planning/flow.ts";
import { appended, draftOf, edited, EMPTY, FILES_PER_ROW, joined, MOST_HOURS, moved, removed, type RowDraft, split } from "../../planning/plan.ts";
import type { Change } from "../../planning/timetable.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Choices, Field, noteId } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { download } from "../pupil/files.tsx";
import { Attachments, type NewFiles } from "../teacher/Attachments.tsx";
import { LessonPicker } from "../teacher/LessonPicker.tsx";
import { lessonChoices } from "../teacher/model/lessons.ts";
import { makeChange } from "./making.ts";
import { yearOfPlan } from "./plans.ts";
import { nameOfResource } from "./resources.tsx";

const MOST_RESOURCES = 12;
const MOST_OBJECTIVES = 12;
const TEXT_CHARACTERS = 1000;
const OUTLINE_CHARACTERS = 4000;

interface RowProps {
  readonly school: string;
  readonly taught: Taught;
  readonly rows: readonly PlanRowDoc[];
  /** null: a new row. */
  readonly before: PlanRowDoc | null;
  /** Lessons held, by row. */
  readonly held: ReadonlyMap<string, number>;
  readonly onClose: () => void;
}

export function RowSheet({ school, taught, rows, before, held, onClose }: RowProps) {
  const [draft, setDraft] = useState<RowDraft>(before ? draftOf(before) : { ...EMPTY, section: rows[rows.length - 1]?.section ?? "" });
  const [objectives, setObjectives] = useState(draft.objectives.join("\n"));
  const [fresh, setFresh] = useState<NewFiles>([]);
  const [tried, setTried] = useState(false);
  const change = (some: Partial<RowDraft>): void => setDraft({ ...draft, ...some });
  const noTopic = draft.topic.trim() === "";
  const hoursWrong = !Number.isInteger(draft.hours) || draft.hours < 1 || draft.hours > MOST_HOURS;
  const open = async (sha256: string): Promise<void> => {
    const file = before?.files.find((one) => one.sha256 === sha256);
    if (before && file) await download("planning/rows", before.id, file);
  };
  const save = async (): Promise<void> => {
    setTried(true);
    if (noTopic || hoursWrong) return;
    const lines = objectives.split("\n").map((line) => line.trim()).filter(Boolean).slice(0, MOST_OBJECTIVES);
    const ready: RowDraft = { ...draft, topic: draft.topic.trim(), section: draft.section.trim(), homework: draft.homework.trim(), outline: draft.outline.trim(), objectives: lines, files: [...draft.files, ...fresh.map(({ sha256, name, type, size }) => ({ sha256, name, type, size }))] };
    await makeChange(before ? edited(before, ready) : appended(school, taught, rows, [ready], yearOfPlan(taught)), t("saved"), undefined, fresh);
    onClose();
  };
  return (
    <Sheet title={t(before ? "editRow" : "newRow")} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Text id="row-topic" label={t("topic")} rows={2} value={draft.topic} error={tried && noTopic ? t("topicMissing") : null} onChange={(topic) => change({ topic })} />
        <div class="plan-pair">
          <Field id="row-hours" label={t("hours")} error={hoursWrong ? t("hoursWrong", { n: MOST_HOURS }) : null}>
            <input id="row-hours" class="input" type="number" inputMode="numeric" min={1} max={MOST_HOURS} aria-describedby={noteId("row-hours")} value={Number.isNaN(draft.hours) ? "" : draft.hours} onInput={(event) => change({ hours: event.currentTarget.valueAsNumber })} />
          </Field>
          <Field id="row-on" label={t("bound")} hint={t("boundHint")}>
            <input id="row-on" class="input" type="date" aria-describedby={noteId("row-on")} value={draft.on ?? ""} onChange={(event) => change({ on: event.currentTarget.value || null })} />
          </Field>
        </div>
        <Text id="row-homework" label={t("homework")} rows={2} value={draft.homework} onChange={(homework) => change({ homework })} />
        <Resources taught={taught} chosen={draft.resources} onChange={(resources) => change({ resources })} />
        <Attachments kept={draft.files} fresh={fresh} most={FILES_PER_ROW} onOpen={(file) => void open(file.sha256)} onKept={(files) => change({ files })} onFresh={setFresh} />
        <Text id="row-outline" label={t("outline")} hint={t("outlineHint")} rows={4} most={OUTLINE_CHARACTERS} value={draft.outline} onChange={(outline) => change({ outline })} />
        <Text id="row-section" label={t("section")} rows={1} value={draft.section} onChange={(section) => change({ section })} />
        <Text id="row-objectives" label={t("objectives")} hint={t("objectivesHint")} rows={3} value={objectives} onChange={setObjectives} />
        <Choices
          name="summative"
          legend={t("summative")}
          value={draft.summative}
          options={[
            { value: "none", label: t("sumNone") },
            { value: "section", label: t("sumSection") },
            { value: "term", label: t("sumTerm") },
          ]}
          onChoose={(summative) => change({ summative })}
        />
        <Button type="submit" kind="primary" icon="check" block>
          {t("save")}
        </Button>
        {before && <Acts rows={rows} row={before} held={held} onClose={onClose} />}
      </form>
    </Sheet>
  );
}

interface TextProps {
  readonly id: string;
  readonly label: string;
  readonly rows: number;
  readonly value: string;
  readonly hint?: string;
  readonly error?: string | null;
  readonly most?: number;
  readonly onChange: (text: string) => void;
}

function Text({ id, label, rows, value, hint = "", error = null, most = TEXT_CHARACTERS, onChange }: TextProps) {
  return (
    <Field id={id} label={label} hint={hint} error={error}>
      <textarea id={id} class="input plan-text" rows={rows} maxLength={most} aria-describedby={noteId(id)} aria-invalid={error !== null} value={value} onInput={(event) => onChange(event.currentTarget.value)} />
    </Field>
  );
}

function Resources({ taught, chosen, onChange }: { taught: Taught; chosen: readonly PlanResource[]; onChange: (resources: readonly PlanResource[]) => void }) {
  const [text, setText] = useState("");
  const [picking, setPicking] = useState(false);
  const add = (one: PlanResource): void => {
    if (chosen.length < MOST_RESOURCES) onChange([...chosen, one]);
  };
  return (
    <fieldset class="plan-lines">
      <legend class="field-label">{t("resources")}</legend>
      {chosen.map((one, at) => (
        <div key={at} class="plan-resource">
          <Icon name={one.lesson ? "book" : "file"} small />
          <span>{nameOfResource(one)}</span>
          <IconButton icon="close" label={t("removeResource", { what: nameOfResource(one) })} onClick={() => onChange(chosen.filter((_, n) => n !== at))} />
        </div>
      ))}
      <div class="plan-pair">
        <Field id="row-resource" label={t("resourceText")} hint={t("resourceHint")}>
          <input id="row-resource" class="input" maxLength={TEXT_CHARACTERS} aria-describedby={noteId("row-resource")} value={text} onInput={(event) => setText(event.currentTarget.value)} />
        </Field>
        <IconButton
          icon="plus"
          label={t("addResource")}
          onClick={() => {
            if (text.trim() !== "") add({ text: text.trim() });
            setText("");
          }}
        />
      </div>
      {picking ? (
        <LessonPicker
          choices={lessonChoices(records.list("course").value, records.get("class", taught.class), [taught.subject])}
          chosen={null}
          onChoose={(course, lesson) => {
            setPicking(false);
            if (course && lesson) add({ course: course.id, lesson: lesson.id });
          }}
        />
      ) : (
        <Button kind="quiet" icon="book" block onClick={() => setPicking(true)}>
          {t("addLesson")}
        </Button>
      )}
    </fieldset>
  );
}

function Acts({ rows, row, held, onClose }: { rows: readonly PlanRowDoc[]; row: PlanRowDoc; held: ReadonlyMap<string, number>; onClose: () => void }) {
  const at = rows.findIndex((one) => one.id === row.id);
  const next = rows[at + 1];
  const taught = held.get(row.id) ?? 0;
  const joins = next !== undefined && (held.get(next.id) ?? 0) === 0;
  const act = (change: Change, said: string): void => void makeChange(change, said).then(onClose);
  return (
    <details>
      <summary class="plan-summary">{t("change")}</summary>
      <div class="plan-acts">
        {at > 0 && <Button onClick={() => act(moved(rows, row, -1), t("moved"))}>{t("up")}</Button>}
        {next && <Button onClick={() => act(moved(rows, row, 1), t("moved"))}>{t("down")}</Button>}
        {row.hours > Math.max(1, taught) && <Button onClick={() => act(split(rows, row, taught), t("wasSplit"))}>{t("split")}</Button>}
        {joins && <Button onClick={() => act(joined(row, next, false), t("wasJoined"))}>{t("join")}</Button>}
        {joins && <Button onClick={() => act(joined(row, next, true), t("wasJoined"))}>{t("tight")}</Button>}
        {taught === 0 && (
          <Button kind="danger" icon="trash" onClick={() => act(removed(row), t("removed"))}>
            {t("remove")}
          </Button>
        )}
      </div>
    </details>
  );
}
