/** An assessment: made anew, or changed. Rules of planning are told at once, and forbid nothing. */
import { useState } from "preact/hooks";

import { submit } from "../../data/outbox.ts";
import { type AssessmentDoc, type AssignmentDoc, type Part, records } from "../../data/records.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/gradebook.ts";
import { dayOf } from "../../i18n/time.ts";
import { Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Choices, Field, noteId } from "../../ui/Field.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { toast } from "../../ui/toast.tsx";
import { type Place, tasksToAdd, warningsFor } from "./desk.ts";
import { MAX_POINTS, partLong, PARTS, warningText } from "./kinds.ts";
import { tasksFrom } from "./model.ts";
import type { Term } from "./terms.ts";
import { fieldsOf, pointsIn, removeAssessment } from "./writing.ts";

/** Most points that teachers mostly give: daily work is marked out of ten. */
const USUAL_MAX: Readonly<Record<Part, number>> = { formative: 10, section: 20, term: 25 };

interface SheetProps {
  readonly place: Place;
  readonly term: Term;
  readonly grade: number | null;
  /** null: a new one, on this day. */
  readonly column: AssessmentDoc | null;
  readonly day: string;
  readonly onClose: () => void;
}

export function AssessmentSheet({ place, term, grade, column, day, onClose }: SheetProps) {
  const [part, setPart] = useState<Part>(column?.part ?? "formative");
  const [title, setTitle] = useState(column?.title ?? "");
  const [date, setDate] = useState(column?.date ?? day);
  const [max, setMax] = useState(String(column?.max ?? USUAL_MAX.formative));
  const [tasks, setTasks] = useState((column?.tasks ?? []).map((one) => one.max).join(", "));
  const [objective, setObjective] = useState(column?.objectives[0] ?? "");
  const [tried, setTried] = useState(false);
  const points = tasksFrom(tasks);
  const sum = points && points.length > 0 ? points.reduce((all, one) => all + one, 0) : null;
  const whole = sum ?? Number(max);
  const maxRight = Number.isInteger(whole) && whole >= 1 && whole <= MAX_POINTS;
  const draft: AssessmentDoc = {
    id: column?.id ?? "~new",
    school: records.get("class", place.class)?.school ?? "",
    class: place.class,
    grade: column ? column.grade : grade,
    subject: place.subject,
    term: column?.term ?? term.key,
    part,
    title: title.trim(),
    date,
    max: whole,
    tasks: (points ?? []).map((one, at) => ({ max: one, objective: column?.tasks[at]?.objective ?? objective })),
    objectives: objective.trim() === "" ? [] : [objective.trim()],
    assignment: column?.assignment ?? null,
  };
  const warned = warningsFor(place.class, [draft]);
  const save = async (): Promise<void> => {
    setTried(true);
    if (!maxRight || points === null || date === "") return;
    await write(draft, column);
    toast(t("saved"));
    onClose();
  };
  const choosePart = (next: Part): void => {
    if (max === String(USUAL_MAX[part])) setMax(String(USUAL_MAX[next]));
    setPart(next);
  };
  return (
    <Sheet title={t(column ? "editColumn" : "addColumn")} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Choices name="part" legend={t("kind")} value={part} options={PARTS.map((value) => ({ value, label: partLong(value) }))} onChoose={choosePart} />
        <Field id="book-title" label={t("titleField")} hint={t("titleHint")}>
          <input id="book-title" class="input" maxLength={200} aria-describedby={noteId("book-title")} value={title} onInput={(event) => setTitle(event.currentTarget.value)} />
        </Field>
        <div class="book-two">
          <Field id="book-day" label={t("day")}>
            <input id="book-day" class="input" type="date" required min={term.starts_on} max={term.ends_on} aria-describedby={noteId("book-day")} value={date} onInput={(event) => setDate(event.currentTarget.value)} />
          </Field>
          <Field id="book-max" label={t("most")} error={tried && !maxRight ? t("maxWrong") : null}>
            <input id="book-max" class="input" inputMode="numeric" disabled={sum !== null} aria-describedby={noteId("book-max")} value={sum === null ? max : String(sum)} onInput={(event) => setMax(event.currentTarget.value.replace(/\D/g, ""))} />
          </Field>
        </div>
        {part !== "formative" && (
          <>
            <Field id="book-tasks" label={t("tasks")} hint={t("tasksHint")} error={tried && points === null ? t("tasksWrong") : null}>
              <input id="book-tasks" class="input" aria-describedby={noteId("book-tasks")} value={tasks} onInput={(event) => setTasks(event.currentTarget.value)} />
            </Field>
            <Field id="book-objective" label={t("objective")} hint={t("objectiveHint")}>
              <input id="book-objective" class="input" maxLength={300} aria-describedby={noteId("book-objective")} value={objective} onInput={(event) => setObjective(event.currentTarget.value)} />
            </Field>
          </>
        )}
        {warned.map((one) => (
          <Notice key={one.code} tone="warn" icon="alert">
            <p>{warningText(one.code)}</p>
          </Notice>
        ))}
        <Button type="submit" kind="primary" icon="check" block>
          {t("save")}
        </Button>
        {column ? (
          <Removal column={column} onClose={onClose} />
        ) : (
          <FromTasks place={place} term={term} grade={grade} onClose={onClose} />
        )}
      </form>
    </Sheet>
  );
}

