/** The carry-over sheet: entered into another platform's journal page by page, and ticked off here. */
import { useEffect, useRef, useState } from "preact/hooks";

import { type AssessmentDoc, records, recordsReady, type ScoreOutcome, type TermOutcome } from "../../data/records.ts";
import { t as carry } from "../../i18n/carry.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/gradebook.ts";
import { t as looking } from "../../i18n/looking.ts";
import { subjectName } from "../../planning/school.ts";
import { EmptyState, Loading, Notice } from "../../ui/bits.tsx";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { me } from "../teacher/desk.ts";
import { type Carried, type CarryColumn, type CarryEntry, isTicked, pageOf, sincePage, tickedOff } from "./carry.ts";
import { keepCarried, readCarried } from "./carried.ts";
import { bookOf, type Place, places } from "./desk.ts";
import { importAddress, saveBook } from "./files.ts";
import { latestTerms } from "./school.ts";
import type { Term } from "./terms.ts";
import { cellText, columnName, dayText, pointsText, signedText } from "./words.ts";
import "./gradebook.css";

export default function CarryScreen() {
  const [carried, setCarried] = useState<Carried | null>(null);
  useEffect(() => {
    setCarried(null);
    void readCarried().then(setCarried);
  }, [me.value]);
  return (
    <Page title={carry("title")} back="/t/book">
      {carried === null || !recordsReady.value ? <Loading label={core("loading")} rows={5} /> : <Sheet start={carried} />}
    </Page>
  );
}

/** Stays as it was first shown while somebody types from it: what is ticked keeps its place, what comes waits to be asked for. */
function Sheet({ start }: { start: Carried }) {
  const latest = useRef(start);
  const [carried, setCarried] = useState(start);
  const [shown, setShown] = useState(() => pagesOf(start));
  const tick = (entries: readonly CarryEntry[], done: boolean): void => {
    const ticked = tickedOff(entries, done);
    latest.current = { ...latest.current, ...ticked };
    setCarried(latest.current);
    keepCarried(ticked).catch(() => toast(looking("notSaved")));
  };
  const pages = [...pagesOf(carried)].map(([name, one]) => {
    const before = shown.get(name)?.page ?? [];
    return { ...one, name, before, since: sincePage(one.page, before, carried) };
  });
  const left = pages.reduce((sum, { page }) => sum + count(page), 0);
  const filled = pages.filter(({ before, since }) => before.length > 0 || since > 0);
  return (
    <div class="stack-wide">
      <p class="muted">{carry("text")}</p>
      {filled.length === 0 ? (
        <EmptyState icon="check" title={carry("none")} text={carry("noneText")} />
      ) : (
        <Notice icon={left === 0 ? "check" : "info"} tone={left === 0 ? "good" : "neutral"}>
          <p>{left === 0 ? carry("none") : carry("left", { n: left })}</p>
        </Notice>
      )}
      {filled.map(({ name, place, term, page, before, since }) => (
        <CarryPage key={name} place={place} term={term} page={before} carried={carried} since={since} onTick={tick} onShow={() => setShown(new Map(shown).set(name, { place, term, page }))} />
      ))}
    </div>
  );
}

interface CarryPlace {
  readonly place: Place;
  readonly term: Term;
  readonly page: readonly CarryColumn[];
}

interface PageProps extends CarryPlace {
  /** As it was shown. */
  readonly page: CarryPlace["page"];
  readonly carried: Carried;
  readonly since: number;
  readonly onTick: (entries: readonly CarryEntry[], done: boolean) => void;
  readonly onShow: () => void;
}

function CarryPage({ place, term, page, carried, since, onTick, onShow }: PageProps) {
  const all = page.flatMap((one) => one.entries);
  const title = [records.get("class", place.class)?.label ?? "…", subjectName(place.subject), t("termN", { n: term.n })].join(" · ");
  return (
    <section class="stack carry-page" aria-label={title}>
      <h2>{title}</h2>
      {page.map(({ column, entries }) => (
        <div key={column?.id ?? "mark"} class="stack">
          <h3>{column ? heading(column) : carry("termMark")}</h3>
          <ul class="book-list">
            {entries.map((one) => (
              <li key={one.id}>
                <label class={isTicked(one, carried) ? "carry-row carry-done" : "carry-row"}>
                  <input type="checkbox" checked={isTicked(one, carried)} onChange={(event) => onTick([one], event.currentTarget.checked)} />
                  <span class="row-grow">{one.name}</span>
                  <b>{text(column, one.now) || carry("taken")}</b>
                  {one.was !== "" && <span class="muted small">{carry("was", { was: text(column, one.was) })}</span>}
                </label>
              </li>
            ))}
          </ul>
        </div>
      ))}
      {page.length > 0 && (
        <Button icon="check" block busy={all.every((one) => isTicked(one, carried))} onClick={() => onTick(all, true)}>
          {carry("pageDone")}
        </Button>
      )}
      {since > 0 && (
        <Notice icon="info">
          <div class="stack">
            <p>{looking("came", { n: since })}</p>
            <Button icon="eye" onClick={onShow}>
              {looking("show")}
            </Button>
          </div>
        </Notice>
      )}
      <div class="book-two">
        <Button kind="quiet" icon="download" block onClick={() => saveBook(place, "xlsx", term.key)}>
          {t("saveXlsx")}
        </Button>
        <Button kind="quiet" icon="download" block onClick={() => saveBook(place, "csv", term.key)}>
          {t("saveCsv")}
        </Button>
      </div>
      <LinkButton kind="quiet" icon="upload" block href={importAddress(place, term.key)}>
        {t("fromFile")}
      </LinkButton>
    </section>
  );
}

/** The pages of all books by place and term. */
function pagesOf(carried: Carried): Map<string, CarryPlace> {
  const found = new Map<string, CarryPlace>();
  for (const place of places.value) {
    for (const term of latestTerms(place.class)) {
      const book = bookOf(place.class, null, place.subject, term);
      if (book) found.set([place.class, place.subject, term.key].join(" "), { place, term, page: pageOf(book.columns, book.rows, carried) });
    }
  }
  return found;
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
