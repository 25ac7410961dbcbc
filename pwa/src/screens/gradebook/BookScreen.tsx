/** One class in one subject: who has what, entered cell after cell, with or without a link. */
import { useState } from "preact/hooks";

import { records, recordsReady, type AssessmentDoc } from "../../data/records.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/gradebook.ts";
import { t as looking } from "../../i18n/looking.ts";
import { subjectName } from "../../planning/school.ts";
import type { ScreenProps } from "../../routes.tsx";
import { EmptyState, Loading, Notice } from "../../ui/bits.tsx";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Choices } from "../../ui/Field.tsx";
import { Page } from "../../ui/Page.tsx";
import { AssessmentSheet } from "./AssessmentSheet.tsx";
import { BookGrid } from "./BookGrid.tsx";
import { CloseSheet } from "./CloseSheet.tsx";
import { type Book, bookOf, marksHere, type Place } from "./desk.ts";
import { typedText, useEntry } from "./entry.ts";
import { ExplainSheet } from "./ExplainSheet.tsx";
import { FilesSheet } from "./FilesSheet.tsx";
import { Keypad } from "./Keypad.tsx";
import type { BookRow } from "./model.ts";
import { schoolDay } from "./school.ts";
import { type Term, termOn } from "./terms.ts";
import { cellText, columnName, dayText, pointsText } from "./words.ts";
import { useYearOf } from "./YearChoice.tsx";
import "./gradebook.css";

type Open = { sheet: "column"; column: AssessmentDoc | null } | { sheet: "result"; pupil: string } | { sheet: "close" } | { sheet: "files" };

/** `/t/book/:class/:subject` */
export default function BookScreen({ params }: ScreenProps) {
  const place: Place = { class: params["class"] ?? "", subject: params["subject"] ?? "" };
  const one = records.get("class", place.class);
  const title = one ? `${one.label} · ${subjectName(place.subject)}` : t("books");
  const { terms, choice } = useYearOf(place.class);
  const [chosen, setChosen] = useState<string | null>(null);
  const term = terms.find((each) => each.key === chosen) ?? termOn(terms, schoolDay());
  const grades = one && one.grades.length > 1 ? one.grades : [];
  const [grade, setGrade] = useState<number | null>(null);
  const ofGrade = grades.length > 0 ? (grade ?? grades[0] ?? null) : null;
  const [open, setOpen] = useState<Open | null>(null);
  if (!recordsReady.value || !one || !marksHere(place) || !term) {
    return (
      <Page title={title} back="/t/book">
        {!recordsReady.value ? (
          <Loading label={core("loading")} rows={6} />
        ) : one && marksHere(place) ? (
          <EmptyState icon="clock" title={t("noCalendar")} text={t("noCalendarText")} />
        ) : (
          <EmptyState icon="search" title={t("notThere")} text={core("notFoundText")} />
        )}
      </Page>
    );
  }
  const book = bookOf(place.class, ofGrade, place.subject, term);
  return (
    <Page
      title={title}
      back="/t/book"
      wide
      actions={
        <>
          <IconButton icon="file" label={t("files")} onClick={() => setOpen({ sheet: "files" })} />
          <IconButton icon="plus" label={t("addColumn")} onClick={() => setOpen({ sheet: "column", column: null })} />
        </>
      }
    >
      <div class="book-bar">
        {choice}
        <Choices name="term" legend={t("term")} value={term.key} options={terms.map((each) => ({ value: each.key, label: String(each.n) }))} onChoose={setChosen} />
        {grades.length > 0 && (
          <Choices name="grade" legend={t("grade")} value={String(ofGrade)} options={grades.map((each) => ({ value: String(each), label: t("gradeN", { n: each }) }))} onChoose={(value) => setGrade(Number(value))} />
        )}
        <Button kind="quiet" icon="check" onClick={() => setOpen({ sheet: "close" })}>
          {t("closeShort")}
        </Button>
      </div>
      {book && <Body key={`${term.key} ${ofGrade ?? ""}`} book={book} title={title} onOpen={setOpen} />}
      {open?.sheet === "column" && <AssessmentSheet place={place} term={term} grade={ofGrade} column={open.column} day={dayIn(term)} onClose={() => setOpen(null)} />}
      {open?.sheet === "close" && book && <CloseSheet key={`${term.key} ${ofGrade ?? ""}`} place={place} term={term} book={book} onClose={() => setOpen(null)} />}
      {open?.sheet === "files" && <FilesSheet place={place} term={term.key} onClose={() => setOpen(null)} />}
      {open?.sheet === "result" && book && <Result book={book} pupil={open.pupil} onClose={() => setOpen(null)} />}
    </Page>
  );
}

