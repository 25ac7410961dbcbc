/** The end of a term: what is missing, what the policy makes of the rest, and the teacher's signature. */
import { useState } from "preact/hooks";

import { records, type TermOutcome } from "../../data/records.ts";
import { t as result } from "../../i18n/assessment.ts";
import { t } from "../../i18n/gradebook.ts";
import { t as looking } from "../../i18n/looking.ts";
import { t as yearend } from "../../i18n/yearend.ts";
import { Chip, Notice } from "../../ui/bits.tsx";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { toast } from "../../ui/toast.tsx";
import { type Book, type Place, sign } from "./desk.ts";
import { LookAgain } from "./LookAgain.tsx";
import type { BookRow } from "./model.ts";
import { overWritten, sinceShown, termSays, useShown } from "./shown.ts";
import type { Term } from "./terms.ts";
import { columnName, markText, percentText, signedText } from "./words.ts";

const INSTEAD: readonly (readonly [TermOutcome, "unattested" | "exemptTerm" | "notStudiedTerm" | "not_certified"])[] = [
  ["unattested", "unattested"],
  ["exempt", "exemptTerm"],
  ["not_studied", "notStudiedTerm"],
  ["not_certified", "not_certified"],
];

interface CloseProps {
  readonly place: Place;
  readonly term: Term;
  readonly book: Book;
  readonly onClose: () => void;
}

export function CloseSheet({ place, term, book, onClose }: CloseProps) {
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const says = (row: BookRow): string => termSays(row, book.rules);
  const { shown, look, wrote } = useShown(new Map(book.rows.map((row) => [row.pupil.id, says(row)])));
  const { same, changed } = sinceShown(book.rows, shown, (row) => row.pupil.id, says);
  const ready = same.filter((row) => row.reckoned.mark !== null && (!row.signed || row.outdated));
  const changes = ready.some((row) => row.signed);
  const may = ready.length > 0 && !book.locked && (!changes || reason.trim() !== "");
  const signThese = async (rows: readonly BookRow[], outcome: TermOutcome): Promise<boolean> => {
    if (busy) return false;
    setBusy(true);
    try {
      for (const row of rows) {
        const op = await sign(place, term, row, book.rules, outcome, row.signed ? reason.trim() : "");
        wrote(row.pupil.id, says({ ...row, signed: overWritten(row.signed, op) }));
      }
      return true;
    } catch {
      toast(looking("notSaved"));
      return false;
    } finally {
      setBusy(false);
    }
  };
  const signAll = async (): Promise<void> => {
    if (!(await signThese(ready, "mark"))) return;
    toast(t("signedAll"));
    // Open where there is something to look at again.
    if (changed.length === 0) onClose();
  };
  return (
    <Sheet title={`${t("close")} · ${t("termN", { n: term.n })}`} onClose={onClose}>
      <div class="stack">
        <p class="muted">{t("closeText")}</p>
        {book.locked && (
          <Notice tone="warn" icon="info">
            <p>{t("locked")}</p>
          </Notice>
        )}
        {book.markLater && (
          <Notice icon="info">
            <p>{t("markLater")}</p>
          </Notice>
        )}
        <ul class="book-closing">
          {book.rows.map((row) => (
            <Line key={row.pupil.id} row={row} book={book} changed={!busy && changed.includes(row)} reason={reason.trim()} onSign={(outcome) => void signThese([row], outcome)} />
          ))}
        </ul>
        {(changes || book.rows.some((row) => row.signed)) && !book.locked && (
          <Field id="book-reason" label={t("reason")} hint={t("reasonHint")}>
            <input id="book-reason" class="input" maxLength={300} aria-describedby={noteId("book-reason")} value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
          </Field>
        )}
        <LookAgain n={busy ? 0 : changed.length} onLook={look} />
        {!book.markLater && ready.length > 0 && (
          <Button kind="primary" icon="check" block busy={!may || busy} onClick={() => void signAll()}>
            {t("signAll", { n: ready.length })}
          </Button>
        )}
        <LinkButton kind="quiet" icon="star" block href={`/t/year/${encodeURIComponent(place.class)}/${encodeURIComponent(place.subject)}`}>
          {yearend("year")}
        </LinkButton>
      </div>
    </Sheet>
  );
}

interface LineProps {
  readonly row: BookRow;
  readonly book: Book;
  /** Not what it was when the sheet was opened. */
  readonly changed: boolean;
  readonly reason: string;
  readonly onSign: (outcome: TermOutcome) => void;
}

function Line({ row, book: { rules, locked }, changed, reason, onSign }: LineProps) {
  const { signed, reckoned, outdated } = row;
  const now = markText(reckoned.mark, rules.scale);
  // In place of a signed mark another word needs a reason, and so it waits for one.
  const may = !locked && !changed && reckoned.mark === null && (!signed || reason !== "");
  return (
    <li class="book-closing-row">
      <div class="row">
        <span class="row-grow">
          <b>{row.pupil.name}</b> <span class="muted small">{percentText(row)}</span>
        </span>
        {signed ? <Chip tone={outdated ? "warn" : "good"}>{t("signed", { mark: signedText(signed) })}</Chip> : <b class="book-mark">{now}</b>}
      </div>
      {changed && <p class="small import-bad">{looking("changed")}</p>}
      {outdated && signed && <p class="small">{now ? t("outdated", { before: signedText(signed), now }) : t("outdatedOpen", { before: signedText(signed) })}</p>}
      {!signed && reckoned.mark === null && <p class="small muted">{t("missingPoints", { what: missing(row) })}</p>}
      {may && (
        <label class="book-instead small">
          <span>{t("otherOutcome")}</span>
          <select class="input" value="" onChange={(event) => onSign(event.currentTarget.value as TermOutcome)}>
            <option value="">–</option>
            {INSTEAD.map(([outcome, word]) => (
              <option key={outcome} value={outcome}>
                {result(word)}
              </option>
            ))}
          </select>
        </label>
      )}
    </li>
  );
}

function missing(row: BookRow): string {
  const names = row.reckoned.blank.flatMap((id) => records.get("assessment", id) ?? []).map(columnName);
  const daily = row.reckoned.result?.missing.includes("formative") ? [t("noFormative")] : [];
  return [...daily, ...names].join(", ") || "–";
}
