/** Practising one objective: a question, what was right, the next, until it is mastered. */
import "../../player/player.css";
import "../../player/quiz/quiz.css";

import { useSignal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";

import { type PaperDoc, records, recordsReady } from "../../data/records.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/taking.ts";
import type { Question } from "../../player/quiz/model.ts";
import { QuestionView } from "../../player/quiz/QuestionView.tsx";
import { type Answer, shareOf } from "../../player/quiz/scoring.ts";
import { isAnswered } from "../../player/quiz/state.ts";
import { Rest, useRest } from "../../player/Rest.tsx";
import { go } from "../../router.ts";
import type { ScreenProps } from "../../routes.tsx";
import { EmptyState, Loading, Notice, ProgressBar } from "../../ui/bits.tsx";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Page } from "../../ui/Page.tsx";
import { needed, type Objective, objectivesOf, reached } from "./model/practice.ts";
import { Practising } from "./practising.ts";
import { picture } from "./taking.ts";

/** `/play/practice/:paper/:objective` */
export default function PractiseScreen({ params }: ScreenProps) {
  const paper = records.get("paper", params["paper"] ?? "");
  const objective = paper && objectivesOf(paper)[Number(params["objective"])];
  if (paper && objective) return <Practise key={`${paper.id}~${objective.n}`} paper={paper} objective={objective} />;
  return (
    <Page title={t("practice")} back="/practice">
      {recordsReady.value ? <EmptyState icon="tasks" title={t("gone")} /> : <Loading label={core("loading")} />}
    </Page>
  );
}

function Practise({ paper, objective }: { paper: PaperDoc; objective: Objective }) {
  const [practising, setPractising] = useState<Practising | null>(null);
  const name = objective.name || t("objectiveNone");
  useEffect(() => {
    let opened: Practising | null = null;
    let gone = false;
    void Practising.open(paper, objective).then((found) => {
      opened = found;
      if (gone) void found.close();
      else setPractising(found);
    });
    return () => {
      gone = true;
      void opened?.close();
    };
  }, [paper.id, objective.n]);
  useEffect(() => {
    document.title = `${name} · Tirek`;
  }, [name]);
  return (
    <div class="player">
      <header class="player-bar">
        <IconButton icon="close" label={core("close")} onClick={() => void (practising?.close() ?? Promise.resolve()).then(() => go("/practice", { replace: true }))} />
        {useRest() ? (
          <Rest />
        ) : (
          <div class="player-title">
            <h1 lang={paper.language}>{name}</h1>
            <p class="player-saved" lang={paper.language}>
              {paper.title}
            </p>
          </div>
        )}
      </header>
      <div class="player-body">{practising ? <Asking paper={paper} practising={practising} /> : <Loading label={core("loading")} />}</div>
    </div>
  );
}

function Asking({ paper, practising }: { paper: PaperDoc; practising: Practising }) {
  const { state, asked, objective } = practising;
  const count = objective.questions.length;
  const { window, right } = needed(count);
  const now = Math.min(right, reached(state.value.log, count));
  const question = asked.value;
  const text = t("rightOf", { n: state.value.mastered ? right : now, of: right });
  return (
    <div class="quiz" lang={paper.language}>
      <div class="quiz-scroll" tabIndex={0} role="region" aria-label={text}>
        <div>
          <ProgressBar value={state.value.mastered ? right : now} max={right} label={text} />
          <p class="small muted">
            {text} · {t("rule", { window, right })}
          </p>
        </div>
        {state.value.mastered && (
          <Notice tone="good" icon="star">
            <p>
              <strong>{t("masteredTitle")}</strong>
            </p>
            <p class="small">{t("masteredMore")}</p>
          </Notice>
        )}
        {question && <One key={practising.turn.value} paper={paper} question={question} practising={practising} />}
      </div>
    </div>
  );
}

function One({ paper, question, practising }: { paper: PaperDoc; question: Question; practising: Practising }) {
  const answer = useSignal<Answer | undefined>(undefined);
  const checked = useSignal(false);
  // Another order each time it comes up, the same while it is looked at.
  const [seed] = useState(() => practising.state.peek().log.length + 1);
  const check = (): void => {
    checked.value = true;
    practising.answer(question, answer.value ?? "");
  };
  const share = checked.value ? shareOf(question, answer.value) : undefined;
  // An order that nobody moved is an answer, too.
  const ready = question.type === "order" || isAnswered(question, answer.value);
  return (
    <>
      <QuestionView
        question={question}
        number={0}
        of={1}
        answer={answer.value}
        seed={seed}
        picture={async (path) => {
          const blob = await picture(paper, path);
          return blob ? URL.createObjectURL(blob) : null;
        }}
        share={share}
        onAnswer={(next) => (answer.value = next)}
      />
      {checked.value ? (
        <Button kind="primary" icon="next" block onClick={() => practising.next()}>
          {t("nextOne")}
        </Button>
      ) : (
        <Button kind="primary" icon="check" block busy={!ready} onClick={check}>
          {t("check")}
        </Button>
      )}
    </>
  );
}