function Body({ book, title, onOpen }: { book: Book; title: string; onOpen: (open: Open) => void }) {
  const entry = useEntry(book);
  const { at } = entry;
  const row = at ? book.rows[at.row] : undefined;
  const column = at ? book.columns[at.column] : undefined;
  const cell = at ? row?.cells[at.column] : undefined;
  if (book.columns.length === 0) {
    return (
      <EmptyState icon="star" title={t("columnsNone")} text={t("columnsNoneText")}>
        <Button kind="primary" icon="plus" onClick={() => onOpen({ sheet: "column", column: null })}>
          {t("addColumn")}
        </Button>
      </EmptyState>
    );
  }
  return (
    <>
      {book.locked && (
        <Notice tone="warn" icon="info">
          <p>{t("locked")}</p>
        </Notice>
      )}
      <BookGrid
        book={book}
        at={at}
        typing={typedText(entry, column)}
        label={title}
        today={schoolDay()}
        onCell={(to) => !book.locked && entry.choose(to)}
        onKey={(event) => (at ? entry.key(event) : startByKey(event, entry.choose))}
        onColumn={(one) => onOpen({ sheet: "column", column: one })}
        onResult={(one: BookRow) => onOpen({ sheet: "result", pupil: one.pupil.id })}
      />
      {row && column && cell && (
        <Keypad
          column={column}
          pupil={row.pupil}
          cell={cell}
          typing={entry.typing}
          tasks={entry.tasks}
          wrong={entry.wrong}
          onType={entry.type}
          onNext={entry.next}
          onWhole={entry.whole}
          onOutcome={entry.outcome}
          onTask={entry.chooseTask}
          onClose={() => entry.choose(null)}
        />
      )}
    </>
  );
}

/** Enter or space on the cell that has the focus opens the keypad there. */
function startByKey(event: KeyboardEvent, choose: (at: { row: number; column: number }) => void): void {
  const [row, column] = (event.target as Element).getAttribute("data-at")?.split(" ").map(Number) ?? [];
  if (row === undefined || column === undefined || (event.key !== "Enter" && event.key !== " ")) return;
  event.preventDefault();
  choose({ row, column });
}

function Result({ book, pupil, onClose }: { book: Book; pupil: string; onClose: () => void }) {
  const row = book.rows.find((one) => one.pupil.id === pupil);
  if (!row) return null;
  return (
    <ExplainSheet title={row.pupil.name} result={row.reckoned.result} policy={book.rules.policy} scale={book.rules.scale} signed={row.signed} onClose={onClose}>
      {row.brought.length > 0 && <Brought row={row} />}
    </ExplainSheet>
  );
}

/** Points from the class that the pupil was in before: they count, and stand in no column here. */
function Brought({ row }: { row: BookRow }) {
  return (
    <section class="stack small" aria-label={looking("brought")}>
      <b>{looking("brought")}</b>
      <ul>
        {row.brought.map(({ column, cell }) => (
          <li key={column.id}>
            {[columnName(column), column.title && dayText(column.date)].filter(Boolean).join(", ")}: {cell.points === null ? cellText(cell.outcome, null) : `${pointsText(cell.points)} / ${cell.max}`}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Today, or the day of the term that is nearest to it. */
function dayIn(term: Term): string {
  const day = schoolDay();
  return day < term.starts_on ? term.starts_on : day > term.ends_on ? term.ends_on : day;
}
