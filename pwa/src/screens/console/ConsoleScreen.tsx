/** All schools of an operator's place: how many are how, on a list and on a map. */
import { useEffect, useState } from "preact/hooks";

import { t } from "../../i18n/console.ts";
import { moment, size } from "../../i18n/time.ts";
import { Chip, EmptyState, Loading } from "../../ui/bits.tsx";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { Choices } from "../../ui/Field.tsx";
import { Page } from "../../ui/Page.tsx";
import { askMap, askSchools, askSummary, EVERYTHING, type Line, MARKS, type Point, type State, STATES, type Summary, TONES, type Trouble, troubleOf, type Wanted } from "./model.ts";
import { ofSchool } from "./above.ts";
import { NewSchoolForm } from "./NewSchoolForm.tsx";
import { SchoolMap } from "./SchoolMap.tsx";
import "./console.css";

type View = "list" | "map";
/** Milliseconds after the last letter before a search is asked for. */
const TYPING_MS = 300;

export default function ConsoleScreen() {
  const [wanted, setWanted] = useState<Wanted>(EVERYTHING);
  const [sort, setSort] = useState("name");
  const [view, setView] = useState<View>("list");
  const [summary, setSummary] = useState<Summary | null>(null);
  const [lines, setLines] = useState<readonly Line[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [points, setPoints] = useState<readonly Point[] | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [adding, setAdding] = useState(false);
  const [again, setAgain] = useState(0);
  const [asking, setAsking] = useState(true);

  useEffect(() => {
    let current = true;
    setAsking(true);
    const ask = async (): Promise<void> => {
      try {
        const [told, page, map] = await Promise.all([askSummary(wanted), askSchools(wanted, sort, ""), view === "map" ? askMap(wanted) : null]);
        if (!current) return;
        setSummary(told);
        setLines(page.schools);
        setNext(page.next);
        if (map) setPoints(map.points);
        setTrouble(null);
      } catch (error) {
        if (current) setTrouble(troubleOf(error));
      }
      if (current) setAsking(false);
    };
    const timer = setTimeout(() => void ask(), wanted.text === "" ? 0 : TYPING_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [wanted, sort, view, again]);
  const more = async (): Promise<void> => {
    if (next === null || !lines || asking) return;
    setAsking(true);
    try {
      const page = await askSchools(wanted, sort, next);
      setLines([...lines, ...page.schools]);
      setNext(page.next);
    } catch (error) {
      setTrouble(troubleOf(error));
    }
    setAsking(false);
  };

  return (
    <Page title={t("title")} wide>
      {trouble && !summary ? (
        <EmptyState icon={trouble === "away" ? "wifi-off" : "school"} title={t(trouble)} text={trouble === "away" ? t("awayMore") : ""}>
          <Button icon="refresh" onClick={() => setAgain(again + 1)}>
            {t("retry")}
          </Button>
        </EmptyState>
      ) : summary && lines ? (
        <div class="stack-wide">
          <nav class="console-links" aria-label={t("title")}>
            <LinkButton href="/console/overview" icon="star">
              {t("overview")}
            </LinkButton>
            <LinkButton href="/console/courses" icon="book">
              {t("courses")}
            </LinkButton>
            <LinkButton href="/console/plans" icon="book">
              {t("plans")}
            </LinkButton>
            <LinkButton href="/console/calendars" icon="clock">
              {t("calendars")}
            </LinkButton>
            <LinkButton href="/console/policies" icon="check">
              {t("policies")}
            </LinkButton>
            <LinkButton href="/console/releases" icon="refresh">
              {t("releases")}
            </LinkButton>
            {summary.rights.includes("roster") && (
              <LinkButton href="/console/inquiries" icon="people">
                {t("inquiries")}
              </LinkButton>
            )}
            {summary.rights.includes("operators") && (
              <LinkButton href="/console/actions" icon="clock">
                {t("actions")}
              </LinkButton>
            )}
            {summary.rights.includes("boxes") && !adding && (
              <Button icon="plus" onClick={() => setAdding(true)}>
                {t("newSchool")}
              </Button>
            )}
          </nav>
          {adding && <NewSchoolForm region={summary.region} district={summary.district} onCancel={() => setAdding(false)} />}
          <States counts={summary.counts} chosen={wanted.state} onChoose={(state) => setWanted({ ...wanted, state })} />
          <Filters summary={summary} wanted={wanted} sort={sort} onWant={setWanted} onSort={setSort} />
          <Choices
            name="view"
            legend={t("title")}
            value={view}
            options={[
              { value: "list", label: t("list") },
              { value: "map", label: t("map") },
            ]}
            onChoose={setView}
          />
          {trouble && <p role="alert">{t(trouble)}</p>}
          {/* What was found before stays until the answer comes: a list that goes and comes with each letter is hard to read. */}
          <p class="small muted console-asking" role="status">
            {asking ? t("loading") : ""}
          </p>
          {view === "map" ? (
            points ? <SchoolMap points={points} /> : <Loading label={t("loading")} />
          ) : lines.length === 0 ? (
            <EmptyState icon="search" title={t("none")} text={t("noneMore")} />
          ) : (
            <>
              <ul class="card console-list" aria-busy={asking}>
                {lines.map((line) => (
                  <SchoolRow key={line.school} line={line} />
                ))}
              </ul>
              {next !== null && (
                <Button block busy={asking} onClick={() => void more()}>
                  {t("more")}
                </Button>
              )}
            </>
          )}
        </div>
      ) : (
        <Loading label={t("loading")} />
      )}
    </Page>
  );
}

function States({ counts, chosen, onChoose }: { counts: Summary["counts"]; chosen: State | ""; onChoose: (state: State | "") => void }) {
  const all = STATES.reduce((sum, state) => sum + counts[state], 0);
  return (
    <div class="console-states" role="group" aria-label={t("anyState")}>
      {(["", ...STATES] as const).map((state) => (
        <button key={state} type="button" class={`console-state state-${state === "" ? "any" : state}`} aria-pressed={state === chosen} onClick={() => onChoose(state)}>
          <strong>{state === "" ? all : counts[state]}</strong>
          <span>{t(state === "" ? "anyState" : state)}</span>
        </button>
      ))}
    </div>
  );
}

function Filters({ summary, wanted, sort, onWant, onSort }: { summary: Summary; wanted: Wanted; sort: string; onWant: (wanted: Wanted) => void; onSort: (sort: string) => void }) {
  const regions = [...new Set(summary.places.map(([region]) => region))].filter((one) => one !== "");
  const region = wanted.region || summary.region;
  const districts = summary.places.filter(([one, district]) => one === region && district !== "").map(([, district]) => district);
  const choice = (id: string, label: string, any: string, value: string, options: readonly string[], onChange: (value: string) => void) => (
    <div>
      <label class="field-label" for={id}>
        {label}
      </label>
      <select id={id} class="input" value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{any}</option>
        {options.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </div>
  );
  return (
    <div class="console-filters">
      <div>
        <label class="field-label" for="console-text">
          {t("find")}
        </label>
        <input id="console-text" class="input" type="search" value={wanted.text} maxLength={80} onInput={(event) => onWant({ ...wanted, text: event.currentTarget.value })} />
      </div>
      {summary.region === "" && choice("console-region", t("region"), t("anyRegion"), wanted.region, regions, (value) => onWant({ ...wanted, region: value, district: "" }))}
      {summary.district === "" && region !== "" && choice("console-district", t("district"), t("anyDistrict"), wanted.district, districts, (value) => onWant({ ...wanted, district: value }))}
      {choice("console-version", t("version"), t("anyVersion"), wanted.version, summary.versions, (value) => onWant({ ...wanted, version: value }))}
      <div>
        <label class="field-label" for="console-sort">
          {t("sort")}
        </label>
        <select id="console-sort" class="input" value={sort} onChange={(event) => onSort(event.currentTarget.value)}>
          <option value="name">{t("sortName")}</option>
          <option value="heard">{t("sortHeard")}</option>
        </select>
      </div>
    </div>
  );
}

function SchoolRow({ line }: { line: Line }) {
  return (
    <li class="console-row">
      <div class="row-grow">
        <h2>
          <a href={`/console/school/${encodeURIComponent(line.school)}`}>{line.name}</a>
        </h2>
        <p class="small muted">{[line.region, line.district].filter(Boolean).join(" · ")}</p>
        <p class="small">
          {line.heard_at ? t("heard", { time: moment(line.heard_at) }) : t("heardNever")}
          {line.version ? ` · ${line.version}` : ""}
          {line.waiting_operations ? ` · ${t("waits", { n: line.waiting_operations, size: size(line.waiting_bytes ?? 0) })}` : ""}
        </p>
        {ofSchool(line) && <p class="small">{ofSchool(line)}</p>}
      </div>
      <Chip tone={TONES[line.state]} icon={MARKS[line.state]}>
        {t(line.state)}
      </Chip>
    </li>
  );
}
