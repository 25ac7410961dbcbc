/** Points from a file: what was understood of it, changeable, before anything is written. */
import { useState } from "preact/hooks";

import { askMine } from "../../data/asking.ts";
import { ApiProblem } from "../../data/http.ts";
import { type AssessmentDoc, records, recordsReady } from "../../data/records.ts";
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
import { type Book, bookOf, isLocked, marksHere, type Place } from "./desk.ts";
import { carriedFrom, type Decided, type Judged, type MarksFile, toWrite, withPoints } from "./marksFile.ts";
import { MarksFileReview } from "./MarksFileReview.tsx";
import { isHoliday, recognised, type Where } from "./newColumns.ts";
import { calendarOfTerm, termOfClass } from "./school.ts";
import type { Term } from "./terms.ts";
import { enterAll } from "./writing.ts";
import "./gradebook.css";

type Step =
  | { readonly at: "choosing" | "reading" | "writing" }
  /** `seen`: the book that the file was looked at against. */
  | { readonly at: "shown"; readonly file: MarksFile; readonly seen: Book }
  | { readonly at: "written"; readonly n: number; readonly made: number; readonly undo: (() => Promise<readonly string[]>) | null };

type Shown = Step & { readonly at: "shown" };
type Written = Step & { readonly at: "written" };

/** Milliseconds: reading a workbook takes an old box its time. */
const LONG_MS = 120_000;
const NOTHING_DECIDED: Decided = { columns: new Map(), made: new Map(), people: new Map() };

/** `/t/book/:class/:subject/import/:term` */
export default function MarksImportScreen({ params }: ScreenProps) {
  const place: Place = { class: params["class"] ?? "", subject: params["subject"] ?? "" };
  const term = termOfClass(place.class, params["term"]);
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
        const seen = bookOf(place.class, null, place.subject, term) ?? book;
        setStep({ at: "shown", file: recognised(answer, seen), seen });
      },
      (problem: unknown) => {
        setFailure(reasonOf(problem));
        if (problem instanceof ApiProblem) setChosen(null);
        setStep(before.at === "shown" ? before : { at: "choosing" });
      },
    );
  };
  const write = async (shown: Shown, judged: readonly Judged[], drafts: readonly AssessmentDoc[]): Promise<void> => {
    const cells = toWrite(judged).map(({ learner, finding: { column, cell, said, points } }) => ({ column: column.id, learner, before: cell, outcome: said.outcome ?? "none", points, byTask: [] }));
    const made = withPoints(drafts, judged);
    setFailure(null);
    setStep({ at: "writing" });
    try {
      const carried = await readCarried();
      const { ids, back } = await enterAll(cells, made);
      const undo = async (): Promise<readonly string[]> => {
        // First, so that a phone which fills up in between leaves points that the sheet lists.
        if (fromJournal) await keepCarried(Object.fromEntries(Object.keys(fresh).map((id) => [id, carried[id] ?? ""])));
        return back();
      };
      const fresh = carriedFrom(judged, ids);
      if (fromJournal) await keepCarried(fresh).catch(() => setFailure(t("notCarried")));
      setStep({ at: "written", n: cells.length, made: made.length, undo });
    } catch {
      setFailure(t("phoneFull"));
      setStep(shown);
    }
  };
  const takeBack = async (written: Written, undo: () => Promise<readonly string[]>): Promise<void> => {
    setFailure(null);
    setStep({ ...written, undo: null });
    try {
      const kept = await undo();
      toast(kept.length > 0 ? t("undoneKept", { n: kept.length }) : t("undone"));
      setStep({ at: "choosing" });
    } catch {
      setFailure(t("notUndone"));
      setStep(written);
    }
  };
  const undoOf = (written: Written): (() => void) | null => {
    const { undo } = written;
    return undo && (() => void takeBack(written, undo));
  };
  const { school = "", grades = [] } = records.get("class", place.class) ?? {};
  const calendar = calendarOfTerm(place.class, term);
  const where: Where = { ...place, school, term, grades: grades.length > 1 ? grades : [], holiday: (day) => calendar !== null && isHoliday(calendar, day) };
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
      {step.at === "choosing" && <Choosing book={book} onChoose={read} />}
      {(step.at === "reading" || step.at === "writing") && <Loading label={step.at === "reading" ? t("reading") : core("loading")} rows={6} />}
      {step.at === "written" && <WrittenCard place={place} n={step.n} made={step.made} onUndo={undoOf(step)} />}
      {step.at === "shown" && (
        <MarksFileReview
          file={step.file}
          book={book}
          seen={step.seen}
          where={where}
          decided={decided}
          closed={(one) => isLocked(place.class, one)}
          fromJournal={fromJournal}
          onDecide={setDecided}
          onJournal={setFromJournal}
          onSheet={(sheet) => chosen && read(chosen, sheet)}
          onLook={() => setStep({ ...step, seen: book })}
          onWrite={(judged, drafts) => void write(step, judged, drafts)}
          onAnother={() => {
            setFailure(null);
            setStep({ at: "choosing" });
          }}
        />
      )}
    </div>
  );
}

/** A closed term takes no points, whatever the file. */
function Choosing({ book, onChoose }: { book: Book; onChoose: (file: File) => void }) {
  if (book.locked) {
    return (
      <Notice tone="warn" icon="info">
        <p>{words("locked")}</p>
      </Notice>
    );
  }
  return <FileChoice lead={t("lead")} label={t("choose")} onChoose={onChoose} />;
}

function WrittenCard({ place, n, made, onUndo }: { place: Place; n: number; made: number; onUndo: (() => void) | null }) {
  return (
    <EmptyState icon="check" title={t("written", { n })} text={made > 0 ? t("madeN", { n: made }) : ""}>
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
