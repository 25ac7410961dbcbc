/** The part of a question's form that its kind decides. */
import type { ComponentChildren } from "preact";

import { t } from "../../i18n/writing.ts";
import { Typed } from "../../player/quiz/Letters.tsx";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Pills } from "../teacher/Pills.tsx";
import { MOST_ROWS, type QuestionForm } from "./model/form.ts";

/** Characters of one answer. */
const ANSWER_CHARACTERS = 500;

interface AnswerFieldsProps {
  readonly form: QuestionForm;
  readonly onChange: (changes: Partial<QuestionForm>) => void;
}

export function AnswerFields(props: AnswerFieldsProps) {
  const { form, onChange } = props;
  switch (form.type) {
    case "choice":
    case "several":
      return <Lines {...props} several={form.type === "several"} />;
    case "truefalse":
      return (
        <div>
          <div class="field-label">{t("truth")}</div>
          <Pills legend={t("truth")} options={[{ value: "yes", label: t("yes") }, { value: "no", label: t("no") }]} chosen={(value) => (value === "yes") === form.truth} onChoose={(value) => onChange({ truth: value === "yes" })} />
        </div>
      );
    case "order":
      return (
        <Rows label={t("answers")} hint={t("orderMore")} rows={form.order} blank="" onRows={(order) => onChange({ order })}>
          {(row, at, write) => <Typed label={t("answerN", { n: at + 1 })} value={row} max={ANSWER_CHARACTERS} onWrite={write} />}
        </Rows>
      );
    case "match":
      return (
        <Rows label={t("answers")} hint={t("matchMore")} rows={form.pairs} blank={{ left: "", right: "" }} onRows={(pairs) => onChange({ pairs })}>
          {(row, at, write) => (
            <div class="quiz-two">
              <Typed label={t("left", { n: at + 1 })} value={row.left} max={ANSWER_CHARACTERS} onWrite={(left) => write({ ...row, left })} />
              <Typed label={t("right", { n: at + 1 })} value={row.right} max={ANSWER_CHARACTERS} onWrite={(right) => write({ ...row, right })} />
            </div>
          )}
        </Rows>
      );
    case "number":
      return (
        <div class="quiz-three">
          <Labelled label={t("value")}>
            <Typed number label={t("value")} value={form.number} max={20} onWrite={(number) => onChange({ number })} />
          </Labelled>
          <Labelled label={t("tolerance")}>
            <Typed number label={t("tolerance")} value={form.tolerance} max={20} onWrite={(tolerance) => onChange({ tolerance })} />
          </Labelled>
          <Labelled label={t("unit")}>
            <Typed label={t("unit")} value={form.unit} max={20} onWrite={(unit) => onChange({ unit })} />
          </Labelled>
        </div>
      );
    case "text":
      return (
        <Rows label={t("accepted")} hint={t("acceptedMore")} rows={form.accepted} blank="" onRows={(accepted) => onChange({ accepted })}>
          {(row, at, write) => <Typed label={t("answerN", { n: at + 1 })} value={row} max={ANSWER_CHARACTERS} onWrite={write} />}
        </Rows>
      );
    case "essay":
      return <p class="field-hint">{t("essayMore")}</p>;
  }
}

function Labelled({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div>
      <div class="field-label">{label}</div>
      {children}
    </div>
  );
}

function Lines({ form, several, onChange }: AnswerFieldsProps & { several: boolean }) {
  return (
    <Rows label={t("answers")} rows={form.choices} blank={{ text: "", right: false }} onRows={(choices) => onChange({ choices })}>
      {(row, at, write) => (
        <div class="quiz-line">
          <label class="quiz-line-right">
            <input
              type={several ? "checkbox" : "radio"}
              name="right-answer"
              aria-label={t("isRight", { n: at + 1 })}
              checked={row.right}
              onChange={() =>
                several ? write({ ...row, right: !row.right }) : onChange({ choices: form.choices.map((one, n) => ({ ...one, right: n === at })) })
              }
            />
          </label>
          <Typed label={t("answerN", { n: at + 1 })} value={row.text} max={ANSWER_CHARACTERS} onWrite={(text) => write({ ...row, text })} />
        </div>
      )}
    </Rows>
  );
}

interface RowsProps<R> {
  readonly label: string;
  readonly hint?: string;
  readonly rows: readonly R[];
  /** A row that is added. */
  readonly blank: R;
  readonly onRows: (rows: readonly R[]) => void;
  readonly children: (row: R, at: number, write: (row: R) => void) => ComponentChildren;
}

function Rows<R>({ label, hint, rows, blank, onRows, children }: RowsProps<R>) {
  return (
    <div role="group" aria-label={label}>
      <div class="field-label">{label}</div>
      <ol class="quiz-fields">
        {rows.map((row, at) => (
          <li key={at}>
            <div class="quiz-field">{children(row, at, (next) => onRows(rows.map((one, n) => (n === at ? next : one))))}</div>
            {rows.length > 1 && <IconButton icon="close" label={t("removeLine", { n: at + 1 })} onClick={() => onRows(rows.filter((_, n) => n !== at))} />}
          </li>
        ))}
      </ol>
      {hint && <p class="field-hint">{hint}</p>}
      {rows.length < MOST_ROWS && (
        <Button kind="quiet" icon="plus" onClick={() => onRows([...rows, blank])}>
          {t("addLine")}
        </Button>
      )}
    </div>
  );
}
