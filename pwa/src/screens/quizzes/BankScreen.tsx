/** All questions that this teacher may use: one's own, colleagues', and those of imported quizzes. */
import { useState } from "preact/hooks";

import { type QuestionDoc, records, recordsReady } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { t as core } from "../../i18n/core.ts";
import { fold } from "../../i18n/fold.ts";
import { t } from "../../i18n/writing.ts";
import { subjectName } from "../../planning/school.ts";
import { plainText } from "../../player/quiz/RichText.tsx";
import { go } from "../../router.ts";
import type { ScreenProps } from "../../routes.tsx";
import { Chip, EmptyState, Loading } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { Pills } from "../teacher/Pills.tsx";
import { copyQuestions, ownQuizzes, sharedQuizzes } from "./bank.ts";
import { importedQuestions } from "./imported.ts";
import { type BankFilter, bankOf, EVERYTHING, gradesIn, type InBank, subjectsIn } from "./model/bank.ts";
import { STRANDS } from "./strands.ts";
import "../teacher/teacher.css";
import "./quizzes.css";

/** Questions shown at once: a screenful or two; the search finds the others. */
const SHOWN = 60;

/** `/t/bank` to look, `/t/bank/:quiz` to take questions into a quiz. */
export default function BankScreen({ params }: ScreenProps) {
  const target = params["quiz"] === undefined ? undefined : records.get("quiz", params["quiz"]);
  const [filter, setFilter] = useState<BankFilter>(EVERYTHING);
  const [chosen, setChosen] = useState<ReadonlyMap<string, QuestionDoc>>(new Map());
  const [busy, setBusy] = useState(false);
  const quizzes = [...ownQuizzes.value, ...sharedQuizzes.value].filter((one) => one.id !== target?.id);
  const all = bankOf(quizzes, records.list("question").value);
  const found = all.filter((one) => fits(one, filter));
  const back = target ? `/t/quiz/${encodeURIComponent(target.id)}` : "/t/quizzes";
  const toggle = (question: QuestionDoc): void => {
    const next = new Map(chosen);
    if (!next.delete(question.id)) next.set(question.id, question);
    setChosen(next);
  };
  const take = async (): Promise<void> => {
    if (!target) return;
    setBusy(true);
    try {
      const n = await copyQuestions(target, [...chosen.values()]);
      toast(t("pasteAdded", { n }));
      go(back, { replace: true });
    } catch {
      toast(t("notSaved"));
      setBusy(false);
    }
  };
  return (
    <Page title={t("bank")} back={back}>
      {!recordsReady.value ? (
        <Loading label={core("loading")} />
      ) : (
        <div class="stack-wide">
          <input class="input" type="search" aria-label={t("bankSearch")} placeholder={t("bankSearch")} value={filter.query} onInput={(event) => setFilter({ ...filter, query: event.currentTarget.value })} />
          <Filters all={all} filter={filter} onFilter={setFilter} />
          {found.length === 0 && <EmptyState icon="search" title={t("bankNone")} />}
          <ul class="quiz-list">
            {found.slice(0, SHOWN).map((one) => (
              <Row key={one.question.id} found={one} chosen={chosen.has(one.question.id)} onChoose={target ? () => toggle(one.question) : null} />
            ))}
          </ul>
          <Imported chosen={chosen} onChoose={target ? toggle : null} />
          {target && chosen.size > 0 && (
            <div class="desk-foot">
              <Button kind="primary" icon="plus" block busy={busy} onClick={() => void take()}>
                {t("bankAdd", { n: chosen.size })}
              </Button>
            </div>
          )}
        </div>
      )}
    </Page>
  );
}

function fits({ quiz, question }: InBank, { query, subject, grade, strand }: BankFilter): boolean {
  if (subject !== "" && quiz.subject !== subject) return false;
  if (grade !== "" && !quiz.grades.includes(Number(grade))) return false;
  if (strand !== "" && question.strand !== strand) return false;
  if (query.trim() === "") return true;
  const words = fold(`${plainText(question.body.prompt)} ${question.objective} ${quiz.title}`);
  return fold(query.trim()).split(/\s+/).every((word) => words.includes(word));
}

