/** Points from a file: what was understood of it, changeable, before anything is written. */
import { useState } from "preact/hooks";

import { askMine } from "../../data/asking.ts";
import { ApiProblem } from "../../data/http.ts";
import { records, recordsReady } from "../../data/records.ts";
import { t as core } from "../../i18n/core.ts";
import { t as words } from "../../i18n/gradebook.ts";
import { lang } from "../../i18n/index.ts";
import { t } from "../../i18n/marksFile.ts";
import { subjectName } from "../../planning/school.ts";
import type { ScreenProps } from "../../routes.tsx";
import { EmptyState, Loading, Notice } from "../../ui/bits.tsx";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { FileChoice } from "../planning/FileChoice.tsx";
import { keepCarried, readCarried } from "./carried.ts";
import { type Book, bookOf, enterAll, isLocked, marksHere, type Place } from "./desk.ts";
import { carriedFrom, type Decided, type Judged, type MarksFile, toWrite } from "./marksFile.ts";
import { MarksFileReview } from "./MarksFileReview.tsx";
import { termsOfClass } from "./school.ts";
import type { Term } from "./terms.ts";
import "./gradebook.css";

type Step =
  | { readonly at: "choosing" | "reading" | "writing" }
  | { readonly at: "shown"; readonly file: MarksFile }
  | { readonly at: "written"; readonly n: number; readonly undo: (() => Promise<void>) | null };

/** Milliseconds: reading a workbook takes an old box its time. */
const LONG_MS = 120_000;
const NOTHING_DECIDED: Decided = { columns: new Map(), people: new Map() };

/** `/t/book/:class/:subject/import/:term` */
export default function MarksImportScreen({ params }: ScreenProps) {
  const place: Place = { class: params["class"] ?? "", subject: params["subject"] ?? "" };
  const term = termsOfClass(place.class).find((one) => one.key === params["term"]);
  const book = term && marksHere(place) ? bookOf(place.class, null, place.subject, term) : null;
  return (
    <Page title={t("title")} back={bookAddress(place)}>
      {!recordsReady.value ? (
        <Loading label={core("loading")} rows={5} />
      ) : book && term ? (
        <Body place={place} term={term} book={book} />
      ) : (
        <EmptyState icon="search" title={words("notThere")} text={core("notFoundText")} />
      )}
    </Page>
  );
}

