/** What a column of a file needs to become an assessment: filled in as far as the file tells. */
import type { Warned } from "../../assessment/rules.ts";
import { t as words } from "../../i18n/gradebook.ts";
import { t } from "../../i18n/marksFile.ts";
import { Notice } from "../../ui/bits.tsx";
import { Choices, Field, noteId } from "../../ui/Field.tsx";
import { PARTS, warningText } from "./kinds.ts";
import type { Said } from "./marksFile.ts";
import type { NewColumn, Where } from "./newColumns.ts";
import { dayText, partWord, pointsText } from "./words.ts";

interface NewAssessmentProps {
  readonly one: NewColumn;
  /** Of the column. */
  readonly name: string;
  readonly where: Where;
  /** The column seems to hold marks or percentages. */
  readonly reckoned: boolean;
  /** What is missing is said once somebody wanted to write. */
  readonly tried: boolean;
  readonly warned: readonly Warned[];
  readonly onSay: (said: Said) => void;
}

export function NewAssessment({ one, name, where, reckoned, tried, warned, onSay }: NewAssessmentProps) {
  const { at, doc, max, title, wrongTitle, wrongDate, wrongMax, over, largest } = one;
  const { starts_on, ends_on, n } = where.term;
  const day = wrongDate === "dayMissing" && !tried ? null : wrongDate;
  const most = wrongMax === "maxMissing" && !tried ? null : wrongMax;
  const highest = largest === null ? "" : t("largest", { points: pointsText(largest) });
  return (
    <div class="import-new stack" role="group" aria-label={t("newOf", { name })}>
      <Choices name={`import-part-${at}`} legend={words("kind")} value={doc.part} options={PARTS.map((value) => ({ value, label: partWord(value) }))} onChoose={(part) => onSay({ part })} />
      {where.grades.length > 0 && (
        <Choices
          name={`import-grade-${at}`}
          legend={words("grade")}
          value={String(doc.grade ?? "")}
          options={[{ value: "", label: words("allGrades") }, ...where.grades.map((grade) => ({ value: String(grade), label: words("gradeN", { n: grade }) }))]}
          onChoose={(grade) => onSay({ grade: grade === "" ? null : Number(grade) })}
        />
      )}
      <Field id={idOf("title", at)} label={words("titleField")} error={wrongTitle && t(wrongTitle)}>
        <input id={idOf("title", at)} class="input" maxLength={200} aria-describedby={noteId(idOf("title", at))} value={title} onInput={(event) => onSay({ title: event.currentTarget.value })} />
      </Field>
      <div class="book-two">
        <Field id={idOf("day", at)} label={words("day")} error={day && t(day, { n, from: dayText(starts_on), to: dayText(ends_on) })}>
          <input id={idOf("day", at)} class="input" type="date" min={starts_on} max={ends_on} aria-describedby={noteId(idOf("day", at))} value={doc.date} onInput={(event) => onSay({ date: event.currentTarget.value })} />
        </Field>
        <Field id={idOf("max", at)} label={t("most")} hint={highest} error={most && (most === "maxWrong" ? words(most) : `${t(most)} ${highest}`)}>
          <input id={idOf("max", at)} class="input" inputMode="numeric" aria-describedby={noteId(idOf("max", at))} value={max} onInput={(event) => onSay({ max: event.currentTarget.value.replace(/\D/g, "") })} />
        </Field>
      </div>
      {reckoned && <Warning text={t("reckoned")} />}
      {over > 0 && <Warning text={t("over", { n: over, max: doc.max })} />}
      {warned.map(({ code }) => (
        <Warning key={code} text={warningText(code)} />
      ))}
    </div>
  );
}

function Warning({ text }: { text: string }) {
  return (
    <Notice tone="warn" icon="alert">
      <p>{text}</p>
    </Notice>
  );
}

/** The id of the first field of a new assessment that has to be put right. */
export function firstFault({ at, wrongTitle, wrongDate }: NewColumn): string {
  return idOf(wrongTitle ? "title" : wrongDate ? "day" : "max", at);
}

function idOf(field: "title" | "day" | "max", at: number): string {
  return `import-${field}-${at}`;
}
