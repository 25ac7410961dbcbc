/** A list of people with search and filters; whoever is tapped opens. */
import { useState } from "preact/hooks";

import { compareKazakh } from "../../i18n/collate.ts";
import { t } from "../../i18n/people.ts";
import { EmptyState, Loading } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { fits, shown, type Filter } from "./model.ts";
import { PersonRow } from "./PersonRow.tsx";
import { PersonSheet } from "./PersonSheet.tsx";
import type { People } from "./usePeople.ts";
import "./people.css";

export interface PeopleListProps {
  readonly people: People;
  readonly filters: readonly Filter[];
  readonly mayConfirm: boolean;
  readonly back: string;
}

export function PeopleList({ people, filters, mayConfirm, back }: PeopleListProps) {
  const [query, setQuery] = useState("");
  const [filter, setFilter] = useState<Filter>("all");
  const [opened, setOpened] = useState<string | null>(null);
  if (people.trouble) {
    return (
      <EmptyState icon={people.trouble === "away" ? "wifi-off" : "people"} title={t(people.trouble)} text={people.trouble === "away" ? t("awayMore") : ""}>
        <Retry onClick={people.look} />
      </EmptyState>
    );
  }
  if (!people.all) return <Loading label={t("loading")} rows={6} />;
  if (people.all.length === 0) return <EmptyState icon="people" title={t("nobody")} text={t("nobodyMore")} />;
  const rows = shown(people.all, filter, query, compareKazakh);
  const one = people.all.find((person) => person.id === opened);
  return (
    <div class="stack">
      <input class="input" type="search" aria-label={t("search")} placeholder={t("search")} value={query} onInput={(event) => setQuery(event.currentTarget.value)} />
      <div class="people-filters" role="group" aria-label={t("title")}>
        {filters.map((name) => {
          const count = people.all?.filter((person) => fits(person, name)).length ?? 0;
          return (
            <button key={name} type="button" class="chip chip-button" aria-pressed={name === filter} onClick={() => setFilter(name)}>
              {t(name)} · {count}
            </button>
          );
        })}
      </div>
      {rows.length === 0 ? (
        <EmptyState icon="search" title={t("nothingFound")} text={t("nothingFoundMore")} />
      ) : (
        <>
          <p class="people-count" role="status">
            {t("count", { n: rows.length })}
          </p>
          <ul class="people-list">
            {rows.map((person) => (
              <PersonRow key={person.id} one={person} onOpen={() => setOpened(person.id)} />
            ))}
          </ul>
        </>
      )}
      {one && <PersonSheet one={one} all={people.all} mayConfirm={mayConfirm} back={back} onClose={() => setOpened(null)} onChanged={people.look} />}
    </div>
  );
}

function Retry({ onClick }: { onClick: () => void }) {
  return (
    <Button icon="refresh" onClick={onClick}>
      {t("retry")}
    </Button>
  );
}