function Body({ place, term, book }: { place: Place; term: Term; book: Book }) {
  const [step, setStep] = useState<Step>({ at: "choosing" });
  const [chosen, setChosen] = useState<File | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [decided, setDecided] = useState<Decided>(NOTHING_DECIDED);
  const [fromJournal, setFromJournal] = useState(false);
  const read = (file: File, sheet?: number): void => {
    const before = step;
    setFailure(null);
    setChosen(file);
    setStep({ at: "reading" });
    askMine<MarksFile>(addressOf(place, term, sheet), { method: "POST", body: file, timeoutMs: LONG_MS }).then(
      (answer) => {
        setDecided(NOTHING_DECIDED);
        setStep({ at: "shown", file: answer });
      },
      (problem: unknown) => {
        setFailure(reasonOf(problem));
        if (problem instanceof ApiProblem) setChosen(null);
        setStep(before.at === "shown" ? before : { at: "choosing" });
      },
    );
  };
  const write = async (file: MarksFile, judged: readonly Judged[]): Promise<void> => {
    const cells = toWrite(judged).map(({ learner, finding: { column, cell, said, points } }) => ({ column: column.id, learner, before: cell, outcome: said.outcome ?? "none", points, byTask: [] }));
    setFailure(null);
    setStep({ at: "writing" });
    try {
      const carried = await readCarried();
      const back = await enterAll(cells);
      if (fromJournal) await keepCarried({ ...carried, ...carriedFrom(judged) });
      const undo = async (): Promise<void> => {
        await back();
        if (fromJournal) await keepCarried(carried);
      };
      setStep({ at: "written", n: cells.length, undo });
    } catch {
      setFailure(t("phoneFull"));
      setStep({ at: "shown", file });
    }
  };
  const takeBack = async (undo: () => Promise<void>, n: number): Promise<void> => {
    setStep({ at: "written", n, undo: null });
    await undo();
    toast(t("undone"));
    setStep({ at: "choosing" });
  };
  const again = chosen && step.at === "choosing" && failure !== null;
  return (
    <div class="stack-wide">
      <h2>
        {records.get("class", place.class)?.label ?? "…"} · {subjectName(place.subject)} · {words("termN", { n: term.n })}
      </h2>
      {failure !== null && (
        <Notice tone="bad" icon="alert" alert>
          {failure}
        </Notice>
      )}
      {again && (
        <Button kind="primary" icon="refresh" block onClick={() => read(chosen)}>
          {t("again")}
        </Button>
      )}
      {step.at === "choosing" && <Choosing place={place} book={book} onChoose={read} />}
      {(step.at === "reading" || step.at === "writing") && <Loading label={step.at === "reading" ? t("reading") : core("loading")} rows={6} />}
      {step.at === "written" && <Written place={place} n={step.n} onUndo={step.undo && (() => void takeBack(step.undo as () => Promise<void>, step.n))} />}
      {step.at === "shown" && (
        <MarksFileReview
          file={step.file}
          book={book}
          decided={decided}
          closed={(one) => isLocked(place.class, one)}
          fromJournal={fromJournal}
          onDecide={setDecided}
          onJournal={setFromJournal}
          onSheet={(sheet) => chosen && read(chosen, sheet)}
          onWrite={(judged) => void write(step.file, judged)}
          onAnother={() => {
            setFailure(null);
            setStep({ at: "choosing" });
          }}
        />
      )}
    </div>
  );
}

/** A closed term or a book without assessments takes no points, whatever the file. */
function Choosing({ place, book, onChoose }: { place: Place; book: Book; onChoose: (file: File) => void }) {
  if (book.columns.length === 0) {
    return (
      <EmptyState icon="star" title={words("columnsNone")} text={words("columnsNoneText")}>
        <LinkButton kind="primary" href={bookAddress(place)}>
          {t("toBook")}
        </LinkButton>
      </EmptyState>
    );
  }
  if (book.locked) {
    return (
      <Notice tone="warn" icon="info">
        <p>{words("locked")}</p>
      </Notice>
    );
  }
  return <FileChoice lead={t("lead")} label={t("choose")} onChoose={onChoose} />;
}

function Written({ place, n, onUndo }: { place: Place; n: number; onUndo: (() => void) | null }) {
  return (
    <EmptyState icon="check" title={t("written", { n })}>
      <div class="stack">
        <LinkButton href={bookAddress(place)} kind="primary" icon="star" block>
          {t("toBook")}
        </LinkButton>
        {onUndo && (
          <Button kind="quiet" icon="refresh" block onClick={onUndo}>
            {core("undo")}
          </Button>
        )}
      </div>
    </EmptyState>
  );
}

function bookAddress({ class: classId, subject }: Place): string {
  return `/t/book/${encodeURIComponent(classId)}/${encodeURIComponent(subject)}`;
}

function addressOf({ class: classId, subject }: Place, term: Term, sheet: number | undefined): string {
  const wanted = sheet === undefined ? "" : `&sheet=${sheet}`;
  return `/api/v1/gradebook/${encodeURIComponent(classId)}/${encodeURIComponent(subject)}/import/preview?term=${term.key}${wanted}`;
}

/** The server's words for a file that it did not take, else what else may be wrong. */
function reasonOf(problem: unknown): string {
  if (!(problem instanceof ApiProblem)) return t("away");
  const texts = problem.members["texts"] as Partial<Record<string, string>> | undefined;
  return texts?.[lang.peek()] ?? t("refused");
}
