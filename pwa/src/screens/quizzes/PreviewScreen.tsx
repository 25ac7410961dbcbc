/** A quiz as a pupil will see it; nothing of it is kept. */
import "../../player/player.css";

import { useState } from "preact/hooks";

import { EMPTY_PAPER } from "../../data/docs-quizzes.ts";
import { type QuizDoc, records, recordsReady } from "../../data/records.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/writing.ts";
import { QuizPlayer } from "../../player/quiz/Quiz.tsx";
import { QuizRun } from "../../player/quiz/run.ts";
import { go } from "../../router.ts";
import type { ScreenProps } from "../../routes.tsx";
import { EmptyState, Loading } from "../../ui/bits.tsx";
import { IconButton } from "../../ui/Button.tsx";
import { Page } from "../../ui/Page.tsx";
import { pictureOf, questionsIn } from "./bank.ts";
import { asPaperQuestion, quizOf } from "./model/paper.ts";

/** `/play/preview/:quiz` */
export default function PreviewScreen({ params }: ScreenProps) {
  const quiz = records.get("quiz", params["quiz"] ?? "");
  if (quiz) return <Preview key={quiz.id} quiz={quiz} />;
  return (
    <Page title={t("preview")} back="/t/quizzes">
      {recordsReady.value ? <EmptyState icon="tasks" title={t("none")} /> : <Loading label={core("loading")} />}
    </Page>
  );
}

function Preview({ quiz }: { quiz: QuizDoc }) {
  const [run] = useState(() => open(quiz));
  return (
    <div class="player">
      <header class="player-bar">
        <IconButton icon="close" label={core("close")} onClick={() => go(`/t/quiz/${encodeURIComponent(quiz.id)}`, { replace: true })} />
        <div class="player-title">
          <h1>{quiz.title}</h1>
          <p class="player-saved">{t("previewMore")}</p>
        </div>
      </header>
      <div class="player-body">
        <QuizPlayer run={run} />
      </div>
    </div>
  );
}

function open(quiz: QuizDoc): QuizRun {
  const questions = questionsIn(quiz);
  const seed = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  const { title, language, introduction } = quiz;
  const paper = { ...EMPTY_PAPER, title, language, introduction, shuffle: false, questions: questions.map(asPaperQuestion) };
  return new QuizRun(quizOf(paper, seed), undefined, seed, () => undefined, async (sha256) => {
    const owner = questions.find((one) => one.files.some((file) => file.sha256 === sha256));
    return owner ? ((await pictureOf(owner, sha256))?.blob ?? null) : null;
  });
}
