/** A list of people from a file: what would change row by row, asked twice where many would leave, written. */
import { useState } from "preact/hooks";

import { t } from "../../i18n/roster.ts";
import { go } from "../../router.ts";
import { EmptyState, Loading, Notice } from "../../ui/bits.tsx";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { FileButton } from "../../ui/FileButton.tsx";
import { Page } from "../../ui/Page.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { made } from "../people/cards.ts";
import { IMPORTING, ledSchool } from "../people/led.ts";
import { type Answers, previewRoster, writeRoster, type RosterAnswer } from "../people/server.ts";
import { counts, lines, ROSTER_FILTERS, type Line, type RosterFilter } from "./model/roster.ts";
import { refusal } from "./model/refusal.ts";
import { RosterQuestions } from "./RosterQuestions.tsx";
import "../people/people.css";

/** Lines drawn at first: a phone draws these at once, and the filters find the rest. */
const FIRST_LINES = 200;

type Step =
  | { readonly at: "choosing" | "reading" | "writing" }
  | { readonly at: "shown"; readonly answer: RosterAnswer }
  | { readonly at: "written"; readonly answer: RosterAnswer };

export default function RosterScreen() {
  const [file, setFile] = useState<File | null>(null);
  const [step, setStep] = useState<Step>({ at: "choosing" });
  const [failure, setFailure] = useState<string | null>(null);
  const [asks, setAsks] = useState(false);
  const [answers, setAnswers] = useState<Answers>({});
  const school = ledSchool(IMPORTING);

  const preview = (chosen: File, said: Answers): void => {
    setFile(chosen);
    setAnswers(said);
    setFailure(null);
    setStep({ at: "reading" });
    previewRoster(school, chosen, said).then(
      (answer) => setStep({ at: "shown", answer }),
      (problem: unknown) => {
        setFailure(refusal(problem));
        setStep({ at: "choosing" });
      },
    );
  };
  const write = (answer: RosterAnswer, confirmed: boolean): void => {
    if (!file || answer.digest === null) return;
    setAsks(false);
    setFailure(null);
    setStep({ at: "writing" });
    writeRoster(school, file, answers, answer.digest, confirmed).then(
      (written) => setStep({ at: "written", answer: written }),
      (problem: unknown) => {
        setFailure(refusal(problem));
        setStep({ at: "choosing" });
      },
    );
  };

  return (
    <Page title={t("title")} back="/admin/people">
      <div class="stack-wide">
        {failure !== null && (
          <Notice tone="bad" icon="alert" alert>
            {failure}
          </Notice>
        )}
        {step.at === "choosing" && <Choosing onChoose={(chosen) => preview(chosen, {})} />}
        {(step.at === "reading" || step.at === "writing") && (
          <>
            <p role="status">{t(step.at)}</p>
            <Loading label={t(step.at)} rows={5} />
          </>
        )}
        {step.at === "shown" && (
          <Shown
            answer={step.answer}
            name={file?.name ?? ""}
            onLook={(said) => file && preview(file, { ...answers, ...said })}
            onAnother={() => setStep({ at: "choosing" })}
            onWrite={() => (step.answer.asks_twice ? setAsks(true) : write(step.answer, false))}
          />
        )}
        {step.at === "written" && <Written answer={step.answer} />}
      </div>
      {asks && step.at === "shown" && (
        <Sheet title={t("asksTitle")} onClose={() => setAsks(false)}>
          <div class="stack">
            <p>{t("asksMore", { n: counts(step.answer).leaving })}</p>
            <Button kind="danger" block onClick={() => write(step.answer, true)}>
              {t("asksYes")}
            </Button>
            <Button block onClick={() => setAsks(false)}>
              {t("another")}
            </Button>
          </div>
        </Sheet>
      )}
    </Page>
  );
}

function Choosing({ onChoose }: { onChoose: (file: File) => void }) {
  return (
    <div class="card stack">
      <p>{t("chooseMore")}</p>
      <p class="small muted">{t("columns")}</p>
      <FileButton kind="primary" icon="upload" block label={t("choose")} accept=".xlsx,.csv,.zip,.txt" onFiles={([chosen]) => chosen && onChoose(chosen)} />
    </div>
  );
}

