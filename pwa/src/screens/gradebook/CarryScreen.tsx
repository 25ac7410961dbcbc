/** The carry-over sheet: entered into another platform's journal page by page, and ticked off here. */
import { useEffect, useState } from "preact/hooks";

import { type AssessmentDoc, records, recordsReady, type ScoreOutcome, type TermOutcome } from "../../data/records.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/gradebook.ts";
import { subjectName } from "../../planning/school.ts";
import { EmptyState, Loading, Notice } from "../../ui/bits.tsx";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { Page } from "../../ui/Page.tsx";
import { me } from "../teacher/desk.ts";
import { type Carried, type CarryColumn, type CarryEntry, pageOf } from "./carry.ts";
import { keepCarried, readCarried } from "./carried.ts";
import { bookOf, type Place, places } from "./desk.ts";
import { importAddress, saveBook } from "./files.ts";
import { currentTerm } from "./school.ts";
import { cellText, columnName, dayText, pointsText, signedText } from "./words.ts";
import "./gradebook.css";

export default function CarryScreen() {
  const [carried, setCarried] = useState<Carried | null>(null);
  useEffect(() => {
    void readCarried().then(setCarried);
  }, [me.value]);
  const tick = (entries: readonly CarryEntry[]): void => {
    const next = { ...carried, ...Object.fromEntries(entries.map((one) => [one.id, one.now])) };
    setCarried(next);
    void keepCarried(next);
  };
  if (carried === null || !recordsReady.value) {
    return (
      <Page title={t("carry")} back="/t/book">
        <Loading label={core("loading")} rows={5} />
      </Page>
    );
  }
  const pages = places.value.map((place) => ({ place, page: pageFor(place, carried) }));
  const left = pages.reduce((sum, { page }) => sum + count(page), 0);
  return (
    <Page title={t("carry")} back="/t/book">
      <div class="stack-wide">
        <p class="muted">{t("carryText")}</p>
        {left === 0 ? (
          <EmptyState icon="check" title={t("carryNone")} text={t("carryNoneText")} />
        ) : (
          <Notice icon="info">
            <p>{t("carryLeft", { n: left })}</p>
          </Notice>
        )}
        {pages.map(({ place, page }) => page.length > 0 && <CarryPage key={`${place.class} ${place.subject}`} place={place} page={page} onTick={tick} />)}
      </div>
    </Page>
  );
}

function CarryPage({ place, page, onTick }: { place: Place; page: readonly CarryColumn[]; onTick: (entries: readonly CarryEntry[]) => void }) {
  const title = `${records.get("class", place.class)?.label ?? "…"} · ${subjectName(place.subject)}`;
  return (
    <section class="stack carry-page" aria-label={title}>
      <h2>{title}</h2>
      {page.map(({ column, entries }) => (
        <div key={column?.id ?? "mark"} class="stack">
          <h3>{column ? heading(column) : t("carryTermMark")}</h3>
          <ul class="book-list">
            {entries.map((one) => (
              <li key={one.id}>
                <label class="carry-row">
                  <input type="checkbox" checked={false} onChange={() => onTick([one])} />
                  <span class="row-grow">{one.name}</span>
                  <b>{text(column, one.now) || t("carryTaken")}</b>
                  {one.was !== "" && <span class="muted small">{t("carryWas", { was: text(column, one.was) })}</span>}
                </label>
              </li>
            ))}
          </ul>
        </div>
      ))}
      <Button icon="check" block onClick={() => onTick(page.flatMap((one) => one.entries))}>
        {t("carryPageDone")}
      </Button>
      <div class="book-two">
        <Button kind="quiet" icon="download" block onClick={() => saveBook(place, "xlsx")}>
          {t("saveXlsx")}
        </Button>
        <Button kind="quiet" icon="download" block onClick={() => saveBook(place, "csv")}>
          {t("saveCsv")}
        </Button>
      </div>
      <LinkButton kind="quiet" icon="upload" block href={importAddress(place, currentTerm(place.class)?.key ?? "")}>
        {t("fromFile")}
      </LinkButton>
    </section>
  );
}

function pageFor(place: Place, carried: Carried): CarryColumn[] {
  const term = currentTerm(place.class);
  const book = term && bookOf(place.class, null, place.subject, term);
  if (!book) return [];
  return pageOf(book.columns, book.rows, carried);
}

function heading(column: AssessmentDoc): string {
  return `${column.title ? `${dayText(column.date)} · ` : ""}${columnName(column)} /${column.max}`;
}

/** Points, a mark, or the words for what stands in their place. */
function text(column: CarryColumn["column"], now: string): string {
  if (now === "" || /^\d/.test(now)) return column ? pointsText(now) : now;
  return column ? cellText(now as ScoreOutcome, null) : signedText({ outcome: now as TermOutcome, mark: null, scale: "marks" });
}

function count(page: readonly CarryColumn[]): number {
  return page.reduce((sum, one) => sum + one.entries.length, 0);
}