/** Points are counted before they go out of sight; a removal by mistake has its way back. */
function Removal({ column, onClose }: { column: AssessmentDoc; onClose: () => void }) {
  const [asked, setAsked] = useState(false);
  const points = pointsIn(column);
  const remove = async (): Promise<void> => {
    if (points > 0 && !asked) {
      setAsked(true);
      return;
    }
    const back = await removeAssessment(column);
    onClose();
    toast(t("removed"), { label: core("undo"), run: () => void back() });
  };
  return (
    <Button kind="danger" icon="trash" block onClick={() => void remove()}>
      {asked ? t("removeWith", { n: points }) : t("remove")}
    </Button>
  );
}

/** Marks of tasks become a column with one tap: nothing is entered twice. */
function FromTasks({ place, term, grade, onClose }: { place: Place; term: Term; grade: number | null; onClose: () => void }) {
  const found = tasksToAdd(place.class, term);
  if (found.length === 0) return null;
  const add = async (task: AssignmentDoc): Promise<void> => {
    const school = records.get("class", place.class)?.school ?? "";
    const day = dayOf(task.due_at ?? task.created_at);
    const date = day < term.starts_on ? term.starts_on : day > term.ends_on ? term.ends_on : day;
    const max = task.max_mark ?? USUAL_MAX.formative;
    await submit({
      kind: "assessment.set",
      fields: { school, class: place.class, grade, subject: place.subject, term: term.key, part: "formative", title: task.title.slice(0, 200), date, max, tasks: [], objectives: [], assignment: task.id },
    });
    onClose();
  };
  return (
    <section class="stack" aria-label={t("fromTasks")}>
      <h3>{t("fromTasks")}</h3>
      <p class="small muted">{t("fromTasksText")}</p>
      {found.map((task) => (
        <Button key={task.id} kind="quiet" icon="plus" block onClick={() => void add(task)}>
          {t("addTask", { title: task.title })}
        </Button>
      ))}
    </section>
  );
}

/** A new record says everything; an edit only what it changes, so that two edits do not undo each other. */
async function write(draft: AssessmentDoc, before: AssessmentDoc | null): Promise<void> {
  const fields = fieldsOf(draft);
  if (!before) {
    await submit({ kind: "assessment.set", fields });
    return;
  }
  const changed = Object.entries(fields).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof AssessmentDoc]));
  if (changed.length > 0) await submit({ kind: "assessment.set", record: before.id, base: before.op ?? null, fields: Object.fromEntries(changed) });
}
