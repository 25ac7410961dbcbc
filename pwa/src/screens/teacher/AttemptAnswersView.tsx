/** All answers of one attempt: a quiz as its pupil saw it, anything else as a list. */
import { useEffect, useState } from "preact/hooks";

import type { AttemptDoc } from "../../data/docs.ts";
import { link } from "../../data/link.ts";
import { records } from "../../data/records.ts";
import { t } from "../../i18n/results.ts";
import { Loading, Notice } from "../../ui/bits.tsx";
import { type Answer, answersOf, type AttemptAnswers, manifestOf } from "./answers.ts";

type Review = typeof import("./QuizReview.tsx").default;

export function AttemptAnswersView({ attempt }: { attempt: AttemptDoc }) {
  const [found, setFound] = useState<AttemptAnswers | null | undefined>(undefined);
  const [away, setAway] = useState(false);
  const Quiz = useReview(found?.quiz != null);
  useEffect(() => {
    let gone = false;
    void answersOf(attempt).then((answers) => !gone && setFound(answers));
    return () => {
      gone = true;
    };
    // Once the school answers again, what was not to be had is asked for anew.
  }, [attempt.id, attempt.op, found === null || found?.arriving ? link.value : "here"]);

  if (found === undefined) return <Loading label={t("loading")} rows={1} />;
  if (found === null) return <p class="small muted">{t("answersAway")}</p>;
  const manifest = records.get("paper", attempt.item) ?? manifestOf(attempt);
  if (found.quiz && manifest !== null && !away) {
    if (!Quiz) return <Loading label={t("loading")} rows={1} />;
    return <Quiz attempt={attempt.id} manifest={manifest} handed={found.quiz} onAway={() => setAway(true)} />;
  }
  return (
    <div class="stack">
      {found.arriving && <Notice icon="clock">{t("answersArriving")}</Notice>}
      <AnswerList answers={found.answers} />
    </div>
  );
}

/** The quiz's own part of the app, fetched with the first quiz that is looked at. */
function useReview(wanted: boolean): Review | null {
  const [part, setPart] = useState<Review | null>(null);
  useEffect(() => {
    if (wanted) void import("./QuizReview.tsx").then(({ default: found }) => setPart(() => found));
  }, [wanted]);
  return part;
}

function AnswerList({ answers }: { answers: readonly Answer[] }) {
  if (answers.length === 0) return <p class="small muted">{t("noAnswers")}</p>;
  return (
    <ol class="answer-list">
      {answers.map((one) => (
        <li key={`${one.activity} ${one.question}`}>
          <span class="prose">{one.response === "" ? t("empty") : one.response}</span> <span class="small muted">{judgement(one.share)}</span>
        </li>
      ))}
    </ol>
  );
}

function judgement(share: string | null): string {
  if (share === null) return "";
  return t(share === "1" ? "rightOne" : share === "0" ? "wrongOne" : "partOne");
}
