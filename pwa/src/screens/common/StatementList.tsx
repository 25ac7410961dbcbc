/** Statements that the reader may see: filtered, page by page, grouped by day, saved as a file. */
import { useEffect, useState } from "preact/hooks";

import { lang } from "../../i18n/index.ts";
import { t, type InsightsKey } from "../../i18n/insights.ts";
import { clock, day } from "../../i18n/time.ts";
import { Chip, EmptyState, Loading, Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { toast } from "../../ui/toast.tsx";
import { edgeOf } from "./typed.ts";
import { askStatements, lastPart, type Question, saveStatements, type StatementRow, textIn, type Trouble, troubleOf } from "./statements.ts";
import "./statements.css";

const VERBS = ["answered", "completed", "passed", "failed", "initialized", "terminated", "experienced", "attempted"] as const;
/** A name, not an address: nothing is ever fetched from there. */
const VERB_HOME = ["http:", "", "adlnet.gov", "expapi", "verbs", ""].join("/");
const ENDINGS = ["csv", "xlsx", "json"] as const;

interface Seen {
  readonly rows: readonly StatementRow[];
  readonly people: Readonly<Record<string, string>>;
  readonly next: string | null;
}

/** `whose`: the parameter that says whose statements; `nameless` leaves out whose each one is. */
export function StatementList({ whose, nameless = false }: { whose: Question; nameless?: boolean }) {
  const [filter, setFilter] = useState<Question>({});
  const [seen, setSeen] = useState<Seen | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [busy, setBusy] = useState(false);
  const question = { ...whose, ...filter };
  const key = JSON.stringify(question);

  const look = async (before: Seen | null): Promise<void> => {
    setBusy(true);
    try {
      const page = await askStatements(before?.next ? { ...question, cursor: before.next } : question);
      setSeen({ rows: [...(before?.rows ?? []), ...page.statements], people: { ...before?.people, ...page.people }, next: page.next });
      setTrouble(null);
    } catch (error) {
      setTrouble(troubleOf(error));
    }
    setBusy(false);
  };
  useEffect(() => {
    setSeen(null);
    void look(null);
  }, [key]);

  const save = async (ending: (typeof ENDINGS)[number]): Promise<void> => {
    setBusy(true);
    await saveStatements(question, ending).catch(() => toast(t("saveFailed")));
    setBusy(false);
  };

  return (
    <div class="stack-wide">
      <Filters chosen={filter} onApply={setFilter} />
      {trouble === "wrongFilter" ? (
        <Notice tone="warn" icon="alert" alert>
          {t("wrongFilter")}
        </Notice>
      ) : null}
      {seen === null ? (
        trouble && trouble !== "wrongFilter" ? (
          <EmptyState icon={trouble === "away" ? "wifi-off" : "school"} title={t(trouble)} text={trouble === "away" ? t("awayMore") : ""}>
            <Button icon="refresh" onClick={() => void look(null)}>
              {t("retry")}
            </Button>
          </EmptyState>
        ) : trouble ? null : (
          <Loading label={t("loading")} />
        )
      ) : seen.rows.length === 0 ? (
        <EmptyState icon="book" title={t("empty")} text={t("emptyMore")} />
      ) : (
        <>
          {byDay(seen.rows).map(([date, rows]) => (
            <section key={date} class="stack">
              <h2>{date}</h2>
              <ul class="card statement-list">
                {rows.map((row) => (
                  <Line key={row.id} row={row} who={nameless ? "" : (seen.people[row.learner] ?? row.actor)} />
                ))}
              </ul>
            </section>
          ))}
          {trouble === "away" ? <p class="small muted">{t("away")}</p> : null}
          {seen.next ? (
            <Button icon="down" block busy={busy} onClick={() => void look(seen)}>
              {t("more")}
            </Button>
          ) : null}
          <section class="stack" aria-labelledby="statement-save">
            <h2 id="statement-save">{t("save")}</h2>
            <div class="statement-buttons">
              {ENDINGS.map((ending) => (
                <Button key={ending} icon="download" busy={busy} onClick={() => void save(ending)}>
                  {ending.toUpperCase()}
                </Button>
              ))}
            </div>
          </section>
        </>
      )}
    </div>
  );
}

function Line({ row, who }: { row: StatementRow; who: string }) {
  const own = VERBS.find((verb) => row.verb === VERB_HOME + verb);
  const verb = own ? t(`verb_${own}` as InsightsKey) : textIn(row.verb_names, lang.value) || lastPart(row.verb);
  return (
    <li class="statement">
      <span class="small muted statement-time">{clock(row.timestamp)}</span>
      <div class="row-grow">
        {who ? <h3>{who}</h3> : null}
        <p>
          {verb}: {textIn(row.object_names, lang.value) || lastPart(row.object)}
        </p>
        {row.response ? <p class="small statement-answer">{t("answer", { text: row.response })}</p> : null}
        <p class="statement-chips">
          {row.success === null || own === "passed" || own === "failed" ? null : <Chip tone={row.success ? "good" : "bad"}>{t(row.success ? "right" : "wrong")}</Chip>}
          {row.scaled === null ? null : <Chip>{t("share", { n: Math.round(row.scaled * 100) })}</Chip>}
          {row.uncounted === null ? null : <Chip tone="warn">{t("uncounted")}</Chip>}
          {row.seconds === null ? null : <Chip icon="clock">{lasted(row.seconds)}</Chip>}
        </p>
      </div>
    </li>
  );
}

function lasted(seconds: number): string {
  return seconds < 90 ? t("seconds", { n: Math.round(seconds) }) : t("minutes", { n: Math.round(seconds / 60) });
}

function byDay(rows: readonly StatementRow[]): [string, StatementRow[]][] {
  const days: [string, StatementRow[]][] = [];
  for (const row of rows) {
    const date = day(row.timestamp);
    const last = days[days.length - 1];
    if (last?.[0] === date) last[1].push(row);
    else days.push([date, [row]]);
  }
  return days;
}

function Filters({ chosen, onApply }: { chosen: Question; onApply: (filter: Question) => void }) {
  const [draft, setDraft] = useState<Question>({});
  const set = (name: string, value: string): void => setDraft({ ...draft, [name]: value });
  const input = (name: "activity" | "registration" | "since" | "until") => {
    const shared = {
      id: `statement-${name}`,
      class: "input",
      "aria-describedby": noteId(`statement-${name}`),
      value: draft[name] ?? "",
      onInput: (event: { currentTarget: HTMLInputElement }): void => set(name, event.currentTarget.value.trim()),
    };
    return (
      <Field id={`statement-${name}`} label={t(name)}>
        {name === "since" || name === "until" ? <input type="date" {...shared} /> : <input type="text" {...shared} />}
      </Field>
    );
  };
  return (
    <details class="card statement-filter">
      <summary>{t("filters")}</summary>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          onApply(filterOf(draft));
        }}
      >
        <Field id="statement-verb" label={t("verb")}>
          <select id="statement-verb" class="input" value={draft["verb"] ?? ""} onChange={(event) => set("verb", event.currentTarget.value)}>
            <option value="">{t("anyVerb")}</option>
            {VERBS.map((verb) => (
              <option key={verb} value={VERB_HOME + verb}>
                {t(`verb_${verb}` as InsightsKey)}
              </option>
            ))}
          </select>
        </Field>
        {input("activity")}
        {input("registration")}
        {input("since")}
        {input("until")}
        <div class="statement-buttons">
          <Button type="submit" kind="primary" icon="search">
            {t("apply")}
          </Button>
          {Object.keys(chosen).length > 0 ? (
            <Button
              onClick={() => {
                setDraft({});
                onApply({});
              }}
            >
              {t("clear")}
            </Button>
          ) : null}
        </div>
      </form>
    </details>
  );
}

/** Days become moments of the school's day: its first, and its last millisecond. What is no day yet asks for nothing. */
export function filterOf(draft: Question): Question {
  const edges: Question = { ...draft, since: edgeOf(draft["since"] ?? "", "start") ?? "", until: edgeOf(draft["until"] ?? "", "end") ?? "" };
  return Object.fromEntries(Object.entries(edges).filter(([, value]) => value !== ""));
}
