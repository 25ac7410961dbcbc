/** What a file with points says, column by column and pupil by pupil. */
import { useMemo, useState } from "preact/hooks";

import type { AssessmentDoc } from "../../data/docs.ts";
import { t as looking } from "../../i18n/looking.ts";
import { t } from "../../i18n/marksFile.ts";
import { Chip, Notice, type Tone } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Choices } from "../../ui/Field.tsx";
import { type Book, warningsFor } from "./desk.ts";
import { chooseColumn, countsOf, type Decided, type FileColumn, type Finding, judge, type Judged, type MarksFile, takenFor, toWrite, type Verdict, withPoints } from "./marksFile.ts";
import { LookAgain } from "./LookAgain.tsx";
import { firstFault, NewAssessment } from "./NewAssessment.tsx";
import { faulty, newColumns, newId, type Where, withNew } from "./newColumns.ts";
import { cellText, partWord, pointsText } from "./words.ts";

interface ReviewProps {
  readonly file: MarksFile;
  readonly book: Book;
  /** As it was when they began to look at the file. */
  readonly seen: Book;
  readonly where: Where;
  readonly decided: Decided;
  readonly closed: (term: string) => boolean;
  readonly fromJournal: boolean;
  readonly onDecide: (decided: Decided) => void;
  readonly onJournal: (fromJournal: boolean) => void;
  readonly onSheet: (sheet: number) => void;
  readonly onLook: () => void;
  readonly onWrite: (judged: readonly Judged[], drafts: readonly AssessmentDoc[]) => void;
  readonly onAnother: () => void;
}

export function MarksFileReview({ file, book, seen, where, decided, closed, fromJournal, onDecide, onJournal, onSheet, onLook, onWrite, onAnother }: ReviewProps) {
  const taken = takenFor(file.columns, decided.columns);
  const [tried, setTried] = useState(false);
  const [made, judged] = useMemo(() => {
    const drafts = newColumns(file, decided, book, where);
    return [drafts, judge(file, decided, withNew(book, drafts), closed, withNew(seen, drafts))] as const;
  }, [file, decided, book, seen]);
  const drafts = made.map((one) => one.doc);
  // The rules speak of days: of a draft without one there is nothing to say yet.
  const warned = warningsFor(where.class, drafts.filter((one) => one.date !== ""));
  const faults = made.filter(faulty);
  const counts = countsOf(judged, taken);
  const n = toWrite(judged).length;
  const m = withPoints(drafts, judged).length;
  const open = file.columns.filter((one) => !taken.has(one.at) && !one.reckoned);
  const write = (): void => {
    setTried(true);
    const [first] = faults;
    if (first) document.getElementById(firstFault(first))?.focus();
    else onWrite(judged, drafts);
  };
  const sureOf = new Set(judged.flatMap((one) => (one.whose === "taken" && one.pupil ? [one.pupil.id] : [])));
  const choose = (line: number, learner: string): void => onDecide({ ...decided, people: new Map(decided.people).set(line, learner) });
  return (
    <>
      {file.sheets.length > 1 && (
        <div>
          <label class="field-label" for="import-sheet">
            {t("sheet")}
          </label>
          <select id="import-sheet" class="input" value={file.sheet} onChange={(event) => onSheet(Number(event.currentTarget.value))}>
            {file.sheets.map((one) => (
              <option key={one.at} value={one.at}>
                {one.title}
              </option>
            ))}
          </select>
        </div>
      )}
      <section class="stack" aria-labelledby="import-columns">
        <h3 id="import-columns">{t("columns")}</h3>
        <p class="small muted">{t("columnsHint")}</p>
        <ul class="book-list">
          {file.columns.map((column) => (
            <li key={column.at}>
              <ColumnChoice column={column} name={nameOf(column, file.columns)} value={taken.get(column.at) ?? ""} columns={book.columns} onChoose={(id) => onDecide({ ...decided, columns: chooseColumn(decided.columns, column.at, id) })} />
              {made
                .filter((one) => one.at === column.at)
                .map((one) => (
                  <NewAssessment key="new" one={one} name={nameOf(column, file.columns)} where={where} reckoned={column.reckoned ?? false} tried={tried} warned={warned.filter(({ ids }) => ids.includes(one.doc.id))} onSay={(said) => onDecide({ ...decided, made: new Map(decided.made).set(one.at, { ...decided.made.get(one.at), ...said }) })} />
                ))}
            </li>
          ))}
        </ul>
        {open.length > 1 && (
          <Button kind="soft" icon="plus" block onClick={() => onDecide({ ...decided, columns: new Map([...decided.columns, ...open.map(({ at }) => [at, newId(at)] as const)]) })}>
            {t("newForAll", { n: open.length })}
          </Button>
        )}
      </section>
      <section aria-labelledby="import-origin">
        <h3 id="import-origin">{t("origin")}</h3>
        <Choices
          name="origin"
          legend={t("origin")}
          value={fromJournal ? "journal" : "own"}
          options={[
            { value: "own", label: t("ownTable") },
            { value: "journal", label: t("otherJournal") },
          ]}
          onChoose={(value) => onJournal(value === "journal")}
        />
        <p class="field-hint">{t("originHint")}</p>
      </section>
      <section class="stack" aria-labelledby="import-pupils">
        <h3 id="import-pupils">{t("pupils")}</h3>
        <p class="import-counts">
          {counts.fresh > 0 && <Chip tone="good">{t("nNew", { n: counts.fresh })}</Chip>}
          {counts.changed > 0 && <Chip tone="warn">{t("nChanged", { n: counts.changed })}</Chip>}
          {counts.same > 0 && <Chip>{t("nSame", { n: counts.same })}</Chip>}
          {counts.not > 0 && <Chip tone="bad">{t("nNot", { n: counts.not })}</Chip>}
        </p>
        <ul class="book-list">
          {judged.map((one) => (
            <li key={one.row.line} class="import-row">
              <PupilRow one={one} decided={decided.people.get(one.row.line) ?? one.row.learner ?? ""} book={book} taken={sureOf} onChoose={choose} />
            </li>
          ))}
        </ul>
      </section>
      <div class="stack">
        {tried && faults.length > 0 && (
          <Notice tone="bad" icon="alert" alert>
            <p>{t("fillIn", { names: faults.map(({ at }) => file.columns.filter((one) => one.at === at).map((one) => nameOf(one, file.columns))).join(", ") })}</p>
          </Notice>
        )}
        <LookAgain n={counts.since} onLook={onLook} />
        {n > 0 ? (
          <Button kind="primary" icon="check" block onClick={write}>
            {m > 0 ? t("writeNew", { n, m }) : t("write", { n })}
          </Button>
        ) : (
          <Notice icon="info">
            <p>{t("nothing")}</p>
          </Notice>
        )}
        <Button kind="quiet" block onClick={onAnother}>
          {t("another")}
        </Button>
      </div>
    </>
  );
}

