/** A plan from a file: what was understood row by row, before anything is written. */
import { useState } from "preact/hooks";

import { askMine } from "../../data/asking.ts";
import { type PlanRowDoc, records } from "../../data/records.ts";
import { t } from "../../i18n/plans.ts";
import { date, noon } from "../../i18n/time.ts";
import { inOrder, mustSay, type RowDraft, takenIn, type Way } from "../../planning/plan.ts";
import type { ScreenProps } from "../../routes.tsx";
import { Chip, EmptyState, Loading, Notice } from "../../ui/bits.tsx";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { Choices } from "../../ui/Field.tsx";
import { Page } from "../../ui/Page.tsx";
import { schoolNow } from "../journal/teaching.ts";
import { FileChoice, Problems, refusalOf, type Trouble } from "./FileChoice.tsx";
import { makeChange } from "./making.ts";
import { addressOf, nameOfPlan, taughtAt, usePlan, yearOfPlan } from "./plans.ts";
import { WayChoice } from "./WayChoice.tsx";
import { YearFirst } from "./YearFirst.tsx";
import "./planning.css";

interface FileRow {
  readonly line: number;
  readonly sheet: string;
  readonly topic: string;
  readonly section: string;
  readonly hours: number;
  readonly on: string | null;
  readonly objectives: readonly string[];
  readonly homework: string;
  readonly resources: readonly string[];
  readonly summative: PlanRowDoc["summative"];
  readonly said: readonly string[];
}

interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly FileRow[];
  readonly problems: readonly Trouble[];
}

type Step =
  | { readonly at: "choosing" | "reading" }
  | { readonly at: "shown"; readonly answer: Answer }
  | { readonly at: "writing"; readonly n: number; readonly all: number }
  | { readonly at: "written"; readonly n: number };

const COLUMNS = {
  number: "col_number",
  section: "col_section",
  topic: "col_topic",
  objectives: "col_objectives",
  hours: "col_hours",
  date: "col_date",
  homework: "col_homework",
  resources: "col_resources",
  note: "col_note",
} as const;
const SAID = { joined: "said_joined", "date-unread": "said_date", "hours-guessed": "said_hours", "look-alike-letters": "said_letters" } as const;
const TROUBLES = { "topic-missing": "trouble_topic", "hours-wrong": "trouble_hours" } as const;
/** Milliseconds: reading a workbook takes an old box its time. */
const LONG_MS = 120_000;

export default function PlanImportScreen({ params }: ScreenProps) {
  const taught = taughtAt(params);
  const { rows, held } = usePlan(taught, 0);
  const [step, setStep] = useState<Step>({ at: "choosing" });
  const [failure, setFailure] = useState<string | null>(null);
  const [days, setDays] = useState<"table" | "file">("table");
  const [way, setWay] = useState<Way | null>(null);
  const [tried, setTried] = useState(0);
  const school = records.get("class", taught.class)?.school ?? "";
  const read = (file: File): void => {
    setFailure(null);
    setStep({ at: "reading" });
    askMine<Answer>(`/api/v1/planning/plan/preview?class=${encodeURIComponent(taught.class)}`, { method: "POST", body: file, timeoutMs: LONG_MS }).then(
      (answer) => setStep({ at: "shown", answer }),
      (problem: unknown) => {
        setFailure(refusalOf(problem));
        setStep({ at: "choosing" });
      },
    );
  };
  const write = async (answer: Answer): Promise<void> => {
    if (mustSay(rows ?? [], way)) {
      setTried(tried + 1);
      return;
    }
    const drafts = answer.rows.map((row) => draftFrom(row, days === "file"));
    const change = takenIn(school, taught, inOrder(rows ?? []), new Set(held.map((one) => one.row)), drafts, way, yearOfPlan(taught));
    const all = change.makes.length;
    setStep({ at: "writing", n: 0, all });
    await makeChange(change, t("written", { n: drafts.length }), (n) => setStep({ at: "writing", n, all }));
    setStep({ at: "written", n: drafts.length });
  };
  return (
    <Page title={t("importTitle")} back={addressOf(taught)}>
      <div class="stack-wide">
        <h2>{nameOfPlan(taught)}</h2>
        {failure !== null && (
          <Notice tone="bad" icon="alert" alert>
            {failure}
          </Notice>
        )}
        {step.at === "choosing" && <FileChoice lead={t("importLead")} label={t("chooseFile")} onChoose={read} />}
        {step.at === "reading" && <Loading label={t("reading")} rows={5} />}
        {step.at === "writing" && (
          <p class="muted" role="status">
            {t("writing", { n: step.n, all: step.all })}
          </p>
        )}
        {step.at === "written" && (
          <EmptyState icon="check" title={t("written", { n: step.n })}>
            <LinkButton href={addressOf(taught)} kind="primary" icon="book">
              {t("toPlan")}
            </LinkButton>
          </EmptyState>
        )}
        {step.at === "shown" && (
          <>
            <YearFirst school={school} classId={taught.class} from={schoolNow.value.day} />
            <div class="stack">
              <p>{t("understood", { n: step.answer.rows.length })}</p>
              <p class="small muted">{t("columns", { names: step.answer.columns.map((key) => t(COLUMNS[key as keyof typeof COLUMNS])).join(", ") })}</p>
              <Problems problems={step.answer.problems} title={t("problems", { n: step.answer.problems.length })} more={t("problemsStay")} words={(trouble) => t(TROUBLES[trouble as keyof typeof TROUBLES])} line={(n) => t("line", { n })} />
            </div>
            {step.answer.rows.some((row) => row.on !== null) && (
              <div>
                <Choices
                  name="days"
                  legend={t("datesFrom")}
                  value={days}
                  options={[
                    { value: "table", label: t("datesTable") },
                    { value: "file", label: t("datesFile") },
                  ]}
                  onChoose={setDays}
                />
                <p class="field-hint">{t("datesMore")}</p>
              </div>
            )}
            <WayChoice rows={rows ?? []} way={way} tried={tried} onChoose={setWay} />
            <ol class="plan-rows">
              {step.answer.rows.map((row) => (
                <li key={`${row.sheet}.${row.line}`} class="plan-row">
                  <span class="plan-row-text">
                    <b>{row.topic}</b>
                    <span class="muted small">{[t("line", { n: row.line }), row.section, t("hoursOf", { n: row.hours }), row.on ? date(noon(row.on)) : "", row.homework].filter(Boolean).join(" · ")}</span>
                    {row.said.length > 0 && <span class="small">{row.said.map((key) => t(SAID[key as keyof typeof SAID])).join(" · ")}</span>}
                  </span>
                  {row.summative !== "none" && <Chip tone="warn">{t(row.summative === "section" ? "sumSection" : "sumTerm")}</Chip>}
                </li>
              ))}
            </ol>
            <div class="stack">
              {step.answer.rows.length > 0 && rows !== null && (
                <Button kind="primary" icon="check" block onClick={() => void write(step.answer)}>
                  {t("write", { n: step.answer.rows.length })}
                </Button>
              )}
              <Button kind="quiet" block onClick={() => setStep({ at: "choosing" })}>
                {t("another")}
              </Button>
            </div>
          </>
        )}
      </div>
    </Page>
  );
}

function draftFrom(row: FileRow, dated: boolean): RowDraft {
  return {
    hours: row.hours,
    section: row.section,
    topic: row.topic,
    objectives: row.objectives,
    homework: row.homework,
    resources: row.resources.map((text) => ({ text })),
    summative: row.summative,
    on: dated ? row.on : null,
    outline: "",
    files: [],
  };
}
