/** One plan: its rows with their days, how it stands, what a closure moves. */
import { useState } from "preact/hooks";

import { type PlanRowDoc, records, recordsReady } from "../../data/records.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/plans.ts";
import { t as s } from "../../i18n/sharing.ts";
import { date, noon } from "../../i18n/time.ts";
import { addDays, closes, type Closure, ofYear, type Taught } from "../../planning/flow.ts";
import { daysOf, type Held, inOrder, type RowDay, shiftsBy, standingOf } from "../../planning/plan.ts";
import { Chip, EmptyState, Loading, Notice, ProgressBar } from "../../ui/bits.tsx";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Page } from "../../ui/Page.tsx";
import type { ScreenProps } from "../../routes.tsx";
import { schoolNow } from "../journal/teaching.ts";
import { period } from "../pupil/Closures.tsx";
import { CopySheet } from "./CopySheet.tsx";
import { addressOf, type Lessons, lessonsOf, nameOfPlan, taughtAt, usePlan } from "./plans.ts";
import { RowSheet } from "./RowSheet.tsx";
import { ShareSheet } from "./ShareSheet.tsx";
import { mayShare, offersOf, standing } from "./sharing.ts";
import "./planning.css";

/** Days for which a closure that is over is still told of: what it moved is what comes next. */
const TOLD_DAYS = 14;

export default function PlanScreen({ params }: ScreenProps) {
  const taught = taughtAt(params);
  const [tries, setTries] = useState(0);
  const { rows, held, failed } = usePlan(taught, tries);
  const title = [nameOfPlan(taught), taught.grade === null ? "" : t("gradeOf", { n: taught.grade })].filter(Boolean).join(", ");
  return (
    <Page title={title} back="/plans">
      {failed ? (
        <EmptyState icon="wifi-off" title={t("away")}>
          <Button icon="refresh" onClick={() => setTries(tries + 1)}>
            {t("retry")}
          </Button>
        </EmptyState>
      ) : !recordsReady.value || rows === null ? (
        <Loading label={core("loading")} rows={6} />
      ) : (
        <Plan taught={taught} rows={inOrder(rows)} held={held} />
      )}
    </Page>
  );
}

function Plan({ taught, rows, held }: { taught: Taught; rows: readonly PlanRowDoc[]; held: readonly Held[] }) {
  const [open, setOpen] = useState<PlanRowDoc | "new" | null>(null);
  const [copying, setCopying] = useState(false);
  const [sharing, setSharing] = useState(false);
  const school = records.get("class", taught.class)?.school ?? "";
  const offers = offersOf(school, taught);
  const year = lessonsOf(taught, held);
  const now = ofYear(rows, held, year?.first ?? "");
  // Rows of earlier years have the days on which they were taught, and no others.
  const days = year ? new Map([...daysOf(rows, [], new Map(), held), ...daysOf(now.rows, year.lessons, year.settled, held)]) : new Map<string, readonly RowDay[]>();
  const next = rows.find((row) => (days.get(row.id) ?? []).some((one) => !one.held))?.id;
  return (
    <div class="stack-wide">
      {now.rows.length > 0 && year && year.undisturbed.length > 0 && <Standings rows={now.rows} year={year} held={now.held} />}
      {year && year.undisturbed.length === 0 && <Notice icon="info">{t("noDays")}</Notice>}
      {year && now.rows.length > 0 && <Shifts taught={taught} rows={now.rows} year={year} />}
      <div class="plan-ways">
        <Button icon="plus" kind="primary" onClick={() => setOpen("new")}>
          {t("addRow")}
        </Button>
        <LinkButton icon="upload" href={`${addressOf(taught)}/import`}>
          {t("fromFile")}
        </LinkButton>
        <Button icon="download" onClick={() => setCopying(true)}>
          {t("copy")}
        </Button>
        {rows.length > 0 && mayShare(school, taught) && (
          <Button icon="share" onClick={() => setSharing(true)}>
            {s("share")}
          </Button>
        )}
      </div>
      {offers.map((one) => (
        <p key={one.id} class="plan-offer small muted">
          <Icon name="share" small />
          <span>{[s("offered", { day: date(one.made_at) }), standing(one)].join(" · ")}</span>
        </p>
      ))}
      {rows.length === 0 ? <EmptyState icon="book" title={t("noRows")} text={t("noRowsText")} /> : <Rows rows={rows} days={days} next={next} known={year !== null} onOpen={setOpen} />}
      {open && <RowSheet key={open === "new" ? "" : open.id} school={school} taught={taught} rows={rows} before={open === "new" ? null : open} held={heldOf(open, held)} onClose={() => setOpen(null)} />}
      {sharing && <ShareSheet school={school} taught={taught} rows={rows} onClose={() => setSharing(false)} />}
      {copying && <CopySheet school={school} taught={taught} rows={rows} held={new Set(held.map((one) => one.row))} onClose={() => setCopying(false)} />}
    </div>
  );
}

