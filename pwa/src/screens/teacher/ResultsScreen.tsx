/** A class at one item of a lesson: who tried it, with what result, and how the questions fared. */
import { useEffect, useState } from "preact/hooks";

import { link } from "../../data/link.ts";
import { records, recordsReady } from "../../data/records.ts";
import { lang } from "../../i18n/index.ts";
import { t } from "../../i18n/results.ts";
import { moment } from "../../i18n/time.ts";
import type { ScreenProps } from "../../routes.tsx";
import { Chip, EmptyState, Loading, Notice, ProgressBar } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Card } from "../../ui/Card.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { nameOf, pupilsIn } from "./desk.ts";
import { AttemptAnswersView } from "./AttemptAnswersView.tsx";
import type { Question } from "./model/analysis.ts";
import { classResults, type ClassResults, saveSheet, type Tried } from "./resultsData.ts";
import { ToMarks } from "../quizzes/ToMarks.tsx";
import { quizQuestions, type QuizWords } from "./quizWords.ts";
import "./teacher.css";

/** Discrimination from which a question is called a good one, and below which it is to be looked at. */
const TELLS_WELL = 0.3;
const TELLS_NOTHING = 0.1;

/** `/t/results/:class/:item` */
export default function ResultsScreen({ params }: ScreenProps) {
  const classId = params["class"] ?? "";
  const item = params["item"] ?? "";
  const pupils = pupilsIn(classId);
  const [found, setFound] = useState<ClassResults | null>(null);
  const label = records.get("class", classId)?.label ?? "";
  const title = itemTitle(item);

  useEffect(() => {
    if (!recordsReady.value) return undefined;
    let gone = false;
    void classResults(classId, item, pupils.map((one) => one.id)).then((results) => {
      if (!gone) setFound(results);
    });
    return () => (gone = true);
    // Once the school answers again it is asked anew.
  }, [classId, item, recordsReady.value, link.value, pupils.length]);

  const save = (ending: "csv" | "xlsx"): void => {
    saveSheet(classId, item, ending, lang.peek()).catch(() => toast(t("exportFailed")));
  };
  return (
    <Page title={[t("title"), label].filter(Boolean).join(" · ")} back={`/t/class/${encodeURIComponent(classId)}`}>
      <div class="stack">
        {title !== "" && <p class="muted">{title}</p>}
        {!found ? (
          <Loading label={t("loading")} />
        ) : (
          <>
            {!found.fresh && (
              <Notice icon="wifi-off">{found.at === null ? t("fromPhone") : t("kept", { time: moment(found.at) })}</Notice>
            )}
            {found.attempts.length === 0 ? (
              <EmptyState icon="tasks" title={t("none")} text={t("noneMore")} />
            ) : (
              <>
                <ToMarks item={item} attempts={found.attempts} />
                <Questions item={item} found={found} />
                <section class="stack">
                  <h2>{t("attempts")}</h2>
                  {found.attempts.map((one) => (
                    <Attempt key={one.id} attempt={one} />
                  ))}
                </section>
                {found.fresh && (
                  <div class="stack">
                    <Button icon="download" block onClick={() => save("xlsx")}>
                      {t("excel")}
                    </Button>
                    <Button icon="download" block onClick={() => save("csv")}>
                      {t("csv")}
                    </Button>
                  </div>
                )}
              </>
            )}
          </>
        )}
      </div>
    </Page>
  );
}

function Questions({ item, found: { questions, basedOn, fresh } }: { item: string; found: ClassResults }) {
  const [words, setWords] = useState<QuizWords>({});
  useEffect(() => {
    let gone = false;
    void quizQuestions(item).then((asked) => !gone && setWords(asked));
    return () => (gone = true);
  }, [item]);
  // Without answers on the phone nothing is known of the questions, not even that there are none.
  if (basedOn === 0) return null;
  return (
    <section class="stack">
      <h2>{t("questions")}</h2>
      <p class="small muted">{t(questions.length > 0 ? "questionsMore" : "noQuestions")}</p>
      {basedOn !== null && !fresh && <p class="small muted">{t("basedOn", { n: basedOn })}</p>}
      {questions.map((one, at) => (
        <Card key={`${one.activity} ${one.question}`}>
          <div class="stack">
            <h3>{t("question", { n: at + 1 })}</h3>
            {words[one.question] && <p class="prose">{shortened(words[one.question]?.prompt ?? "")}</p>}
            <Fared question={one} said={words[one.question]?.said} />
          </div>
        </Card>
      ))}
    </section>
  );
}

function Fared({ question, said = (text) => text }: { question: Question; said?: ((response: string) => string) | undefined }) {
  const { right, judged, answered, wrong, discrimination } = question;
  if (judged === 0) return <p>{t("unjudged", { n: answered })}</p>;
  const text = t("right", { right, all: judged });
  return (
    <>
      <p>{text}</p>
      <ProgressBar value={right} max={judged} label={text} />
      {wrong && <p class="small">{t("wrong", { text: shortened(said(wrong.response)), n: wrong.count })}</p>}
      {discrimination !== null && discrimination >= TELLS_WELL && <Chip tone="good">{t("strong", { n: discrimination })}</Chip>}
      {discrimination !== null && discrimination < TELLS_NOTHING && <Chip tone="warn">{t("weak", { n: discrimination })}</Chip>}
    </>
  );
}

function Attempt({ attempt }: { attempt: Tried }) {
  const [open, setOpen] = useState(false);
  const record = records.get("attempt", attempt.id);
  const facts = [
    points(attempt),
    t("minutes", { n: Math.max(1, Math.round(attempt.seconds / 60)) }),
    attempt.sittings !== null ? t("sittings", { n: attempt.sittings }) : "",
    moment(attempt.at),
  ];
  return (
    <Card>
      <div class="stack">
        <div class="row">
          <b class="row-grow">{nameOf(attempt.learner)}</b>
          <State attempt={attempt} />
        </div>
        <p class="small muted">{facts.filter(Boolean).join(" · ")}</p>
        {record && (
          <details class="answers" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
            <summary>{t("answers")}</summary>
            {open && <AttemptAnswersView attempt={record} />}
          </details>
        )}
      </div>
    </Card>
  );
}

function State({ attempt: { completion, success } }: { attempt: Tried }) {
  if (success === "passed") return <Chip tone="good">{t("passed")}</Chip>;
  if (success === "failed") return <Chip tone="warn">{t("failed")}</Chip>;
  return <Chip>{t(completion === "completed" ? "completed" : "incomplete")}</Chip>;
}

function points({ score }: Tried): string {
  const [raw, , max] = score ?? [];
  return raw === null || raw === undefined ? "" : t("points", { raw, max: max ?? "100" });
}

/** Characters of an answer on the screen: three lines of a phone. */
const SHOWN = 120;

function shortened(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

function itemTitle(id: string): string {
  const paper = records.get("paper", id);
  if (paper) return paper.title;
  for (const course of records.list("course").value) {
    for (const lesson of course.lessons) {
      const found = lesson.items.find((one) => one.id === id);
      if (found) return found.title;
    }
  }
  return "";
}
