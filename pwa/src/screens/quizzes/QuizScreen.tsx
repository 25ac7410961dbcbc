/** One quiz: its questions in order, what it is about, and what can be done with it. */
import { useState } from "preact/hooks";

import { type QuestionDoc, type QuizDoc, records, recordsReady } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/writing.ts";
import { subjectName } from "../../planning/school.ts";
import { plainText } from "../../player/quiz/RichText.tsx";
import { go } from "../../router.ts";
import type { ScreenProps } from "../../routes.tsx";
import { Chip, EmptyState, Loading } from "../../ui/bits.tsx";
import { Button, IconButton, LinkButton } from "../../ui/Button.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { changeQuiz, questionsIn, removeQuestion, removeQuiz } from "./bank.ts";
import { QuizAbout } from "./QuizAbout.tsx";
import "../teacher/teacher.css";
import "./quizzes.css";

/** `/t/quiz/:quiz` */
export default function QuizScreen({ params }: ScreenProps) {
  const quiz = records.get("quiz", params["quiz"] ?? "");
  if (quiz) return <Quiz key={quiz.id} quiz={quiz} />;
  return (
    <Page title={t("quizzes")} back="/t/quizzes">
      {recordsReady.value ? <EmptyState icon="tasks" title={t("none")} /> : <Loading label={core("loading")} />}
    </Page>
  );
}

function Quiz({ quiz }: { quiz: QuizDoc }) {
  const [about, setAbout] = useState(false);
  const own = quiz.author === session.value?.person;
  const questions = questionsIn(quiz);
  const base = `/t/quiz/${encodeURIComponent(quiz.id)}`;

  const move = (at: number, by: number): void => {
    const order = questions.map((one) => one.id);
    [order[at], order[at + by]] = [order[at + by] ?? "", order[at] ?? ""];
    void changeQuiz(quiz, { order });
  };
  const remove = async (question: QuestionDoc): Promise<void> => {
    const back = await removeQuestion(question);
    toast(t("removed"), { label: t("undo"), run: () => void back() });
  };
  const removeAll = async (): Promise<void> => {
    const back = await removeQuiz(quiz);
    go("/t/quizzes", { replace: true });
    toast(t("removed"), { label: t("undo"), run: () => void back() });
  };

  const actions = own ? <IconButton icon="edit" label={t("about")} onClick={() => setAbout(true)} /> : null;
  return (
    <Page title={quiz.title} back="/t/quizzes" actions={actions}>
      <div class="stack-wide">
        <p class="muted small">{[subjectName(quiz.subject), quiz.grades.join(", "), t("questions", { n: questions.length })].filter(Boolean).join(" · ")}</p>
        {own && (
          <div class="quiz-tools">
            <LinkButton kind="primary" icon="plus" href={`${base}/new`}>
              {t("addQuestion")}
            </LinkButton>
            <LinkButton icon="file" href={`${base}/paste`}>
              {t("paste")}
            </LinkButton>
            <LinkButton icon="search" href={`/t/bank/${encodeURIComponent(quiz.id)}`}>
              {t("fromBank")}
            </LinkButton>
          </div>
        )}
        {questions.length === 0 ? (
          <EmptyState icon="tasks" title={t("empty")} text={own ? t("emptyMore") : ""} />
        ) : (
          <ol class="quiz-list">
            {questions.map((question, at) => (
              <Row
                key={question.id}
                question={question}
                href={own ? `${base}/${encodeURIComponent(question.id)}` : null}
                first={at === 0}
                last={at === questions.length - 1}
                onMove={own ? (by) => move(at, by) : null}
                onRemove={own ? () => void remove(question) : null}
              />
            ))}
          </ol>
        )}
        {questions.length > 0 && (
          <div class="quiz-tools">
            <LinkButton icon="eye" href={`/play/preview/${encodeURIComponent(quiz.id)}`}>
              {t("preview")}
            </LinkButton>
            <LinkButton kind="primary" icon="send" href={`${base}/give`}>
              {t("give")}
            </LinkButton>
          </div>
        )}
        {own && (
          <Button kind="danger" icon="trash" block onClick={() => void removeAll()}>
            {t("remove")}
          </Button>
        )}
      </div>
      {about && <QuizAbout quiz={quiz} onClose={() => setAbout(false)} />}
    </Page>
  );
}

interface RowProps {
  readonly question: QuestionDoc;
  readonly href: string | null;
  readonly first: boolean;
  readonly last: boolean;
  readonly onMove: ((by: number) => void) | null;
  readonly onRemove: (() => void) | null;
}

function Row({ question, href, first, last, onMove, onRemove }: RowProps) {
  const { body } = question;
  const words = plainText(body.prompt) || t("picture");
  const inside = (
    <>
      <b>{words}</b>
      <span class="small muted">{[t(body.type), question.objective].filter(Boolean).join(" · ")}</span>
    </>
  );
  return (
    <li class="quiz-row">
      {href ? (
        <a class="quiz-row-text" href={href}>
          {inside}
        </a>
      ) : (
        <span class="quiz-row-text">{inside}</span>
      )}
      <Chip>{body.points.replace(".", ",")}</Chip>
      {onMove && onRemove && (
        <span class="quiz-row-acts">
          <span class="quiz-row-move">
            <IconButton icon="back" label={t("up", { what: words })} disabled={first} onClick={() => onMove(-1)} />
            <IconButton icon="next" label={t("down", { what: words })} disabled={last} onClick={() => onMove(1)} />
          </span>
          <IconButton icon="trash" label={`${t("remove")}: ${words}`} onClick={onRemove} />
        </span>
      )}
    </li>
  );
}