function heldOf(open: PlanRowDoc | "new", held: readonly Held[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  if (open !== "new") for (const one of held) counts.set(one.row, (counts.get(one.row) ?? 0) + 1);
  return counts;
}

function Standings({ rows, year, held }: { rows: readonly PlanRowDoc[]; year: Lessons; held: readonly Held[] }) {
  const { behind, lacking, free, hours, done } = standingOf(rows, year.lessons, year.undisturbed, year.settled, held, schoolNow.value.day);
  const words = behind > 0 ? t("behind", { n: behind }) : behind < 0 ? t("ahead", { n: -behind }) : t("onTime");
  const progress = t("done", { n: done, all: hours });
  return (
    <section class="card stack">
      <p class="plan-standing">
        <Chip tone={behind > 0 ? "warn" : "good"} icon={behind > 0 ? "alert" : "check"}>
          {words}
        </Chip>
        <span class="small muted">{progress}</span>
      </p>
      <ProgressBar value={done} max={hours} label={progress} />
      {lacking > 0 && <p>{t("lacking", { n: lacking })}</p>}
      {lacking === 0 && free > 0 && <p class="small muted">{t("free", { n: free })}</p>}
    </section>
  );
}

/** What the closures of these weeks move, row by row. */
function Shifts({ taught, rows, year }: { taught: Taught; rows: readonly PlanRowDoc[]; year: Lessons }) {
  const today = schoolNow.value.day;
  const told = year.closures.filter((one) => (one.span[1] ?? today) >= addDays(today, -TOLD_DAYS) && closes(one, taught.class, one.span[0] ?? today));
  return (
    <>
      {told.map((one) => (
        <Shift key={`${one.span[0] ?? ""}${one.classes.join()}`} closure={one} rows={rows} year={year} />
      ))}
    </>
  );
}

function Shift({ closure, rows, year }: { closure: Closure; rows: readonly PlanRowDoc[]; year: Lessons }) {
  const shifts = shiftsBy(rows, year.without(closure), year.lessons, year.settled);
  if (shifts.length === 0) return null;
  return (
    <Notice tone="accent" icon="clock">
      <p>{t("shifted", { n: shifts.length, period: period(closure.span[0] ?? "", closure.span[1] ?? "") })}</p>
      <details>
        <summary class="plan-summary">{t("shiftsOpen")}</summary>
        <ul class="plan-shifts">
          {shifts.map(({ row, from, to }) => (
            <li key={row.id}>
              <span>{row.topic}</span>
              <b>{t("shift", { from: date(noon(from)), to: to === null ? t("noRoom") : date(noon(to)) })}</b>
            </li>
          ))}
        </ul>
        <p class="small">{t("shiftsMore")}</p>
      </details>
    </Notice>
  );
}

interface RowsProps {
  readonly rows: readonly PlanRowDoc[];
  readonly days: ReadonlyMap<string, readonly RowDay[]>;
  readonly next: string | undefined;
  /** Whether a calendar says the days. */
  readonly known: boolean;
  readonly onOpen: (row: PlanRowDoc) => void;
}

function Rows({ rows, days, next, known, onOpen }: RowsProps) {
  const parts: { section: string; rows: PlanRowDoc[] }[] = [];
  for (const row of rows) {
    const last = parts[parts.length - 1];
    if (last?.section === row.section) last.rows.push(row);
    else parts.push({ section: row.section, rows: [row] });
  }
  return (
    <>
      {parts.map((part, at) => (
        // Not a landmark: a year comes back to a section under the same name.
        <div key={at} class="stack" role="group" aria-label={part.section || t("plan")}>
          {part.section !== "" && <h2>{part.section}</h2>}
          <ol class="plan-rows">
            {part.rows.map((row) => (
              <Row key={row.id} row={row} days={days.get(row.id) ?? []} isNext={row.id === next} known={known} onOpen={onOpen} />
            ))}
          </ol>
        </div>
      ))}
    </>
  );
}

function Row({ row, days, isNext, known, onOpen }: { row: PlanRowDoc; days: readonly RowDay[]; isNext: boolean; known: boolean; onOpen: (row: PlanRowDoc) => void }) {
  const [first] = days;
  const last = days[days.length - 1];
  const done = days.length > 0 && days.every((one) => one.held) && days.length >= row.hours;
  const when = !first || !last ? (known ? t("noDay") : "") : first.day === last.day ? date(noon(first.day)) : period(first.day, last.day);
  return (
    <li>
      <button type="button" class={isNext ? "plan-row plan-link plan-next" : "plan-row plan-link"} onClick={() => onOpen(row)}>
        <span class="plan-row-text">
          <b>{row.topic}</b>
          <span class="muted small">{[when, t("hoursOf", { n: row.hours }), row.homework].filter(Boolean).join(" · ")}</span>
        </span>
        {isNext && <Chip tone="accent">{t("current")}</Chip>}
        {done && (
          <Chip tone="good" icon="check">
            {t("heldAll")}
          </Chip>
        )}
        {row.summative !== "none" && <Chip tone="warn">{t(row.summative === "section" ? "sumSection" : "sumTerm")}</Chip>}
        {row.resources.length > 0 && (
          <Chip icon="file">{String(row.resources.length)}</Chip>
        )}
        <Icon name="next" small />
      </button>
    </li>
  );
}
