/** A quiz as a pupil handed it in, every question with its answer, and what is left to the teacher. */
import "../../player/quiz/quiz.css";

import { useEffect, useState } from "preact/hooks";

import { decimalText, same, ZERO } from "../../player/quiz/fraction.ts";
import { QuestionView } from "../../player/quiz/QuestionView.tsx";
import { type HandedIn, openHandedIn } from "../../player/quiz/review.ts";
import type { QuizRun } from "../../player/quiz/run.ts";
import type { Times } from "../../player/quiz/state.ts";
import type { PaperDoc } from "../../data/docs.ts";
import { t } from "../../i18n/results.ts";
import { clock } from "../../i18n/time.ts";
import { t as writing } from "../../i18n/writing.ts";
import { Loading } from "../../ui/bits.tsx";

interface QuizReviewProps {
  readonly attempt: string;
  /** The quiz: its description, or the paper that was given. */
  readonly manifest: string | PaperDoc;
  readonly handed: HandedIn;
  /** The quiz cannot be had now: its answers are shown in another way. */
  readonly onAway: () => void;
}

export default function QuizReview({ attempt, manifest, handed, onAway }: QuizReviewProps) {
  const [run, setRun] = useState<QuizRun | null>(null);
  useEffect(() => {
    let gone = false;
    let opened: QuizRun | null = null;
    (typeof manifest === "string" ? openHandedIn(manifest, handed) : openPaper(manifest, handed)).then(
      (found) => {
        opened = found;
        if (gone) found.close();
        else setRun(found);
      },
      () => !gone && onAway(),
    );
    return () => {
      gone = true;
      opened?.close();
    };
  }, [typeof manifest === "string" ? manifest : manifest.id, attempt]);
  if (!run) return <Loading label={t("loading")} />;
  const result = run.result();
  // What waits for the teacher comes first; every question keeps its number.
  const rows = run.questions.map((question, number) => ({ question, number, share: result.shares[number] ?? null }));
  const order = [...rows.filter(({ share }) => share === null), ...rows.filter(({ share }) => share !== null)];
  return (
    <div class="quiz-review" lang={run.quiz.language ?? undefined}>
      {handed.times && <TimesTold times={handed.times} />}
      {!same(result.maximum, ZERO) && <p>{t("automatic", { points: decimalText(result.points), max: decimalText(result.maximum) })}</p>}
      {order.map(({ question, number, share }) => (
        <QuestionView
          key={question.id}
          question={question}
          number={number}
          of={run.questions.length}
          answer={handed.answers[question.id]}
          seed={handed.seed}
          picture={(path) => run.picture(path)}
          share={share}
          reader={attempt}
          onAnswer={() => undefined}
        />
      ))}
    </div>
  );
}

/** Minutes between two clocks that are not worth a word. */
const CLOSE_MINUTES = 2;

/** When it was done by the phone's own clock: told, never held against anybody. */
function TimesTold({ times }: { times: Times }) {
  const { began, ended, ahead } = times;
  const minutes = ahead === null ? 0 : Math.round(ahead / 60_000);
  return (
    <p class="small muted">
      {writing("times", { began: clock(new Date(began).toISOString()), ended: ended === null ? "…" : clock(new Date(ended).toISOString()) })}{" "}
      {ahead === null ? writing("timesLoose") : Math.abs(minutes) > CLOSE_MINUTES ? writing("timesAhead", { n: minutes }) : ""}
    </p>
  );
}

async function openPaper(paper: PaperDoc, handed: HandedIn): Promise<QuizRun> {
  const { openPaperHandedIn } = await import("../quizzes/taking.ts");
  return openPaperHandedIn(paper, handed);
}
