/** Reports as the school's server makes them: chosen, looked at, printed on A4 or saved for Excel. */
import { useEffect, useState } from "preact/hooks";

import { saveFile } from "../../data/saving.ts";
import { session } from "../../data/session.ts";
import { lang } from "../../i18n/index.ts";
import { t as core } from "../../i18n/core.ts";
import { type ReportsKey, t } from "../../i18n/reports.ts";
import { EmptyState, Loading, Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { homeOf } from "../common/Nav.tsx";
import { askOffers, askReport, BY_CLASS, classesFor, fitted, type Kind, OF_LEARNER, OF_SUBJECT, pathOf, periodsFor, type ReportDoc, type SchoolOffer, TIMELESS, troubleOf, type Wish, yearsOf } from "./asking.ts";
import { Paper } from "./Paper.tsx";
import "./reports.css";

const NAMES: Readonly<Record<Kind, ReportsKey>> = {
  "report-card": "reportCard",
  register: "register",
  timetable: "timetable",
  headcount: "headcount",
  "term-report": "termReport",
  analysis: "analysis",
  family: "family",
  plan: "plan",
  portfolio: "portfolio",
  consent: "consent",
};

/** Pages drawn on the screen: a phone has no use for three hundred, and print asks for all of them. */
const SHOWN = 12;

const NOTHING: Wish = { kind: "report-card", class: "", subject: "", learner: "", period: "", on: "" };

type Trouble = "away" | "notAllowed";

export default function ReportsScreen() {
  const [schools, setSchools] = useState<readonly SchoolOffer[] | null>(null);
  const [chosen, setChosen] = useState("");
  const [wish, setWish] = useState(NOTHING);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const look = (): void => {
    setTrouble(null);
    askOffers().then(setSchools, (error: unknown) => setTrouble(troubleOf(error)));
  };
  useEffect(look, [lang.value]);
  const school = schools?.find((one) => one.id === chosen) ?? schools?.[0];
  return (
    <Page title={t("reports")} back={homeOf(session.value?.roles ?? [])} wide>
      {trouble ? (
        <EmptyState icon="wifi-off" title={t(trouble)}>
          <Button kind="primary" icon="refresh" onClick={look}>
            {core("retry")}
          </Button>
        </EmptyState>
      ) : !schools ? (
        <Loading label={core("loading")} rows={4} />
      ) : !school ? (
        <EmptyState icon="file" title={t("none")} text={t("noneText")} />
      ) : (
        <div class="stack-wide reports-screen">
          <form class="reports-form" onSubmit={(event) => event.preventDefault()}>
            {schools.length > 1 && <Select id="school" label={t("school")} value={school.id} options={schools.map((one) => [one.id, one.name])} onChoose={setChosen} />}
            <Form school={school} wish={fitted(school, wish)} onWish={setWish} />
          </form>
          <Shown school={school} wish={fitted(school, wish)} />
        </div>
      )}
    </Page>
  );
}

type Options = readonly (readonly [string, string])[];

function Form({ school, wish, onWish }: { school: SchoolOffer; wish: Wish; onWish: (wish: Wish) => void }) {
  const { kind } = wish;
  const one = school.classes.find((found) => found.id === wish.class);
  const every: Options = BY_CLASS.has(kind) || !(school.whole || kind === "timetable") ? [] : [["", t("everyClass")]];
  const subjects: Options = [...(one?.whole ? [["", t("everySubject")] as const] : []), ...(one?.subjects ?? []).map(({ code, name }) => [code, name] as const)];
  const children: Options = [...(one?.whole ? [["", t("wholeClass")] as const] : []), ...(one?.learners ?? []).map(({ id, name }) => [id, name] as const)];
  const periods: Options = periodsFor(school, kind).map((key) => [key, periodText(key, yearsOf(school)[0] ?? "")]);
  return (
    <>
      <Select id="kind" label={t("kind")} value={kind} options={school.kinds.map((name) => [name, t(NAMES[name])])} onChoose={(next) => onWish({ ...wish, kind: next as Kind })} />
      {kind !== "headcount" && <Select id="class" label={t("class")} value={wish.class} options={[...every, ...classesFor(school, kind).map(({ id, label }) => [id, label] as const)]} onChoose={(next) => onWish({ ...wish, class: next, subject: "", learner: "" })} />}
      {OF_SUBJECT.has(kind) && one && <Select id="subject" label={t("subject")} value={wish.subject} options={subjects} onChoose={(subject) => onWish({ ...wish, subject })} />}
      {OF_LEARNER.has(kind) && one && one.learners.length > 0 && <Select id="learner" label={t("learner")} value={wish.learner} options={children} onChoose={(learner) => onWish({ ...wish, learner })} />}
      {!TIMELESS.has(kind) && <Select id="period" label={t("period")} value={wish.period} options={periods} onChoose={(period) => onWish({ ...wish, period })} />}
      {kind === "headcount" && <Select id="month" label={t("month")} value={wish.on} options={school.months.map(({ on, name }) => [on, name])} onChoose={(on) => onWish({ ...wish, on })} />}
    </>
  );
}

/** «2-тоқсан»; of the year that ended «2-тоқсан · 2025/26». */
function periodText(key: string, newest: string): string {
  const [year = "", n] = key.split("-");
  const name = n === undefined ? t("year") : t("termN", { n });
  return year === newest ? name : `${name} · ${year}/${String(Number(year) + 1).slice(2)}`;
}

function Select({ id, label, value, options, onChoose }: { id: string; label: string; value: string; options: Options; onChoose: (value: string) => void }) {
  return (
    <Field id={`report-${id}`} label={label}>
      <select id={`report-${id}`} class="input" aria-describedby={noteId(`report-${id}`)} value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {options.map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
    </Field>
  );
}

function Shown({ school, wish }: { school: SchoolOffer; wish: Wish }) {
  const [report, setReport] = useState<ReportDoc | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const path = pathOf(school, wish, "");
  useEffect(() => {
    let left = false;
    setReport(null);
    setTrouble(null);
    askReport(school, wish).then(
      (found) => !left && setReport(found),
      (error: unknown) => !left && setTrouble(troubleOf(error)),
    );
    return () => {
      left = true;
    };
  }, [path]);
  usePaper(report);
  if (trouble) {
    return (
      <Notice tone="warn" icon="wifi-off">
        <p>{t(trouble)}</p>
      </Notice>
    );
  }
  if (!report) return <Loading label={core("loading")} rows={6} />;
  if (report.pages.length === 0) return <EmptyState icon="file" title={t("noPages")} />;
  const papers = report.pages.map((page, at) => <Paper key={at} page={page} landscape={report.landscape} label={t("pageOf", { n: at + 1, title: page.title })} />);
  return (
    <>
      <div class="reports-do">
        <Button kind="primary" icon="file" block onClick={() => window.print()}>
          {t("print")}
        </Button>
        <Button icon="download" block onClick={() => void saveFile(pathOf(school, wish, ".xlsx"), `${report.title}.xlsx`).catch(() => toast(t("saveFailed")))}>
          {t("excel")}
        </Button>
      </div>
      <p class="small muted">{t("printHint")}</p>
      {papers.length > SHOWN && <p class="small muted">{t("more", { n: papers.length, shown: SHOWN })}</p>}
      <div class="papers">{papers.slice(0, SHOWN)}</div>
      {papers.length > SHOWN && <div class="papers-rest">{papers.slice(SHOWN)}</div>}
    </>
  );
}

/** Upright or lying sheets, for as long as the report is on the screen. */
function usePaper(report: ReportDoc | null): void {
  const name = report?.landscape ? "prints-report-wide" : "prints-report";
  useEffect(() => {
    document.body.classList.add(name);
    return () => document.body.classList.remove(name);
  }, [name]);
}
