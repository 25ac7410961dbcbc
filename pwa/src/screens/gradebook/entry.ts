/** Entering points cell after cell: what is typed, and where the next cell is. */
import { useEffect, useState } from "preact/hooks";

import type { AssessmentDoc, ScoreOutcome } from "../../data/docs.ts";
import type { At } from "./BookGrid.tsx";
import { type Book, enter, lastEntered } from "./desk.ts";
import { type BookRow, pointsFrom, sumOf } from "./model.ts";
import { pointsText } from "./words.ts";
import type { Entered } from "./writing.ts";

/** A cell by what it is of: while points are typed, an exchange may bring others before it. */
interface CellPlace {
  readonly learner: string;
  readonly assessment: string;
}

export interface Entry {
  readonly at: At | null;
  readonly typing: string;
  readonly tasks: { readonly at: number; readonly points: readonly (string | null)[] } | null;
  readonly wrong: boolean;
  readonly choose: (at: At | null) => void;
  readonly type: (typing: string) => void;
  readonly chooseTask: (at: number) => void;
  readonly whole: (points: string) => void;
  readonly outcome: (outcome: ScoreOutcome) => void;
  readonly next: () => void;
  readonly key: (event: KeyboardEvent) => void;
}

/** Characters of points as they are typed: «1000,25». */
const TYPED_CHARACTERS = 7;
const MOVES: Readonly<Record<string, readonly [number, number]>> = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export function useEntry(book: Book | null): Entry {
  const [place, setPlace] = useState<CellPlace | null>(null);
  const [typing, setTyping] = useState("");
  const [task, setTask] = useState(0);
  const [byTask, setByTask] = useState<readonly (string | null)[]>([]);
  const [wrong, setWrong] = useState(false);
  const at = place && book ? atOf(book, place) : null;
  const found = at && book ? { row: book.rows[at.row], column: book.columns[at.column], cell: book.rows[at.row]?.cells[at.column] } : null;
  useEffect(() => {
    lastEntered.value = null;
  }, []);

  const choose = (to: At | null): void => {
    setPlace(to && book ? placeOf(book, to) : null);
    setTyping("");
    setWrong(false);
    setTask(0);
    setByTask((to && book?.rows[to.row]?.cells[to.column]?.byTask) ?? []);
  };
  const put = (entered: Entered): void => {
    if (found?.row && found.column && found.cell && !book?.locked) void enter(found.column, found.row.pupil.id, found.cell, entered);
  };
  const down = (): void => choose(at && book ? below(at, book.rows, book.columns) : null);
  /** Takes what was typed; false when it cannot be. */
  const take = (): "whole" | "task" | "wrong" => {
    if (!found?.column || typing === "") return "whole";
    const { tasks, max } = found.column;
    const points = pointsFrom(typing, tasks[task]?.max ?? max);
    if (points === null) {
      setWrong(true);
      return "wrong";
    }
    if (tasks.length === 0) {
      put({ outcome: "points", points, byTask: [] });
      return "whole";
    }
    const known = tasks.map((_, n) => (n === task ? points : (byTask[n] ?? null)));
    const open = known.findIndex((one, n) => one === null && n > task);
    const left = open >= 0 ? open : known.findIndex((one) => one === null);
    setByTask(known);
    setTyping("");
    const sum = sumOf(known, tasks.length);
    if (sum !== null) {
      put({ outcome: "points", points: sum, byTask: known });
      if (task < tasks.length - 1) {
        setTask(task + 1);
        return "task";
      }
      return "whole";
    }
    setTask(left);
    return "task";
  };
  const entry: Entry = {
    at,
    typing,
    tasks: found?.column && found.column.tasks.length > 0 ? { at: task, points: byTask } : null,
    wrong,
    choose(to) {
      if (at && typing !== "" && take() === "wrong") return;
      choose(to);
    },
    type(next) {
      setWrong(false);
      setTyping(next.slice(0, TYPED_CHARACTERS).replace(/^0(?=\d)/, ""));
    },
    chooseTask(to) {
      if (typing !== "" && take() === "wrong") return;
      setTask(to);
      setTyping("");
    },
    whole(points) {
      put({ outcome: "points", points, byTask: [] });
      down();
    },
    outcome(outcome) {
      put({ outcome, points: null, byTask: [] });
      if (outcome === "none") choose(at);
      else down();
    },
    next() {
      if (take() === "whole") down();
    },
    key(event) {
      if (!at || event.altKey || event.ctrlKey || event.metaKey) return;
      const move = MOVES[event.key];
      if (/^\d$/.test(event.key) || event.key === "," || event.key === ".") entry.type(typing + event.key.replace(".", ","));
      else if (event.key === "Enter") entry.next();
      else if (event.key === "Backspace") entry.type(typing.slice(0, -1));
      else if (event.key === "Delete") entry.outcome("none");
      else if (event.key === "Escape") choose(null);
      else if (move && book) {
        const to = { row: at.row + move[0], column: at.column + move[1] };
        if (book.rows[to.row] && book.columns[to.column]) entry.choose(to);
      } else return;
      event.preventDefault();
    },
  };
  return entry;
}

function placeOf(book: Book, { row, column }: At): CellPlace | null {
  const [learner, assessment] = [book.rows[row]?.pupil.id, book.columns[column]?.id];
  return learner !== undefined && assessment !== undefined ? { learner, assessment } : null;
}

function atOf(book: Book, { learner, assessment }: CellPlace): At | null {
  const at = { row: book.rows.findIndex((one) => one.pupil.id === learner), column: book.columns.findIndex((one) => one.id === assessment) };
  return at.row < 0 || at.column < 0 ? null : at;
}

/** The next learner of the same assessment, null after the last. */
function below(at: At, rows: readonly BookRow[], columns: readonly AssessmentDoc[]): At | null {
  const grade = columns[at.column]?.grade ?? null;
  for (let row = at.row + 1; row < rows.length; row += 1) {
    if (grade === null || rows[row]?.pupil.grade === grade) return { row, column: at.column };
  }
  return null;
}

/** What the cell shows while something is typed into it. */
export function typedText({ typing, tasks }: Entry, column: AssessmentDoc | undefined): string {
  if (!tasks || !column) return typing;
  const sum = sumOf(tasks.points.map((one) => one ?? "0"), tasks.points.length);
  return typing === "" && tasks.points.every((one) => one === null) ? "" : `${pointsText(sum)}…`;
}
