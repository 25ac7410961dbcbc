/** For those who lead a school: what is signed in each class, success and quality, and the closing of terms. */
import { useEffect, useState } from "preact/hooks";

import { ApiProblem, askJson } from "../../data/http.ts";
import { submit } from "../../data/outbox.ts";
import { records, type ClassDoc } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { compareKazakh } from "../../i18n/collate.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/leading.ts";
import { t as yearend } from "../../i18n/yearend.ts";
import { subjectName } from "../../planning/school.ts";
import { Chip, EmptyState, Loading, Notice } from "../../ui/bits.tsx";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { Choices, Field, noteId } from "../../ui/Field.tsx";
import { Page } from "../../ui/Page.tsx";
import { LEADING, ledSchool } from "../people/led.ts";
import { saveReport } from "./files.ts";
import { schoolDay } from "./school.ts";
import { termOn } from "./terms.ts";
import { useYearOf } from "./YearChoice.tsx";
import "./gradebook.css";

interface Told {
  readonly subject: string;
  readonly marks: { readonly learners: number; readonly counts: Readonly<Record<string, number>>; readonly without: number; readonly success: number | null; readonly quality: number | null };
  readonly signed: number;
  readonly blank: number;
  readonly outdated: number;
}


/** `/admin/terms` */
export default function TermsScreen() {
  const school = ledSchool(LEADING);
  const classes = records
    .list("class")
    .value.filter((one) => one.school === school)
    .sort((a, b) => (a.grades[0] ?? 0) - (b.grades[0] ?? 0) || compareKazakh(a.label, b.label));
  const [chosen, setChosen] = useState<string | null>(null);
  const first = classes[0]?.id ?? "";
  const { terms, choice } = useYearOf(first);
  const term = terms.find((one) => one.key === chosen) ?? termOn(terms, schoolDay());
  return (
    <Page title={t("terms")} back="/admin">
      {!term ? (
        <EmptyState icon="clock" title={t("noTerms")} text={t("noTermsText")} />
      ) : (
        <div class="stack-wide">
          {choice}
          <Choices name="term" legend={t("term")} value={term.key} options={terms.map((one) => ({ value: one.key, label: String(one.n) }))} onChoose={setChosen} />
          <LinkButton icon="people" block href="/admin/council">
            {yearend("council")}
          </LinkButton>
          {classes.map((one) => (
            <ClassTerm key={`${one.id} ${term.key}`} one={one} school={school} term={term.key} />
          ))}
        </div>
      )}
    </Page>
  );
}

function ClassTerm({ one, school, term }: { one: ClassDoc; school: string; term: string }) {
  const [rows, setRows] = useState<readonly Told[] | null>(null);
  const [away, setAway] = useState<"away" | "notAllowed" | null>(null);
  useEffect(() => {
    let left = false;
    askJson<{ rows: Told[] }>(`/api/v1/gradebook/${encodeURIComponent(one.id)}/report?term=${term}`, { token: session.peek()?.token ?? null })
      .then(({ body }) => !left && setRows(body?.rows ?? []))
      .catch((error: unknown) => !left && setAway(error instanceof ApiProblem && error.status < 500 ? "notAllowed" : "away"));
    return () => {
      left = true;
    };
  }, [one.id, term]);
  return (
    <section class="stack" aria-label={one.label}>
      <h2>{one.label}</h2>
      {away ? (
        <Notice tone="warn" icon="wifi-off">
          <p>{t(away)}</p>
        </Notice>
      ) : rows === null ? (
        <Loading label={core("loading")} rows={2} />
      ) : rows.length === 0 ? (
        <p class="muted">{t("nothing")}</p>
      ) : (
        <ul class="book-list">
          {rows.map((row) => (
            <Line key={row.subject} row={row} />
          ))}
        </ul>
      )}
      {(rows?.length || records.get("term_lock", `${one.id}~${term}`)?.locked) && <Lock one={one} school={school} term={term} />}
      {rows && rows.length > 0 && (
        <Button kind="quiet" icon="download" block onClick={() => saveReport(one.id, term)}>
          {t("report")}
        </Button>
      )}
    </section>
  );
}

function Line({ row: { subject, marks, signed, blank, outdated } }: { row: Told }) {
  const { success, quality, learners, counts } = marks;
  const facts = [
    success === null ? "" : t("success", { n: success }),
    quality === null ? "" : t("quality", { n: quality }),
    ["5", "4", "3", "2"].some((mark) => counts[mark]) ? ["5", "4", "3", "2"].map((mark) => `«${mark}» ${counts[mark] ?? 0}`).join(", ") : "",
    blank > 0 ? t("blank", { n: blank }) : "",
    outdated > 0 ? t("outdated", { n: outdated }) : "",
  ];
  return (
    <li class="book-closing-row">
      <div class="row">
        <b class="row-grow">{subjectName(subject)}</b>
        <Chip tone={signed === learners ? "good" : "warn"}>{t("signed", { n: signed, all: learners })}</Chip>
      </div>
      <p class="small muted">{facts.filter(Boolean).join(" · ")}</p>
    </li>
  );
}

/** A closed term is opened by an order only. */
function Lock({ one, school, term }: { one: ClassDoc; school: string; term: string }) {
  const record = `${one.id}~${term}`;
  const lock = records.get("term_lock", record);
  const locked = lock?.locked ?? false;
  const [order, setOrder] = useState("");
  const write = (): void => {
    void submit({ kind: "term.lock", record, base: lock?.op ?? null, fields: { school, class: one.id, term, locked: !locked, order: order.trim() } });
    setOrder("");
  };
  const id = `order-${one.id}`;
  return (
    <>
      {locked && (
        <>
          <Notice tone="good" icon="check">
            <p>{t("locked")}</p>
          </Notice>
          <Field id={id} label={t("order")} hint={t("orderHint")}>
            <input id={id} class="input" maxLength={300} aria-describedby={noteId(id)} value={order} onInput={(event) => setOrder(event.currentTarget.value)} />
          </Field>
        </>
      )}
      <Button icon={locked ? "edit" : "check"} block busy={locked && order.trim() === ""} onClick={write}>
        {t(locked ? "open" : "lock")}
      </Button>
    </>
  );
}
