/** A quiz on the screen: one question after the other or all together, handing in, result and review. */
import "./quiz.css";

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

import { session } from "../../data/session.ts";
import { t } from "../../i18n/quiz.ts";
import { currentPath, match } from "../../router.ts";
import { recordsOf } from "../../screens/pupil/mine.ts";
import { markForItem } from "../../screens/pupil/model/teacherMark.ts";
import { TeacherMark } from "../../screens/pupil/MyWork.tsx";
import { Notice, ProgressBar } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { decimalText, same, ZERO } from "./fraction.ts";
import { QuestionView } from "./QuestionView.tsx";
import { RichText } from "./RichText.tsx";
import type { QuizRun } from "./run.ts";
import { passed } from "./scoring.ts";
import { isAnswered } from "./state.ts";

export function QuizPlayer({ run }: { run: QuizRun }) {
  const state = run.state.value;
  const asking = useSignal(false);
  const top = useRef<HTMLDivElement>(null);
  const list = run.quiz.view === "list" || state.done;
  const { length } = run.questions;
  useEffect(() => {
    top.current?.scrollTo(0, 0);
  }, [state.at, state.done]);
  const result = state.done ? run.result() : null;
  const hidden = state.done && !run.reveals;
  const shown = run.questions.map((question, number) => ({ question, number })).filter(({ number }) => !hidden && (list || number === state.at));
  const last = list || state.at === length - 1;
  return (
    <div class="quiz" lang={run.quiz.language ?? undefined}>
      <div class="quiz-scroll" ref={top} tabIndex={0} role="region" aria-label={run.quiz.title}>
        {!list && <Steps run={run} />}
        {result && <Outcome run={run} />}
        {hidden && (
          <Notice icon="eye">
            <p>{t("answersLater")}</p>
          </Notice>
        )}
        {(list || state.at === 0) && run.quiz.introduction.length > 0 && (
          <div class="quiz-prompt quiz-introduction">
            <RichText rich={run.quiz.introduction} picture={(path) => run.picture(path)} />
          </div>
        )}
        {shown.map(({ question, number }) => (
          <QuestionView
            key={question.id}
            question={question}
            number={number}
            of={length}
            answer={state.answers[question.id]}
            seed={state.seed}
            picture={(path) => run.picture(path)}
            share={result ? (result.shares[number] ?? null) : undefined}
            onAnswer={(answer) => run.answer(question, answer)}
          />
        ))}
      </div>
      {!state.done && (
        <div class="quiz-foot">
          {!list && (
            <Button icon="back" busy={state.at === 0} onClick={() => run.go(state.at - 1)}>
              {t("back")}
            </Button>
          )}
          {last ? (
            <Button kind="primary" icon="send" onClick={() => (asking.value = true)}>
              {t("handIn")}
            </Button>
          ) : (
            <Button kind="primary" icon="next" onClick={() => run.go(state.at + 1)}>
              {t("forward")}
            </Button>
          )}
        </div>
      )}
      {asking.value && (
        <Sheet title={t("handInAsk")} onClose={() => (asking.value = false)}>
          {run.unanswered > 0 && (
            <Notice tone="warn" icon="alert">
              <p>{t("unanswered", { n: run.unanswered })}</p>
            </Notice>
          )}
          <p>{t("handInMore")}</p>
          <div class="player-choices">
            <Button
              kind="primary"
              icon="send"
              block
              onClick={() => {
                asking.value = false;
                run.finish();
              }}
            >
              {t("handIn")}
            </Button>
            <Button block onClick={() => (asking.value = false)}>
              {t("handInNo")}
            </Button>
          </div>
        </Sheet>
      )}
    </div>
  );
}

/** A point for every question: which are answered, and where one is. */
function Steps({ run }: { run: QuizRun }) {
  const state = run.state.value;
  if (run.questions.length > 40) {
    const done = run.questions.filter((question) => isAnswered(question, state.answers[question.id])).length;
    return <ProgressBar value={done} max={run.questions.length} label={t("question", { n: state.at + 1, all: run.questions.length })} />;
  }
  return (
    <nav class="quiz-steps" aria-label={t("question", { n: state.at + 1, all: run.questions.length })}>
      {run.questions.map((question, at) => (
        <button
          key={question.id}
          type="button"
          class={isAnswered(question, state.answers[question.id]) ? "quiz-step quiz-answered" : "quiz-step"}
          aria-label={t("goTo", { n: at + 1 })}
          aria-current={at === state.at ? "step" : undefined}
          onClick={() => run.go(at)}
        >
          {at + 1}
        </button>
      ))}
    </nav>
  );
}

function Outcome({ run }: { run: QuizRun }) {
  const result = run.result();
  const item = match("/play/:lesson/:item", currentPath.value)?.["item"];
  const mark = item === undefined ? null : markForItem(item, recordsOf(session.value?.person ?? ""));
  const pass = passed(run.quiz, result);
  const scored = !same(result.maximum, ZERO);
  const share = scored ? Number((result.points.n * result.maximum.d * BigInt(100)) / (result.points.d * result.maximum.n)) : 0;
  return (
    <div class="quiz-outcome" role="status">
      <Notice tone={pass === false ? "bad" : "good"} icon={pass === false ? "info" : "check"}>
        <p>
          <strong>{t(pass === null ? "handedIn" : pass ? "passed" : "failed")}</strong>
        </p>
        {scored && (
          <p>
            {t("result", { points: decimalText(result.points), max: decimalText(result.maximum) })} · {t("percent", { n: share })}
          </p>
        )}
        {!same(result.waiting, ZERO) && !mark && <p>{t("waiting", { n: decimalText(result.waiting) })}</p>}
      </Notice>
      {mark && <TeacherMark mark={mark} />}
    </div>
  );
}
