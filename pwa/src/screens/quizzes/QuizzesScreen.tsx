/** The teacher's quizzes, those that colleagues share, and what classes were given. */
import { submit } from "../../data/outbox.ts";
import { type PaperDoc, type QuizDoc, records, recordsReady } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { t as core } from "../../i18n/core.ts";
import { moment } from "../../i18n/time.ts";
import { t } from "../../i18n/writing.ts";
import { subjectName } from "../../planning/school.ts";
import { go } from "../../router.ts";
import { EmptyState, Loading } from "../../ui/bits.tsx";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { classes } from "../teacher/desk.ts";
import { ownQuizzes, questionsIn, sharedQuizzes } from "./bank.ts";
import "../teacher/teacher.css";
import "./quizzes.css";

/** Papers shown: what is being taken now; older ones stand on their class's page as tasks. */
const LATEST_PAPERS = 8;

/** `/t/quizzes` */
export default function QuizzesScreen() {
  return (
    <Page title={t("quizzes")} back="/t">
      {recordsReady.value ? <Lists /> : <Loading label={core("loading")} />}
    </Page>
  );
}

function Lists() {
  const own = ownQuizzes.value;
  const papers = [...records.list("paper").value].filter((one) => classes.value.some((klass) => klass.id === one.class)).sort((a, b) => (a.created_at < b.created_at ? 1 : -1));
  return (
    <div class="stack-wide">
      <div class="stack">
        <Button kind="primary" icon="plus" block onClick={() => void begin()}>
          {t("newQuiz")}
        </Button>
        <LinkButton icon="search" block href="/t/bank">
          {t("bank")}
        </LinkButton>
      </div>
      {own.length === 0 && sharedQuizzes.value.length === 0 && <EmptyState icon="tasks" title={t("none")} text={t("noneMore")} />}
      <Section title={t("mine")} quizzes={own} />
      {papers.length > 0 && (
        <section class="stack" aria-labelledby="papers-given">
          <h2 id="papers-given">{t("given")}</h2>
          <ul class="desk-list">
            {papers.slice(0, LATEST_PAPERS).map((paper) => (
              <li key={paper.id}>
                <Given paper={paper} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <Section title={t("shared")} quizzes={sharedQuizzes.value} />
    </div>
  );
}

function Section({ title, quizzes }: { title: string; quizzes: readonly QuizDoc[] }) {
  if (quizzes.length === 0) return null;
  return (
    <section class="stack" aria-label={title}>
      <h2>{title}</h2>
      <ul class="desk-list">
        {quizzes.map((quiz) => (
          <li key={quiz.id}>
            <a class="desk-row desk-row-tall" href={`/t/quiz/${encodeURIComponent(quiz.id)}`}>
              <span class="desk-row-text" lang={quiz.language}>
                <b>{quiz.title}</b>
                <span>{[subjectName(quiz.subject), quiz.grades.join(", "), t("questions", { n: questionsIn(quiz).length })].filter(Boolean).join(" · ")}</span>
              </span>
              {quiz.local === "phone" && <Icon name="phone" small />}
              <Icon name="next" small />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Given({ paper }: { paper: PaperDoc }) {
  const label = records.get("class", paper.class)?.label ?? "";
  const practice = paper.mode === "practice";
  const href = practice ? `/t/practice/${encodeURIComponent(paper.id)}` : `/t/results/${encodeURIComponent(paper.class)}/${encodeURIComponent(paper.id)}`;
  return (
    <a class="desk-row desk-row-tall" href={href}>
      <span class="desk-row-text">
        <b lang={paper.language}>{paper.title}</b>
        <span>{[label, t(practice ? "modePractice" : "modeTask"), moment(paper.created_at)].filter(Boolean).join(" · ")}</span>
      </span>
      <span class="desk-row-side">{t(practice ? "progress" : "results")}</span>
      <Icon name="next" small />
    </a>
  );
}

/** A quiz begins at once, with what the teacher's first class suggests: its page is where it is written. */
async function begin(): Promise<void> {
  const first = classes.peek()[0];
  const me = session.peek()?.person ?? "";
  const role = records.list("role").peek().find((one) => one.person === me && one.subject);
  const school = first?.school ?? records.list("role").peek().find((one) => one.person === me && one.school)?.school;
  if (!school) return;
  const language = first?.language === "ru" || first?.language === "en" ? first.language : "kk";
  try {
    const id = await submit({ kind: "quiz.set", fields: { school, title: t("newQuiz"), subject: role?.subject ?? "", grades: first ? [...first.grades] : [], language } });
    go(`/t/quiz/${encodeURIComponent(id)}`);
  } catch {
    toast(t("notSaved"));
  }
}
