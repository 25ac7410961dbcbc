/** Learners against assessments. One element per cell, so that a whole class scrolls on an old phone. */
import { Component } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

import type { AssessmentDoc } from "../../data/docs.ts";
import { t } from "../../i18n/gradebook.ts";
import { lang } from "../../i18n/index.ts";
import type { Book } from "./desk.ts";
import type { BookRow } from "./model.ts";
import { cellText, columnName, markText, partWord, shortPercent, signedText } from "./words.ts";

/** A cell by its place in the book. */
export interface At {
  readonly row: number;
  readonly column: number;
}

interface GridProps {
  readonly book: Book;
  readonly at: At | null;
  /** What is being typed into the cell, not yet entered. */
  readonly typing: string;
  readonly label: string;
  readonly today: string;
  readonly onCell: (at: At) => void;
  readonly onKey: (event: KeyboardEvent) => void;
  readonly onColumn: (column: AssessmentDoc) => void;
  readonly onResult: (row: BookRow) => void;
}

export function BookGrid({ book, at, typing, label, today, onCell, onKey, onColumn, onResult }: GridProps) {
  const box = useRef<HTMLDivElement>(null);
  const { columns, rows } = book;
  // What was held last is what is being marked; what is planned lies to the right of it.
  useLayoutEffect(() => {
    const held = columns.filter((column) => column.date <= today).length;
    const last = box.current?.querySelectorAll<HTMLElement>("thead .book-head")[Math.max(0, held - 1)];
    if (box.current && last) box.current.scrollLeft += last.getBoundingClientRect().right - box.current.getBoundingClientRect().right;
  }, [columns.length]);
  useLayoutEffect(() => {
    const cell = at && box.current?.querySelector<HTMLElement>(`[data-at="${at.row} ${at.column}"]`);
    if (!cell || !box.current) return;
    cell.focus({ preventScroll: true });
    reveal(box.current, cell);
  }, [at?.row, at?.column]);
  const pick = (event: MouseEvent): void => {
    const [row, column] = (event.target as Element).closest("[data-at]")?.getAttribute("data-at")?.split(" ").map(Number) ?? [];
    if (row !== undefined && column !== undefined) onCell({ row, column });
  };
  return (
    <div class={at ? "book-scroll book-scroll-keys" : "book-scroll"} ref={box}>
      <table class="book" role="grid" aria-label={label} onClick={pick} onKeyDown={onKey}>
        <thead>
          <tr>
            <th class="book-corner" scope="col">
              {t("pupil")}
            </th>
            <th class="book-sum" scope="col">
              %
            </th>
            {columns.map((column) => (
              <th key={column.id} class={`book-head book-head-${column.part}`} scope="col">
                <button type="button" title={columnName(column)} onClick={() => onColumn(column)}>
                  <b>{partWord(column.part)}</b> <span>{shortDay(column.date)}</span> <span>/{column.max}</span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, n) => (
            <Row key={row.pupil.id} row={row} n={n} columns={columns} at={at?.row === n ? at.column : -1} first={!at && n === 0} typing={at?.row === n ? typing : ""} scale={book.rules.scale} language={lang.value} onResult={onResult} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  readonly row: BookRow;
  readonly n: number;
  readonly columns: readonly AssessmentDoc[];
  /** The chosen column, -1 for none. */
  readonly at: number;
  /** Whether this row is where the keyboard enters the table. */
  readonly first: boolean;
  readonly typing: string;
  readonly scale: Book["rules"]["scale"];
  readonly language: string;
  readonly onResult: (row: BookRow) => void;
}

/** A tap changes two rows of thirty: the others are not drawn again. */
class Row extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    const now = this.props;
    return now.row.key !== next.row.key || now.at !== next.at || now.first !== next.first || now.typing !== next.typing || now.n !== next.n || now.language !== next.language;
  }

  render({ row, n, columns, at, first, typing, scale, onResult }: RowProps) {
    const mark = row.signed ? signedText(row.signed) : markText(row.reckoned.mark, scale) || "–";
    return (
      <tr>
        <th class="book-name" scope="row">
          {row.pupil.name}
        </th>
        <td class={row.outdated ? "book-sum book-outdated" : "book-sum"}>
          <button type="button" title={t("explain")} onClick={() => onResult(this.props.row)}>
            <b class={row.signed ? "book-signed" : ""}>{mark}</b> <small>{shortPercent(row)}</small> <span class="hidden-text">{row.pupil.name}</span>
          </button>
        </td>
        {columns.map((column, place) => {
          const cell = row.cells[place];
          if (!cell) return null;
          const chosen = at === place;
          const theirs = column.grade === null || column.grade === row.pupil.grade;
          const look = [chosen ? "book-at" : "", cell.disputed ? "book-disputed" : "", cell.outcome === "absent" ? "book-absent" : "", cell.unsent ? "book-unsent" : "", theirs ? "" : "book-other"];
          return (
            <td key={column.id} role="gridcell" class={look.filter(Boolean).join(" ") || undefined} data-at={theirs ? `${n} ${place}` : undefined} tabIndex={chosen || (first && place === columns.length - 1) ? 0 : -1} aria-selected={chosen}>
              {chosen && typing !== "" ? typing : cellText(cell.outcome, cell.points)}
            </td>
          );
        })}
      </tr>
    );
  }
}

function shortDay(day: string): string {
  return `${day.slice(8)}.${day.slice(5, 7)}`;
}

/** Brings a cell out from under what stays in place: the names, the heads and the keypad. */
function reveal(box: HTMLElement, cell: HTMLElement): void {
  const frame = box.getBoundingClientRect();
  const place = cell.getBoundingClientRect();
  const left = (box.querySelector<HTMLElement>("tbody .book-sum")?.getBoundingClientRect().right ?? frame.left) - place.left;
  const top = (box.querySelector<HTMLElement>("thead")?.getBoundingClientRect().bottom ?? frame.top) - place.top;
  if (left > 0) box.scrollLeft -= left;
  else if (place.right > frame.right) box.scrollLeft += place.right - frame.right;
  if (top > 0) box.scrollTop -= top;
  else if (place.bottom > frame.bottom) box.scrollTop += place.bottom - frame.bottom;
}
