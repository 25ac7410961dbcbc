/** A class against its tasks. Pupils stay in sight on the left, tasks on top, whatever one scrolls to. */
import { Component } from "preact";
import { useMemo, useState } from "preact/hooks";

import { records, recordsReady, type AssignmentDoc } from "../../data/records.ts";
import { t as consent } from "../../i18n/consent.ts";
import { t as inclusion } from "../../i18n/inclusion.ts";
import { t as packets } from "../../i18n/packets.ts";
import { t } from "../../i18n/teacher.ts";
import { date } from "../../i18n/time.ts";
import { go } from "../../router.ts";
import type { ScreenProps } from "../../routes.tsx";
import { EmptyState } from "../../ui/bits.tsx";
import { Button, IconButton, LinkButton } from "../../ui/Button.tsx";
import { Choices } from "../../ui/Field.tsx";
import { Icon, type IconName } from "../../ui/Icon.tsx";
import { Page } from "../../ui/Page.tsx";
import { ClassNotices } from "./ClassNotices.tsx";
import { assignments, classForNewTask, index, me, nowText, pupilsIn } from "./desk.ts";
import { buildGrid, type Cell, type GridRow } from "./model/grid.ts";
import "./teacher.css";
import "./grid.css";

export default function ClassScreen({ params }: ScreenProps) {
  const id = params["id"] ?? "";
  const [everybodys, setEverybodys] = useState(false);
  const one = records.get("class", id);
  const pupils = pupilsIn(id);
  const inClass = assignments.value.filter((assignment) => assignment.class === id);
  const foreign = inClass.some((assignment) => assignment.author !== me.value);
  const own = inClass.some((assignment) => assignment.author === me.value);
  // A class teacher without tasks of one's own looks at everybody's at once.
  const all = everybodys || !own;
  const grid = useMemo(
    () => buildGrid(pupils, all ? inClass : inClass.filter((assignment) => assignment.author === me.value), index.value, nowText.value),
    [pupils, all, assignments.value, index.value, nowText.value],
  );
  // Before the first answer of a server nobody can say that there is no such class.
  const arrived = records.list("class").value.length > 0;
  const title = one?.label ?? (recordsReady.value ? t(arrived ? "classNotFound" : "classNotHere") : t("loading"));
  const newTask = (): void => {
    classForNewTask.value = id;
    go("/t/new");
  };
  return (
    <Page title={title} back="/t" actions={one ? <ClassActions id={id} onNewTask={newTask} /> : null} wide>
      {foreign && own ? (
        <div class="grid-choice">
          <Choices
            name="whose"
            legend={t("everybodys")}
            value={all ? "all" : "mine"}
            options={[
              { value: "mine", label: t("mine") },
              { value: "all", label: t("everybodys") },
            ]}
            onChoose={(value) => setEverybodys(value === "all")}
          />
        </div>
      ) : null}
      {one ? (
        <>
          <ClassNotices id={id} pupils={pupils} />
          <nav class="desk-actions class-more" aria-label={title}>
            <LinkButton icon="person" href={`/t/class/${encodeURIComponent(id)}/support`}>
              {inclusion("list")}
            </LinkButton>
            {isOwn(id) && (
              <LinkButton icon="check" href={`/t/class/${encodeURIComponent(id)}/consents`}>
                {consent("title")}
              </LinkButton>
            )}
            <LinkButton icon="eye" href={`/t/insights/${encodeURIComponent(id)}`}>
              {t("classPicture")}
            </LinkButton>
          </nav>
        </>
      ) : null}
      {recordsReady.value && !one && !arrived ? (
        <EmptyState icon="download" title={t("classNotHere")} text={t("classNotHereMore")} />
      ) : pupils.length === 0 ? (
        <EmptyState icon="people" title={t("noPupils")} text={t("noPupilsMore")} />
      ) : grid.columns.length === 0 ? (
        <EmptyState icon="tasks" title={t("noTasks")} text={t("noTasksMore")}>
          <Button kind="primary" icon="plus" onClick={newTask}>
            {t("newTask")}
          </Button>
        </EmptyState>
      ) : (
        <div class="grid-scroll" tabIndex={0} role="region" aria-label={title}>
          <table class="grid">
            <thead>
              <tr>
                <th class="grid-corner" scope="col">
                  {t("pupils", { n: pupils.length })}
                </th>
                {grid.columns.map((column, at) => (
                  <Column key={column.id} assignment={column} done={grid.done[at] ?? 0} all={pupils.length} />
                ))}
              </tr>
            </thead>
            <tbody>
              {grid.rows.map((row) => (
                <Row key={row.pupil.id} row={row} columns={grid.columns} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Page>
  );
}

function Column({ assignment, done, all }: { assignment: AssignmentDoc; done: number; all: number }) {
  const inside = (
    <>
      <span class="grid-title">{assignment.title}</span>
      <span class="grid-due">{assignment.due_at ? date(assignment.due_at) : t("dueNone")}</span>
      <span class="grid-due">{t("doneOf", { done, all })}</span>
    </>
  );
  return (
    <th class="grid-column" scope="col">
      {assignment.author === me.value ? (
        <a href={`/t/task/${encodeURIComponent(assignment.id)}`} title={packets("report")}>
          {inside}
        </a>
      ) : (
        <span class="grid-foreign">{inside}</span>
      )}
    </th>
  );
}

interface RowProps {
  readonly row: GridRow;
  readonly columns: readonly AssignmentDoc[];
}

/** A minute's tick makes new cells with equal values: such a row needs no new look. */
class Row extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    return !sameRow(this.props, next);
  }

  render({ row, columns }: RowProps) {
    return (
      <tr>
        <th class="grid-name" scope="row">
          {row.pupil.name}
        </th>
        {row.cells.map((cell, at) => {
          const assignment = columns[at];
          if (!assignment) return null;
          const look = cell.disputed ? "disputed" : cell.state;
          return (
            <td key={assignment.id}>
              <a class={`cell cell-${look}`} title={spoken(cell)} href={`/t/work/${encodeURIComponent(assignment.id)}/${encodeURIComponent(row.pupil.id)}`}>
                <CellFace cell={cell} />
              </a>
            </td>
          );
        })}
      </tr>
    );
  }
}

function CellFace({ cell }: { cell: Cell }) {
  if (cell.disputed) return <Face icon="people" text={t("cellDisputed")} />;
  if (cell.state === "waiting") return <Face icon="eye" text={cell.late && !cell.again ? t("cellLate") : t("cellWaiting")} />;
  if (cell.state === "missing") return <Face icon="alert" text={t("cellMissing")} />;
  if (cell.state === "returned") return <Face icon="refresh" text={t("cellReturned")} />;
  if (cell.state === "paper") return <Face icon="book" text={t("cellPaper")} />;
  if (cell.state === "others") return <small>{t("cellOthers")}</small>;
  if (cell.state === "none") return <small>{t("cellNone")}</small>;
  return (
    <>
      <b>{cell.mark}</b>
      {cell.unsent ? <Face icon="phone" text={t("cellUnsent")} /> : cell.late ? <small>{t("cellLate")}</small> : null}
    </>
  );
}

/** The whole sentence behind the short word, for a screen reader. */
function spoken(cell: Cell): string {
  if (cell.disputed) return t("stateDisputed");
  const state = { none: t("stateNone"), missing: t("stateMissing"), waiting: t("stateWaiting"), returned: t("stateReturned"), paper: t("statePaper"), others: t("stateOthers"), marked: t("stateMarked", { mark: cell.mark ?? "" }) }[cell.state];
  const more = [cell.late ? t("late") : "", cell.unsent ? t("unsent") : ""].filter(Boolean);
  return [state, ...more].join(", ");
}

function Face({ icon, text }: { icon: IconName; text: string }) {
  return (
    <span class="cell-face">
      <Icon name={icon} small />
      <small>{text}</small>
    </span>
  );
}

function sameRow(before: RowProps, after: RowProps): boolean {
  if (before.row.pupil.name !== after.row.pupil.name || before.row.cells.length !== after.row.cells.length) return false;
  if (before.columns.some((column, at) => column.id !== after.columns[at]?.id)) return false;
  return before.row.cells.every((cell, at) => {
    const other = after.row.cells[at];
    return other !== undefined && (Object.keys(cell) as (keyof Cell)[]).every((name) => cell[name] === other[name]);
  });
}

/** Whether this is the class teacher's own class. */
function isOwn(id: string): boolean {
  return records.list("role").value.some((role) => role.person === me.value && role.role === "class_teacher" && role.class === id);
}

function ClassActions({ id, onNewTask }: { id: string; onNewTask: () => void }) {
  return (
    <>
      {isOwn(id) && <IconButton icon="people" label={t("classList")} onClick={() => go(`/t/class/${encodeURIComponent(id)}/people`)} />}
      <IconButton icon="plus" label={t("newTask")} onClick={onNewTask} />
    </>
  );
}