interface ShownProps {
  readonly answer: RosterAnswer;
  readonly name: string;
  /** Looks again with these answers. */
  readonly onLook: (answers: Answers) => void;
  readonly onAnother: () => void;
  readonly onWrite: () => void;
}

function Shown({ answer, name, onLook, onAnother, onWrite }: ShownProps) {
  const [said, setSaid] = useState<Answers>({});
  const [filter, setFilter] = useState<RosterFilter>("all");
  const found = counts(answer);
  const all = lines(answer);
  const rows = all.filter((line) => filter === "all" || line.group === filter);
  const repaired = Object.values(answer.repairs).reduce((sum, n) => sum + n, 0);
  return (
    <>
      <div class="stack">
        <h2>{name}</h2>
        <p class="small muted">
          {t("unchanged", { n: answer.unchanged })}
          {repaired > 0 && ` · ${t("repairs", { n: repaired })}`}
        </p>
        {answer.year_first && (
          <>
            <Notice tone="warn" icon="alert">
              {t("yearFirst")}
            </Notice>
            <LinkButton href="/admin/people/rollover" icon="refresh" block>
              {t("roll")}
            </LinkButton>
          </>
        )}
        {found.wrong > 0 && <Notice tone="warn" icon="alert">{t("problemsStay")}</Notice>}
      </div>
      <RosterQuestions
        questions={answer.questions}
        answers={said}
        onAnswer={(reference, same) => setSaid({ ...said, [reference]: same })}
        onLook={() => onLook(said)}
      />
      {all.length === 0 ? (
        answer.questions.length === 0 && <EmptyState icon="check" title={t("same")} />
      ) : (
        <>
          <div class="people-filters" role="group" aria-label={t("title")}>
            {ROSTER_FILTERS.map((one) => (
              <button key={one} type="button" class="chip chip-button" aria-pressed={one === filter} onClick={() => setFilter(one)}>
                {t(one)} · {one === "all" ? all.length : found[one]}
              </button>
            ))}
          </div>
          {rows.length === 0 ? (
            <EmptyState icon="check" title={t("nothingHere")} />
          ) : (
            <ul class="people-list">
              {rows.slice(0, FIRST_LINES).map((line, at) => (
                <Row key={at} line={line} />
              ))}
            </ul>
          )}
          {answer.problem_count > answer.problems.length && (
            <p class="small muted">{t("moreProblems", { n: answer.problem_count - answer.problems.length })}</p>
          )}
        </>
      )}
      <div class="stack">
        {answer.changes.length > 0 && Object.keys(said).length === 0 && (
          <Button kind="primary" icon="check" block onClick={onWrite}>
            {t("write", { n: answer.changes.length })}
          </Button>
        )}
        <Button kind="quiet" block onClick={onAnother}>
          {t("another")}
        </Button>
      </div>
    </>
  );
}

function Row({ line }: { line: Line }) {
  return (
    <li class={`roster-line roster-${line.group}`}>
      <b>{line.who}</b>
      <span class="roster-what">
        {t(line.what)}
        {line.places !== "" && `: ${line.places}`}
      </span>
      <span>{line.line > 0 ? t("line", { n: line.line }) : t("notInFile")}</span>
    </li>
  );
}

function Written({ answer }: { answer: RosterAnswer }) {
  return (
    <EmptyState icon="check" title={t("written")} text={t("unchanged", { n: answer.unchanged })}>
      {answer.cards.length > 0 && (
        <Button
          kind="primary"
          icon="file"
          onClick={() => {
            made.value = { address: answer.address, cards: answer.cards, back: "/admin/people" };
            go("/cards");
          }}
        >
          {t("toCards", { n: answer.cards.length })}
        </Button>
      )}
      <LinkButton href="/admin/people" icon="people">
        {t("toPeople")}
      </LinkButton>
    </EmptyState>
  );
}
