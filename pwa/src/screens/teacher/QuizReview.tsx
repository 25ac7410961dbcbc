/** A quiz as a pupil handed it in, every question with its answer, and what is left to the teacher. */
import "../../player/quiz/quiz.css";

import { useEffect, useState } from "preact/hooks";

import { decimalText, same, ZERO } from "../../player/quiz/fraction.ts";
import { QuestionView } from "../../player/quiz/QuestionView.tsx";
import { type HandedIn, openHandedIn } from "../../player/quiz/review.ts";
import type { QuizRun } from "../../player/quiz/run.ts";
import { t } from "../../i18n/results.ts";
import { Loading } from "../../ui/bits.tsx";

interface QuizReviewProps {
  readonly attempt: string;
  readonly manifest: string;
  readonly handed: HandedIn;
  /** The quiz cannot be had now: its answers are shown in another way. */
  readonly onAway: () => void;
}

export default function QuizReview({ attempt, manifest, handed, onAway }: QuizReviewProps) {
  const [run, setRun] = useState<QuizRun | null>(null);
  useEffect(() => {
    let gone = false;
    let opened: QuizRun | null = null;
    openHandedIn(manifest, handed).then(
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
  }, [manifest, attempt]);
  if (!run) return <Loading label={t("loading")} />;
  const result = run.result();
  // What waits for the teacher comes first; every question keeps its number.
  const rows = run.questions.map((question, number) => ({ question, number, share: result.shares[number] ?? null }));
  const order = [...rows.filter(({ share }) => share === null), ...rows.filter(({ share }) => share !== null)];
  return (
    <div class="quiz-review" lang={run.quiz.language ?? undefined}>
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