/** The column's heading, with its number where there is none, or another has the same. */
function nameOf({ at, heading }: FileColumn, columns: readonly FileColumn[]): string {
  const alone = columns.filter((one) => one.heading === heading).length === 1;
  return [heading, heading && alone ? "" : t("columnN", { n: at + 1 })].filter(Boolean).join(" · ");
}

function ColumnChoice({ column, name, value, columns, onChoose }: { column: FileColumn; name: string; value: string; columns: readonly AssessmentDoc[]; onChoose: (id: string | null) => void }) {
  const id = `import-column-${column.at}`;
  return (
    <div class="import-column">
      <label for={id}>{name}</label>
      <select id={id} class={value === "" ? "input import-out" : "input"} value={value} onChange={(event) => onChoose(event.currentTarget.value || null)}>
        <option value="">{t("leaveOut")}</option>
        <option value={newId(column.at)}>{t("newOne")}</option>
        {columns.map((one) => (
          <option key={one.id} value={one.id}>
            {`${head(one)} /${one.max}${one.title ? ` · ${one.title}` : ""}`}
          </option>
        ))}
      </select>
    </div>
  );
}

interface RowProps {
  readonly one: Judged;
  /** Who was chosen, else who it is by the file. */
  readonly decided: string;
  readonly book: Book;
  readonly taken: ReadonlySet<string>;
  readonly onChoose: (line: number, learner: string) => void;
}

function PupilRow({ one: { row, whose, pupil, findings }, decided, book, taken, onChoose }: RowProps) {
  const asked = row.learner === null;
  const among = row.maybe.length > 0 ? book.rows.filter(({ pupil: { id } }) => row.maybe.includes(id)) : book.rows;
  const shown = findings.filter((finding) => finding.verdict !== "same");
  const name = pupil?.name ?? row.written;
  return (
    <>
      <p>
        <b>{name}</b> <span class="muted small">{[t("line", { n: row.line }), pupil && row.written && row.written !== name ? t("inFile", { name: row.written }) : ""].filter(Boolean).join(" · ")}</span>
      </p>
      {whose !== "taken" && <p class="small import-bad">{t(whose)}</p>}
      {asked && (
        <div class="import-who small">
          <label for={`import-who-${row.line}`}>{t("who")}</label>
          <select id={`import-who-${row.line}`} class="input" value={decided} onChange={(event) => onChoose(row.line, event.currentTarget.value)}>
            <option value="">{t("leaveOut")}</option>
            {among.map(({ pupil: other }) => (
              <option key={other.id} value={other.id} disabled={other.id !== decided && taken.has(other.id)}>
                {other.name}
              </option>
            ))}
          </select>
        </div>
      )}
      {shown.length > 0 && (
        <ul class="import-cells">
          {shown.map((finding) => (
            <li key={finding.said.at}>
              <Cell finding={finding} />
            </li>
          ))}
        </ul>
      )}
      {whose === "taken" && shown.length === 0 && <p class="small muted">{t("allSame")}</p>}
    </>
  );
}

const TONES: Partial<Record<Verdict, Tone>> = { new: "good", changed: "warn" };

function Cell({ finding }: { finding: Finding }) {
  const { verdict, column, cell, said, points } = finding;
  const tone = TONES[verdict];
  const now = cellText(said.outcome ?? "none", points ?? said.points);
  return (
    <Chip tone={tone ?? "bad"}>
      {head(column)}: {verdict === "changed" || verdict === "since" ? `${cellText(cell.outcome, cell.points)} → ` : ""}
      {tone || verdict === "since" ? <b>{now}</b> : why(finding)}
      {verdict === "since" && `, ${looking("changed")}`}
    </Chip>
  );
}

function why({ verdict, column, said }: Finding): string {
  const points = pointsText(said.points);
  if (verdict === "tooMuch") return t("tooMuch", { points, n: column.max });
  if (verdict === "otherMost") return t("otherMost", { points, most: said.most ?? "", n: column.max });
  if (verdict === "notNumber") return t("notNumber", { said: said.said });
  if (verdict === "aDate") return t("aDate", { said: said.said });
  return t(verdict as "disputed" | "otherGrade" | "lockedCell");
}

function head(column: AssessmentDoc): string {
  return `${partWord(column.part)} ${column.date ? `${column.date.slice(8)}.${column.date.slice(5, 7)}` : column.title}`;
}