function Filters({ all, filter, onFilter }: { all: readonly InBank[]; filter: BankFilter; onFilter: (filter: BankFilter) => void }) {
  const every = { value: "", label: t("strandNone") };
  const subjects = subjectsIn(all);
  const grades = gradesIn(all);
  const strands = STRANDS.filter(({ value }) => value === "" || all.some((one) => one.question.strand === value));
  return (
    <div class="stack">
      {subjects.length > 1 && (
        <Pills legend={t("subject")} options={[{ ...every, label: `${t("subject")}: ${t("bankAll")}` }, ...subjects.map((value) => ({ value, label: subjectName(value) }))]} chosen={(value) => value === filter.subject} onChoose={(subject) => onFilter({ ...filter, subject })} />
      )}
      {grades.length > 1 && (
        <Pills legend={t("grades")} options={[{ ...every, label: `${t("grades")}: ${t("bankAll")}` }, ...grades.map((value) => ({ value: String(value), label: String(value) }))]} chosen={(value) => value === filter.grade} onChoose={(grade) => onFilter({ ...filter, grade })} />
      )}
      {strands.length > 1 && (
        <Pills legend={t("strand")} options={strands.map(({ value, label }) => ({ value, label: value === "" ? `${t("strand")}: ${t("bankAll")}` : t(label) }))} chosen={(value) => value === filter.strand} onChoose={(strand) => onFilter({ ...filter, strand })} />
      )}
    </div>
  );
}

function Row({ found: { question, quiz }, chosen, onChoose }: { found: InBank; chosen: boolean; onChoose: (() => void) | null }) {
  const words = plainText(question.body.prompt) || t("picture");
  const author = quiz.author === session.value?.person ? "" : (records.get("person", quiz.author)?.name ?? "");
  return (
    <li class="quiz-row">
      {onChoose && <input class="quiz-pick" type="checkbox" aria-label={words} checked={chosen} onChange={onChoose} />}
      <span class="quiz-row-text" lang={quiz.language}>
        <b>{words}</b>
        <span class="small muted">{[quiz.title, question.objective, author].filter(Boolean).join(" · ")}</span>
      </span>
      <Chip>{t(question.body.type)}</Chip>
    </li>
  );
}

/** Quizzes that came as QTI or in a Common Cartridge: their questions are of the same form. */
function Imported({ chosen, onChoose }: { chosen: ReadonlyMap<string, QuestionDoc>; onChoose: ((question: QuestionDoc) => void) | null }) {
  const [open, setOpen] = useState<{ item: string; questions: readonly QuestionDoc[]; left: number } | null>(null);
  const items = records.list("course").value.flatMap((course) => course.lessons.flatMap((lesson) => lesson.items.filter((item) => item.format === "quiz").map((item) => ({ item, course }))));
  if (items.length === 0 || !onChoose) return null;
  const show = async (item: string, manifest: string): Promise<void> => {
    try {
      setOpen({ item, ...(await importedQuestions(item, manifest)) });
    } catch {
      toast(t("bankAway"));
    }
  };
  return (
    <section class="stack" aria-labelledby="bank-imported">
      <h2 id="bank-imported">{t("bankImported")}</h2>
      {items.map(({ item, course }) => (
        <div key={item.id} class="stack">
          <p lang={course.language}>
            <b>{item.title}</b> <span class="small muted">{course.title}</span>
          </p>
          {open?.item === item.id ? (
            <>
            {open.left > 0 && <p class="small muted">{t("bankLeft", { n: open.left })}</p>}
            <ul class="quiz-list">
              {open.questions.map((question) => (
                <li key={question.id} class="quiz-row">
                  <input class="quiz-pick" type="checkbox" aria-label={plainText(question.body.prompt)} checked={chosen.has(question.id)} onChange={() => onChoose(question)} />
                  <span class="quiz-row-text">
                    <b>{plainText(question.body.prompt) || t("picture")}</b>
                    {question.files.length > 0 && <span class="small muted">{t("bankPictures", { n: question.files.length })}</span>}
                  </span>
                  <Chip>{t(question.body.type)}</Chip>
                </li>
              ))}
            </ul>
            </>
          ) : (
            <Button kind="quiet" icon="down" onClick={() => void show(item.id, item.manifest)}>
              {t("bankOpen")}
            </Button>
          )}
        </div>
      ))}
    </section>
  );
}
