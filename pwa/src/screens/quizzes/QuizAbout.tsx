/** What a quiz is about, and whether colleagues may read it. */
import { useState } from "preact/hooks";

import { type QuizDoc, records } from "../../data/records.ts";
import { compareKazakh } from "../../i18n/collate.ts";
import { LANG_NAMES, LANGS } from "../../i18n/index.ts";
import { t } from "../../i18n/writing.ts";
import { subjectName } from "../../planning/school.ts";
import { Button } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { toast } from "../../ui/toast.tsx";
import { Pills } from "../teacher/Pills.tsx";
import { changeQuiz } from "./bank.ts";

export const GRADES: readonly string[] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"];

export function QuizAbout({ quiz, onClose }: { quiz: QuizDoc; onClose: () => void }) {
  const [draft, setDraft] = useState(quiz);
  const save = async (): Promise<void> => {
    const { title, subject, grades, language, introduction, shared } = draft;
    await changeQuiz(quiz, { title: title.trim() || quiz.title, subject: subject.trim(), grades, language, introduction, shared });
    toast(t("saved"));
    onClose();
  };
  const subjects = [...new Set([...records.list("subject").value.map((one) => one.code), ...(quiz.subject === "" ? [] : [quiz.subject])])].sort((a, b) => compareKazakh(subjectName(a), subjectName(b)));
  const toggle = (grade: number): readonly number[] => (draft.grades.includes(grade) ? draft.grades.filter((one) => one !== grade) : [...draft.grades, grade].sort((a, b) => a - b));
  return (
    <Sheet title={t("about")} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Field id="quiz-title" label={t("title")}>
          <input id="quiz-title" class="input" maxLength={300} value={draft.title} onInput={(event) => setDraft({ ...draft, title: event.currentTarget.value })} />
        </Field>
        <Field id="quiz-subject" label={t("subject")}>
          <select id="quiz-subject" class="input" value={draft.subject} onChange={(event) => setDraft({ ...draft, subject: event.currentTarget.value })}>
            <option value="">–</option>
            {subjects.map((code) => (
              <option key={code} value={code}>
                {subjectName(code)}
              </option>
            ))}
          </select>
        </Field>
        <div>
          <div class="field-label">{t("grades")}</div>
          <Pills legend={t("grades")} several options={GRADES.map((value) => ({ value, label: value }))} chosen={(value) => draft.grades.includes(Number(value))} onChoose={(value) => setDraft({ ...draft, grades: toggle(Number(value)) })} />
        </div>
        <div>
          <div class="field-label">{t("language")}</div>
          <Pills legend={t("language")} options={LANGS.map((value) => ({ value, label: LANG_NAMES[value] }))} chosen={(value) => value === draft.language} onChoose={(language) => setDraft({ ...draft, language })} />
        </div>
        <Field id="quiz-introduction" label={t("introduction")}>
          <textarea id="quiz-introduction" class="input" maxLength={2000} rows={3} value={draft.introduction} onInput={(event) => setDraft({ ...draft, introduction: event.currentTarget.value })} />
        </Field>
        <label class="quiz-check">
          <input type="checkbox" checked={draft.shared} aria-describedby={noteId("quiz-shared")} onChange={(event) => setDraft({ ...draft, shared: event.currentTarget.checked })} />
          <span>
            {t("share")}
            <span id={noteId("quiz-shared")} class="small muted quiz-check-more">
              {t("shareMore")}
            </span>
          </span>
        </label>
        <Button type="submit" kind="primary" icon="check" block>
          {t("save")}
        </Button>
      </form>
    </Sheet>
  );
}
